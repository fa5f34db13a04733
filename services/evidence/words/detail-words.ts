import type { ReasonWords } from '../../contracts/access/view-reason.ts';
import type { IncidentKind } from '../../contracts/custody/fixity.ts';
import { type AuditWords, auditWords } from './audit-words.ts';
import { codeWords } from './code-words.ts';

type Value = string | number | boolean;

/** Names of details in the audit log; where a value says enough, its name is not said. */
const names: Record<keyof typeof auditWords, Record<string, string>> = {
  vi: {
    reason: 'lý do',
    version: 'bản kê số',
    files: 'số tệp',
    minutes: 'số phút',
    signsFrom: 'ký từ',
    startedAt: 'đoạn bắt đầu',
    check: 'kiểm tra',
    found: 'phát hiện',
    disabled: 'bị khóa',
    disabledReason: 'lý do tắt',
    from: 'từ',
    to: 'đến',
    format: 'tệp',
    factor: 'xác thực',
    by: 'qua',
    ended: 'số lần đăng nhập kết thúc',
    visitor: 'công dân',
    identityVersion: 'bản danh tính số',
    visitors: 'số công dân',
    versions: 'số bản danh tính',
    markers: 'số dấu mốc',
    texts: 'số lời ghi',
  },
  en: {
    reason: 'reason',
    version: 'manifest no.',
    files: 'files',
    minutes: 'minutes',
    signsFrom: 'signs from',
    startedAt: 'footage from',
    check: 'check',
    found: 'found',
    disabled: 'disabled',
    disabledReason: 'switched off because',
    from: 'from',
    to: 'to',
    format: 'file',
    factor: 'factor',
    by: 'through',
    ended: 'logins ended',
    visitor: 'visitor',
    identityVersion: 'identity no.',
    visitors: 'visitors',
    versions: 'versions',
    markers: 'markers',
    texts: 'texts',
  },
  ru: {
    reason: 'причина',
    version: 'опись №',
    files: 'файлов',
    minutes: 'минут',
    signsFrom: 'подписывает с',
    startedAt: 'отрезок с',
    check: 'проверка',
    found: 'найдено',
    disabled: 'заблокирован',
    disabledReason: 'причина отключения',
    from: 'с',
    to: 'по',
    format: 'файл',
    factor: 'фактор',
    by: 'через',
    ended: 'входов завершено',
    visitor: 'посетитель',
    identityVersion: 'сведения №',
    visitors: 'посетителей',
    versions: 'версий',
    markers: 'меток',
    texts: 'текстов',
  },
};

/** Why something was refused. */
const refusals: Record<keyof typeof auditWords, Record<string, string>> = {
  vi: {
    not_found: 'không có, hoặc không được biết',
    forbidden: 'không có quyền',
    reason_needed: 'chưa nêu lý do',
    own_request: 'đề nghị của chính mình',
    border_shared: 'hình có cả buổi không được xem',
    wrong_login: 'sai tên, mật khẩu hoặc mã',
    code_needed: 'cần mã xác thực',
    oidc_stale: 'quá hạn, đã dùng hoặc từ trình duyệt khác',
    oidc_refused: 'nơi đăng nhập chung không xác nhận',
    oidc_unknown: 'không có tài khoản, hoặc đã khóa',
    oidc_other: 'tài khoản đã liên kết với người khác',
    oidc_away: 'nơi đăng nhập chung không trả lời',
    wrong_code: 'sai mã xác thực',
    wrong_password: 'sai mật khẩu đang dùng',
    too_many_logins: 'sai quá nhiều lần',
    vault_key: 'khóa danh tính không đúng',
    vault_altered: 'dữ liệu mã hóa bị thay đổi',
  },
  en: {
    not_found: 'not there, or not to be known',
    forbidden: 'not allowed',
    reason_needed: 'no reason given',
    own_request: 'own request',
    border_shared: 'shows a session not to be seen',
    wrong_login: 'wrong name, password or code',
    code_needed: 'second factor asked for',
    oidc_stale: 'too late, used before or of another browser',
    oidc_refused: 'not confirmed by the login service',
    oidc_unknown: 'no account, or a disabled one',
    oidc_other: 'account bound to somebody else',
    oidc_away: 'login service away',
    wrong_code: 'wrong code',
    wrong_password: 'wrong present password',
    too_many_logins: 'wrong too often',
    vault_key: 'wrong vault key',
    vault_altered: 'sealed data was altered',
  },
  ru: {
    not_found: 'нет такого или нет доступа',
    forbidden: 'нет права',
    reason_needed: 'не указана причина',
    own_request: 'собственный запрос',
    border_shared: 'виден недоступный приём',
    wrong_login: 'неверное имя, пароль или код',
    code_needed: 'запрошен код',
    oidc_stale: 'поздно, повторно или из другого браузера',
    oidc_refused: 'не подтверждено службой входа',
    oidc_unknown: 'нет учётной записи, или она заблокирована',
    oidc_other: 'учётная запись связана с другим человеком',
    oidc_away: 'служба входа недоступна',
    wrong_code: 'неверный код',
    wrong_password: 'неверный текущий пароль',
    too_many_logins: 'слишком много ошибок',
    vault_key: 'не тот ключ',
    vault_altered: 'зашифрованные данные изменены',
  },
};

