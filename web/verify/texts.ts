/** Words of the page itself; what a check says is in services/evidence/words/finding-words.ts. */
export interface PageTexts {
  title: string;
  intro: string;
  choose: string;
  drop: string;
  key: string;
  keyHint: string;
  keyBad: string;
  checking: string;
  clips: string;
  gaps: string;
  noGaps: string;
  signedBy: string;
  audit: string;
  timeStamps: string;
  found: string;
  nothingFound: string;
  again: string;
  failed: string;
  language: string;
}

export const pageTexts: Record<'vi' | 'en' | 'ru', PageTexts> = {
  vi: {
    title: 'Kiểm tra bản ghi',
    intro:
      'Trang này kiểm tra thư mục bản ghi do hệ thống Minh Chứng giao: chữ ký, mã băm, tính liên tục và nhật ký. Mọi việc diễn ra trên máy này, không gửi gì ra ngoài, không cần mạng.',
    choose: 'Chọn thư mục…',
    drop: 'hoặc kéo thả thư mục vào đây',
    key: 'Dấu vân tay khóa ký của cơ quan',
    keyHint: '64 ký tự, do cơ quan công bố. Không có thì chỉ xác minh được một phần.',
    keyBad: 'Dấu vân tay gồm 64 ký tự 0–9, a–f',
    checking: 'Đang kiểm tra {done}/{all} tệp…',
    clips: 'Bản ghi',
    gaps: 'Khoảng không có hình, có ghi lý do',
    noGaps: 'ghi đủ, không gián đoạn',
    signedBy: 'Ký bằng khóa',
    audit: 'Số dòng nhật ký được chứng minh',
    timeStamps: 'Dấu thời gian của chữ ký nhật ký (ai đóng dấu: kiểm tra bằng openssl ts -verify)',
    found: 'Phát hiện',
    nothingFound: 'Không phát hiện sai lệch nào.',
    again: 'Kiểm tra thư mục khác',
    failed: 'Không kiểm tra được',
    language: 'Ngôn ngữ',
  },
  en: {
    title: 'Check a recording',
    intro:
      'This page checks a folder of recordings handed over by Minh Chứng: signatures, hashes, continuity and the audit log. All of it happens on this computer; nothing is sent and no network is needed.',
    choose: 'Choose a folder…',
    drop: 'or drop the folder here',
    key: 'Fingerprint of the office’s signing key',
    keyHint: '64 characters, as the office has published it. Without it a recording is verified partly at best.',
    keyBad: 'A fingerprint is 64 characters 0–9, a–f',
    checking: 'Checking {done} of {all} files…',
    clips: 'Recordings',
    gaps: 'Stretches without footage, with their causes',
    noGaps: 'recorded without a gap',
    signedBy: 'Signed with the key',
    audit: 'Entries of the audit log that are proved',
    timeStamps: 'Time stamps on signatures of the log (whose they are: openssl ts -verify)',
    found: 'Found',
    nothingFound: 'Nothing is wrong.',
    again: 'Check another folder',
    failed: 'Could not check',
    language: 'Language',
  },
  ru: {
    title: 'Проверка записи',
    intro:
      'Эта страница проверяет папку с записями, переданную системой Minh Chứng: подписи, хеши, непрерывность и журнал. Всё происходит на этом компьютере; ничего не отправляется, сеть не нужна.',
    choose: 'Выбрать папку…',
    drop: 'или перетащите папку сюда',
    key: 'Отпечаток ключа подписи ведомства',
    keyHint: '64 знака, опубликованные ведомством. Без него запись подтверждается самое большее частично.',
    keyBad: 'Отпечаток состоит из 64 знаков 0–9, a–f',
    checking: 'Проверено файлов: {done} из {all}…',
    clips: 'Записи',
    gaps: 'Время без записи, с причинами',
    noGaps: 'записано без перерывов',
    signedBy: 'Подписано ключом',
    audit: 'Подтверждено записей журнала',
    timeStamps: 'Меток времени на подписях журнала (чьи они: openssl ts -verify)',
    found: 'Обнаружено',
    nothingFound: 'Расхождений не обнаружено.',
    again: 'Проверить другую папку',
    failed: 'Проверить не удалось',
    language: 'Язык',
  },
};
