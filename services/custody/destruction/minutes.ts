import type { Content, PdfDocument } from '../../adapters/pdf/write-pdf.ts';
import { wallTime } from '../../evidence/words/wall-time.ts';
import type { DestructionFacts, DestructionSession } from './destructions.ts';

export interface ListedSession extends DestructionSession {
  /** Hash of the signed list of its objects; null when it is left. */
  listSha256: Buffer | null;
}

/** Minutes of a destruction in Vietnamese, as they are kept on paper. Pure. */
export function minutesOf(facts: DestructionFacts, sessions: readonly ListedSession[], madeAt: Date): PdfDocument {
  const gone = sessions.filter(({ listSha256 }) => listSha256 !== null);
  const left = sessions.filter(({ listSha256 }) => listSha256 === null);
  return {
    title: `Biên bản tiêu hủy ${facts.id}`,
    foot: `Biên bản tiêu hủy số ${facts.id}`,
    content: [...head(facts, madeAt), ...goneTable(gone), ...leftTable(left), ...end(gone), signatures(facts)],
  };
}

function head(facts: DestructionFacts, madeAt: Date): Content[] {
  const line = (name: string, value: string): Content => ({ text: [{ text: `${name}: `, bold: true }, value] });
  return [
    { text: 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', bold: true, alignment: 'center' },
    { text: 'Độc lập - Tự do - Hạnh phúc', bold: true, alignment: 'center', decoration: 'underline' },
    { text: 'BIÊN BẢN TIÊU HỦY', fontSize: 16, bold: true, alignment: 'center', margin: [0, 24, 0, 2] },
    { text: 'bản ghi hình, ghi âm đã hết thời hạn lưu giữ', alignment: 'center', margin: [0, 0, 0, 18] },
    line('Số', facts.id),
    line('Lập lúc', wallTime(madeAt)),
    line('Người đề nghị', `${facts.askedBy}, ${wallTime(facts.askedAt)}`),
    line('Lý do', facts.reason),
    line('Người phê duyệt', `${facts.approvedBy ?? ''}, ${facts.approvedAt ? wallTime(facts.approvedAt) : ''}`),
    line('Ý kiến', facts.approvalNote ?? ''),
  ];
}

const title = (text: string): Content => ({ text, bold: true, fontSize: 11, margin: [0, 16, 0, 6] });
const header = (names: string[]): Content[] => names.map((text) => ({ text, bold: true, fillColor: '#eeeeee' }));
const right = (text: string): Content => ({ text, alignment: 'right' });

function table(widths: (string | number)[], body: Content[][]): Content {
  return { table: { headerRows: 1, dontBreakRows: true, widths, body }, layout: 'lightHorizontalLines', fontSize: 9 };
}

function goneTable(sessions: readonly ListedSession[]): Content[] {
  if (sessions.length === 0) return [title('I. Không có buổi nào bị tiêu hủy')];
  const rows = sessions.map(({ roomName, from, to, segments, bytes, listSha256 }, i): Content[] => [
    right(String(i + 1)),
    { stack: [roomName, period(from, to)] },
    right(String(segments)),
    right(megabytes(bytes)),
    { text: hashLines(listSha256?.toString('hex') ?? ''), fontSize: 8 },
  ]);
  const names = ['STT', 'Buổi tiếp', 'Số đoạn', 'Dung lượng', 'SHA-256 của danh sách'];
  return [title('I. Bản ghi bị tiêu hủy'), table([24, '*', 'auto', 'auto', 'auto'], [header(names), ...rows])];
}

const whyLeft: Record<string, string> = {
  held: 'đang được giữ nguyên',
  not_due: 'chưa hết thời hạn lưu giữ',
  locked: 'kho lưu trữ còn khóa',
};

function leftTable(sessions: readonly ListedSession[]): Content[] {
  if (sessions.length === 0) return [];
  const rows = sessions.map(({ roomName, from, to, outcome }, i): Content[] => [
    right(String(i + 1)),
    { stack: [roomName, period(from, to)] },
    whyLeft[outcome ?? ''] ?? '',
  ]);
  return [
    title('II. Buổi có trong đề nghị nhưng được giữ lại'),
    table([24, '*', 'auto'], [header(['STT', 'Buổi tiếp', 'Lý do']), ...rows]),
  ];
}

function end(gone: readonly ListedSession[]): Content[] {
  const sum = (of: (one: ListedSession) => number) => gone.reduce((total, one) => total + of(one), 0);
  const total = `${gone.length} buổi, ${sum(({ segments }) => segments)} đoạn, ${megabytes(sum(({ bytes }) => bytes))}.`;
  return [
    { text: [{ text: 'Tổng cộng: ', bold: true }, total], margin: [0, 12, 0, 8] },
    'Mã băm SHA-256 của từng tệp nằm trong danh sách đã ký của mỗi buổi; mã băm của danh sách ghi ở cột cuối. Danh sách, ' +
      'bản kê đã ký và biên bản này được lưu có khóa trong kho. Hệ thống xóa các tệp ngay sau khi lưu biên bản; khi xóa xong, ' +
      'mỗi buổi có một dòng trong nhật ký và một dòng chứng nhận không thể sửa, xóa.',
  ];
}

function signatures({ askedBy, approvedBy }: DestructionFacts): Content {
  const place = (role: string, name: string): Content => ({
    stack: [
      { text: role, bold: true },
      { text: '(ký, ghi rõ họ tên)', italics: true, fontSize: 9 },
      { text: name, margin: [0, 56, 0, 0] },
    ],
    alignment: 'center',
  });
  const columns = [place('Người đề nghị', askedBy), place('Người phê duyệt', approvedBy ?? '')];
  return { columns, margin: [0, 28, 0, 0], unbreakable: true };
}

function period(from: Date, to: Date | null): string {
  const end = wallTime(to ?? from);
  const sameDay = wallTime(from).slice(0, 10) === end.slice(0, 10);
  return `${wallTime(from)} – ${sameDay ? end.slice(11) : end}`;
}

/** Half on a line, so that the column stays narrow. */
const hashLines = (hex: string) => `${hex.slice(0, 32)}\n${hex.slice(32)}`;

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1).replace('.', ',')} MB`;