/** What was found wrong with footage or a document. */
const incidents: Record<keyof typeof auditWords, Record<IncidentKind, string>> = {
  vi: {
    altered: 'bị thay đổi',
    unreadable: 'không đọc được',
    missing: 'bị mất',
    lock_shortened: 'khóa bị rút ngắn',
  },
  en: { altered: 'altered', unreadable: 'cannot be read', missing: 'gone', lock_shortened: 'lock was shortened' },
  ru: {
    altered: 'изменено',
    unreadable: 'не читается',
    missing: 'утрачено',
    lock_shortened: 'блокировка сокращена',
  },
};

/** It took two people. */
const approved: Record<keyof typeof auditWords, Record<string, string>> = {
  vi: { true: 'theo phê duyệt của người khác' },
  en: { true: 'approved by another person' },
  ru: { true: 'по одобрению другого человека' },
};

/** A reason for looks is no longer offered, or again. */
const retired: Record<keyof typeof auditWords, Record<string, string>> = {
  vi: { true: 'ngừng dùng', false: 'dùng lại' },
  en: { true: 'retired', false: 'offered again' },
  ru: { true: 'больше не предлагается', false: 'снова предлагается' },
};
const reworded: Record<keyof typeof auditWords, Record<string, string>> = {
  vi: { true: 'đổi lời' },
  en: { true: 'reworded' },
  ru: { true: 'изменены слова' },
};

/** Reasons for looks as the office words them, by code. */
export type OfficeReasons = Readonly<Record<string, ReasonWords>>;

/**
 * A detail of an entry of the audit log: known codes in words, anything else as it is. `time` writes an instant,
 * `reasons` are the office's.
 */
export function sayDetail(
  lang: keyof typeof auditWords,
  name: string,
  value: Value,
  { time, reasons }: { time: (at: string) => string; reasons: OfficeReasons },
) {
  const office = name === 'reasonCode' ? reasons[String(value)]?.[lang] : undefined;
  const known = office ?? valueWords(lang, name)[String(value)];
  if (known !== undefined) return known;
  const isTime = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value);
  const said = isTime ? time(value) : String(value);
  return `${names[lang][name] ?? name}: ${said}`;
}

function valueWords(lang: keyof typeof auditWords, name: string): Record<string, string> {
  const words: AuditWords = auditWords[lang];
  const byName: Record<string, Record<string, string>> = {
    role: codeWords[lang].role,
    reason: codeWords[lang].holdReason,
    reasonCode: codeWords[lang].viewReason,
    accessClass: codeWords[lang].accessClass,
    openingReason: codeWords[lang].openingReason,
    marker: codeWords[lang].markerKind,
    code: refusals[lang],
    incident: incidents[lang],
    approved: approved[lang],
    retired: retired[lang],
    reworded: reworded[lang],
    asked: words.act,
    subject: words.subject,
    outcome: words.outcome,
  };
  return byName[name] ?? {};
}
