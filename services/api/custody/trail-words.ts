import type { AuditAbout } from '../../contracts/custody/audit-log.ts';
import type { auditWords } from '../../evidence/words/audit-words.ts';

/** Words of a printed trail that are not those of the log itself. `{…}` is filled in. */
export interface TrailWords {
  title: string;
  system: string;
  about: string;
  wholeLog: string;
  kind: Record<AuditAbout['kind'], string>;
  filter: string;
  noFilter: string;
  from: string;
  before: string;
  madeAt: string;
  madeBy: string;
  count: string;
  counted: string;
  ordinal: string;
  none: string;
  seal: string;
  chained: string;
  allChained: string;
  notChained: string;
  head: string;
  headAt: string;
  noHead: string;
  key: string;
  stamp: string;
  stamped: string;
  check: string;
  checks: string[];
  signHere: string;
  signHint: string;
}

export const trailWords: Record<keyof typeof auditWords, TrailWords> = {
  vi: {
    title: 'TRÍCH NHẬT KÝ',
    system: 'Hệ thống camera chứng cứ Minh Chứng',
    about: 'Về',
    wholeLog: 'toàn bộ hệ thống',
    kind: {
      session: 'Buổi tiếp',
      case: 'Vụ việc',
      clip: 'Bản ghi',
      camera: 'Camera',
      room: 'Phòng',
      account: 'Người dùng',
    },
    filter: 'Điều kiện lọc',
    noFilter: 'không lọc',
    from: 'từ {time}',
    before: 'đến trước {time}',
    madeAt: 'Lập lúc',
    madeBy: 'Người lập',
    count: 'Số dòng',
    counted: '{count} dòng mà người lập được biết, xếp từ cũ đến mới; giờ Việt Nam (UTC+7)',
    ordinal: 'STT',
    none: 'Không có dòng nhật ký nào phù hợp.',
    seal: 'Niêm phong nhật ký',
    chained: 'Nối chuỗi',
    allChained: 'mọi dòng trong bản trích đã nối chuỗi băm (SHA-256)',
    notChained: '{count} dòng mới nhất trong bản trích chưa nối chuỗi; hệ thống nối trong vài giây',
    head: 'Lần ký gần nhất',
    headAt: 'số {number}, {time}, đến dòng {position} của nhật ký',
    noHead: 'chưa ký lần nào',
    key: 'Dấu vân tay khóa ký',
    stamp: 'Dấu thời gian',
    stamped: '{time}, {authority}, cho lần ký số {number}',
    check: 'Cách kiểm tra',
    checks: [
      'Trên máy chủ, lệnh  npm run verify -- audit --key DẤU_VÂN_TAY  tính lại toàn bộ chuỗi và so với các chữ ký đã khóa trong kho. Dấu vân tay phải đúng như cơ quan đã công bố.',
      'Bản trích này để đọc. Để chứng minh từng dòng với bên ngoài, lập hồ sơ chứng cứ của buổi tiếp: mỗi dòng trong đó có chứng minh kèm theo, kiểm tra được mà không cần hệ thống.',
    ],
    signHere: 'NGƯỜI LẬP',
    signHint: '(Ký, ghi rõ họ tên)',
  },
  en: {
    title: 'EXTRACT FROM THE AUDIT LOG',
    system: 'Minh Chứng, camera evidence',
    about: 'About',
    wholeLog: 'the whole system',
    kind: { session: 'Session', case: 'Case', clip: 'Footage', camera: 'Camera', room: 'Room', account: 'Account' },
    filter: 'Filter',
    noFilter: 'none',
    from: 'from {time}',
    before: 'before {time}',
    madeAt: 'Made at',
    madeBy: 'Made by',
    count: 'Entries',
    counted: '{count} that the maker may know of, oldest first; Vietnam time (UTC+7)',
    ordinal: 'No.',
    none: 'No entry matches.',
    seal: 'Seal of the log',
    chained: 'Chain',
    allChained: 'all entries of this extract are in the hash chain (SHA-256)',
    notChained: 'the newest {count} of this extract are not in the chain yet; that takes seconds',
    head: 'Last signature',
    headAt: 'no. {number}, {time}, up to entry {position} of the log',
    noHead: 'not signed yet',
    key: 'Fingerprint of the key',
    stamp: 'Time stamp',
    stamped: '{time}, {authority}, on signature no. {number}',
    check: 'How to check',
    checks: [
      'On the server,  npm run verify -- audit --key FINGERPRINT  recomputes the whole chain and compares it with the signatures under lock in the store. The fingerprint must be the one that the office has published.',
      'This extract is for reading. To prove an entry to others, have an evidence folder of the session made: each entry in it carries its proof and can be checked without the system.',
    ],
    signHere: 'MADE BY',
    signHint: '(signature and full name)',
  },
  ru: {
    title: 'ВЫПИСКА ИЗ ЖУРНАЛА',
    system: 'Система видеодоказательств Minh Chứng',
    about: 'О чём',
    wholeLog: 'вся система',
    kind: {
      session: 'Приём',
      case: 'Дело',
      clip: 'Запись',
      camera: 'Камера',
      room: 'Помещение',
      account: 'Пользователь',
    },
    filter: 'Отбор',
    noFilter: 'нет',
    from: 'с {time}',
    before: 'до {time}',
    madeAt: 'Составлено',
    madeBy: 'Составил',
    count: 'Записей',
    counted: '{count} из доступных составителю, от старых к новым; время Вьетнама (UTC+7)',
    ordinal: '№',
    none: 'Подходящих записей нет.',
    seal: 'Печать журнала',
    chained: 'Цепочка',
    allChained: 'все записи выписки включены в цепочку хешей (SHA-256)',
    notChained: 'последние {count} в выписке ещё не в цепочке; это занимает секунды',
    head: 'Последняя подпись',
    headAt: '№ {number}, {time}, до записи {position} журнала',
    noHead: 'ещё не подписан',
    key: 'Отпечаток ключа',
    stamp: 'Метка времени',
    stamped: '{time}, {authority}, на подписи № {number}',
    check: 'Как проверить',
    checks: [
      'На сервере команда  npm run verify -- audit --key ОТПЕЧАТОК  пересчитывает всю цепочку и сверяет её с подписями, закрытыми в хранилище. Отпечаток должен совпадать с опубликованным ведомством.',
      'Выписка предназначена для чтения. Чтобы доказать запись посторонним, составьте папку доказательств приёма: каждая запись в ней имеет доказательство и проверяется без системы.',
    ],
    signHere: 'СОСТАВИЛ',
    signHint: '(подпись и полное имя)',
  },
};
