import type { FindingKind, Verdict } from '../finding.ts';

/** What a check says, for a clerk. One place for the command line and the page that work without the system. */
interface Words {
  verdict: Record<Verdict, string>;
  finding: Record<FindingKind, string>;
}

export const words: Record<'vi' | 'en' | 'ru', Words> = {
  vi: {
    verdict: {
      verified: 'Đã xác minh từ khi ghi',
      partly: 'Xác minh một phần',
      not: 'Không xác minh được',
    },
    finding: {
      document_unreadable: 'Không đọc được: tệp bị hỏng hoặc không phải do hệ thống lập',
      document_altered: 'Nội dung đã bị sửa sau khi ký',
      key_foreign: 'Ký bằng khóa không phải của cơ quan',
      key_unknown: 'Chưa biết khóa của ai: hãy so dấu vân tay của khóa với bản cơ quan đã công bố',
      manifest_missing: 'Không có bản kê nào trong thư mục',
      manifest_unlinked: 'Bản kê không nối với bản trước nó',
      contents_missing: 'Không có danh sách đã ký của thư mục: không biết có bị bỏ bớt gì không',
      file_missing: 'Thiếu tệp',
      file_altered: 'Tệp khác với khi được ghi',
      file_foreign: 'Tệp lạ, không có trong danh sách',
      chain_broken: 'Đoạn hình không nối tiếp đoạn đã ghi trước nó',
      chain_unknown: 'Không biết đoạn hình này nối tiếp đoạn nào (máy ghi đã ngừng đột ngột)',
      segment_absent: 'Thiếu một đoạn của cùng lần ghi trước đoạn này: đã mất, hoặc bị bỏ ra',
      time_uncovered: 'Có khoảng thời gian không có hình và không có lý do',
      time_overlap: 'Hai đoạn hình trùng thời gian',
      audit_altered: 'Dòng nhật ký đã bị sửa',
      audit_head_missing: 'Thiếu chữ ký của phần nhật ký này',
      time_stamp_foreign: 'Dấu thời gian không phải của chữ ký nhật ký này',
    },
  },
  en: {
    verdict: { verified: 'Verified since recorded', partly: 'Partly verified', not: 'Not verified' },
    finding: {
      document_unreadable: 'Cannot be read: damaged, or not made by the system',
      document_altered: 'Changed after it was signed',
      key_foreign: 'Signed with a key that is not the office’s',
      key_unknown: 'Not known whose key this is: compare its fingerprint with the one the office has published',
      manifest_missing: 'There is no manifest in this folder',
      manifest_unlinked: 'The manifest does not follow on the one before it',
      contents_missing: 'The folder’s signed list is not here: nobody can tell whether something was taken out',
      file_missing: 'A file is missing',
      file_altered: 'A file is not what was recorded',
      file_foreign: 'A file that is on no list',
      chain_broken: 'Footage does not follow on what was recorded before it',
      chain_unknown: 'Not known which footage this follows on (the recorder had stopped suddenly)',
      segment_absent: 'A piece of the same recording before this one is not here: it was lost, or left out',
      time_uncovered: 'A stretch of time has neither footage nor a reason',
      time_overlap: 'Two pieces of footage are of the same time',
      audit_altered: 'An entry of the audit log was changed',
      audit_head_missing: 'The signature of this part of the audit log is missing',
      time_stamp_foreign: 'The time stamp is not of this signature of the audit log',
    },
  },
  ru: {
    verdict: { verified: 'Подтверждено с момента записи', partly: 'Подтверждено частично', not: 'Не подтверждено' },
    finding: {
      document_unreadable: 'Не читается: файл повреждён или создан не системой',
      document_altered: 'Изменено после подписания',
      key_foreign: 'Подписано ключом, который не принадлежит ведомству',
      key_unknown: 'Неизвестно, чей это ключ: сравните его отпечаток с опубликованным ведомством',
      manifest_missing: 'В папке нет описи',
      manifest_unlinked: 'Опись не продолжает предыдущую',
      contents_missing: 'Нет подписанного списка папки: неизвестно, не изъято ли что-нибудь',
      file_missing: 'Не хватает файла',
      file_altered: 'Файл отличается от записанного',
      file_foreign: 'Файла нет ни в одном списке',
      chain_broken: 'Запись не продолжает предыдущую',
      chain_unknown: 'Неизвестно, какую запись продолжает этот отрезок (регистратор внезапно остановился)',
      segment_absent: 'Нет отрезка той же записи перед этим: он утрачен или исключён',
      time_uncovered: 'Есть время без записи и без причины',
      time_overlap: 'Два отрезка записи относятся к одному времени',
      audit_altered: 'Запись журнала изменена',
      audit_head_missing: 'Нет подписи этой части журнала',
      time_stamp_foreign: 'Метка времени не относится к этой подписи журнала',
    },
  },
};
