import type { Role } from '../../contracts/account.ts';
import type { AccessClass } from '../../contracts/case.ts';
import type { HoldReason } from '../../contracts/custody/retention.ts';
import type { FixedReason } from '../../contracts/custody/view-reason.ts';
import type { OpeningReason } from '../../contracts/custody/visitor.ts';

/** Codes that stand in the audit log and on pages, in words. */
export interface CodeWords {
  role: Record<Role, string>;
  /** The others are the office's own. */
  viewReason: Record<FixedReason, string>;
  openingReason: Record<OpeningReason, string>;
  holdReason: Record<HoldReason, string>;
  accessClass: Record<AccessClass, string>;
}

export const codeWords: Record<'vi' | 'en' | 'ru', CodeWords> = {
  vi: {
    role: {
      officer: 'người tiếp công dân',
      supervisor: 'lãnh đạo phụ trách',
      chief: 'Chánh Thanh tra',
      archivist: 'văn thư, lưu trữ',
      admin: 'quản trị hệ thống',
    },
    viewReason: {
      own: 'buổi tiếp của tôi',
      monitoring: 'theo dõi trực tiếp',
      audit: 'kiểm tra, giám sát',
      emergency: 'khẩn cấp (quản trị hệ thống)',
    },
    openingReason: {
      contact: 'liên hệ với công dân',
      answer: 'trả lời đơn',
      check: 'đối chiếu giấy tờ',
      correct: 'sửa thông tin',
      court: 'tòa án, cơ quan điều tra',
      other: 'lý do khác',
    },
    holdReason: {
      dispute: 'tranh chấp',
      request: 'có đề nghị cung cấp bản sao',
      coercion: 'nghi bị ép buộc',
      court: 'tòa án, cơ quan điều tra',
      incident: 'sự việc, sự cố',
      other: 'lý do khác',
    },
    accessClass: { normal: 'thông thường', restricted: 'hạn chế', denouncer: 'bảo vệ người tố cáo' },
  },
  en: {
    role: {
      officer: 'receiving officer',
      supervisor: 'supervisor',
      chief: 'Chief Inspector',
      archivist: 'clerk, archivist',
      admin: 'system administrator',
    },
    viewReason: {
      own: 'my own session',
      monitoring: 'live monitoring',
      audit: 'review, supervision',
      emergency: 'emergency (administrator)',
    },
    openingReason: {
      contact: 'getting in touch with the visitor',
      answer: 'answering the petition',
      check: 'comparing papers',
      correct: 'correcting what is written',
      court: 'court, investigators',
      other: 'another reason',
    },
    holdReason: {
      dispute: 'dispute',
      request: 'a copy was asked for',
      coercion: 'coercion alleged',
      court: 'court, investigators',
      incident: 'incident',
      other: 'another reason',
    },
    accessClass: { normal: 'normal', restricted: 'restricted', denouncer: 'denouncer protected' },
  },
  ru: {
    role: {
      officer: 'сотрудник приёма',
      supervisor: 'проверяющий руководитель',
      chief: 'главный инспектор',
      archivist: 'делопроизводитель, архивист',
      admin: 'администратор системы',
    },
    viewReason: {
      own: 'мой приём',
      monitoring: 'наблюдение вживую',
      audit: 'проверка, надзор',
      emergency: 'экстренный случай (администратор)',
    },
    openingReason: {
      contact: 'связь с посетителем',
      answer: 'ответ на обращение',
      check: 'сверка документов',
      correct: 'исправление сведений',
      court: 'суд, следствие',
      other: 'другая причина',
    },
    holdReason: {
      dispute: 'спор',
      request: 'запрошена копия',
      coercion: 'есть сведения о принуждении',
      court: 'суд, следствие',
      incident: 'происшествие',
      other: 'другая причина',
    },
    accessClass: { normal: 'обычный', restricted: 'ограниченный', denouncer: 'защита заявителя' },
  },
};
