import type { Role } from '../../contracts/access/account.ts';
import type { FixedReason } from '../../contracts/access/view-reason.ts';
import type { OpeningReason } from '../../contracts/access/visitor.ts';
import type { AccessClass } from '../../contracts/case.ts';
import type { MarkerKind } from '../../contracts/custody/marker.ts';
import type { HoldReason } from '../../contracts/custody/retention.ts';

/** Codes that stand in the audit log and on pages, in words. */
export interface CodeWords {
  role: Record<Role, string>;
  /** The others are the office's own. */
  viewReason: Record<FixedReason, string>;
  openingReason: Record<OpeningReason, string>;
  holdReason: Record<HoldReason, string>;
  accessClass: Record<AccessClass, string>;
  markerKind: Record<MarkerKind, string>;
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
    markerKind: {
      notice_read: 'đã thông báo có ghi âm, ghi hình',
      identified: 'đã kiểm tra nhân thân',
      notes_read_back: 'đã đọc lại nội dung ghi chép',
      signed: 'đã ký hoặc điểm chỉ',
      receipt_given: 'đã giao giấy biên nhận',
      rights_explained: 'đã giải thích quyền và bước tiếp theo',
      closing: 'kết thúc',
      withdrawal_stated: 'nêu ý kiến rút đơn',
      no_coercion: 'xác nhận không bị ép buộc',
      note: 'ghi chú',
    },
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
    markerKind: {
      notice_read: 'notice read',
      identified: 'identified',
      notes_read_back: 'notes read back',
      signed: 'signed or fingerprinted',
      receipt_given: 'receipt given',
      rights_explained: 'rights and next step explained',
      closing: 'closing',
      withdrawal_stated: 'statement of withdrawal',
      no_coercion: 'no coercion',
      note: 'note',
    },
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
    markerKind: {
      notice_read: 'о записи объявлено',
      identified: 'личность установлена',
      notes_read_back: 'записи зачитаны',
      signed: 'подписано или отпечаток',
      receipt_given: 'расписка выдана',
      rights_explained: 'права и дальнейшие шаги разъяснены',
      closing: 'завершение',
      withdrawal_stated: 'заявление об отзыве',
      no_coercion: 'без принуждения',
      note: 'заметка',
    },
  },
};
