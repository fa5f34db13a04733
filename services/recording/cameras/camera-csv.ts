import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { cameraName, credentials, rtspAddress } from '../../contracts/recording/camera.ts';
import { type FileFault, type ImportedRow, importColumns } from '../../contracts/recording/camera-import.ts';
import { roomCode } from '../../contracts/recording/room.ts';

const empty = z.literal('').transform(() => null);
const row = z.object({
  room: roomCode,
  code: roomCode,
  name: cameraName,
  address: rtspAddress,
  user: empty.or(credentials.user.unwrap().unwrap()).default(null),
  password: empty.or(credentials.password.unwrap().unwrap()).default(null),
  room_name: empty.or(cameraName).default(null),
});

/** A camera as its line says it; `password` and `user` are null where the line is silent. */
export type CsvCamera = z.infer<typeof row>;

export interface CsvLine {
  line: number;
  /** What the line says, for people; never the password. */
  shown: { room: string; code: string; name: string };
  /** null where the line has faults. */
  camera: CsvCamera | null;
  faults: ImportedRow['faults'];
}

const required = ['room', 'code', 'name', 'address'] satisfies (typeof importColumns)[number][];
const mostLines = 1000;

/**
 * Reads a CSV file with a head line; comma, semicolon (as a Vietnamese Excel writes it) or tab. Faults of single lines are
 * told line by line; `fault` says why it cannot be read at all.
 */
export function parseCameraCsv(text: string): { lines: CsvLine[] } | { fault: FileFault } {
  // What a reader puts where bytes are no UTF-8: an older Excel saved it.
  if (text.includes('\ufffd')) return { fault: { code: 'not_utf8' } };
  const read = readRecords(text);
  if ('fault' in read) return read;
  const { records } = read;
  if (records.length === 0) return { fault: { code: 'no_lines' } };
  if (records.length > mostLines) return { fault: { code: 'too_many_lines', most: mostLines } };
  const seen = new Set<string>();
  const lines = records.map(({ line, record }) => {
    const parsed = row.safeParse(record);
    const { room = '', code = '', name = '' } = record;
    const faults = parsed.success ? [] : faultsOf(record, parsed.error);
    const key = `${room}/${code}`;
    if (parsed.success && seen.has(key)) faults.push({ column: 'code', code: 'twice' });
    seen.add(key);
    return { line, shown: { room, code, name }, camera: faults.length === 0 ? (parsed.data ?? null) : null, faults };
  });
  return { lines };
}

interface Read {
  line: number;
  record: Record<string, string>;
}

function readRecords(text: string): { records: Read[] } | { fault: FileFault } {
  const head = (text.replace(/^\ufeff/, '').split(/\r?\n/, 1)[0] ?? '').trim();
  const delimiter = delimiterOf(head);
  const columns = head.split(delimiter).map((name) => name.replaceAll('"', '').trim().toLowerCase());
  const missing = required.filter((name) => !columns.includes(name));
  if (missing.length > 0) return { fault: { code: 'missing_columns', columns: missing } };
  const unknown = columns.filter((name) => !(importColumns as readonly string[]).includes(name));
  if (unknown.length > 0) return { fault: { code: 'unknown_columns', columns: unknown } };
  try {
    const found = parse(text, { ...options, delimiter, columns, from: 2 }) as unknown as Parsed[];
    return { records: found.map(({ info, record }) => ({ line: info.lines, record })) };
  } catch (error) {
    // Its message may hold a password.
    if (error instanceof CsvError) return { fault: { code: 'broken_line', line: Number(error.lines ?? 0) } };
    throw error;
  }
}

/** A line may have fewer fields than the head line, never more: a comma in a password would cut it. */
const options = { bom: true, trim: true, skip_empty_lines: true, relax_column_count_less: true, info: true } as const;

interface Parsed {
  info: { lines: number };
  record: Record<string, string>;
}

function delimiterOf(head: string): string {
  const count = (delimiter: string) => head.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
}

function faultsOf(record: Record<string, string>, error: z.ZodError): ImportedRow['faults'] {
  const columns = [...new Set(error.issues.map((issue) => String(issue.path[0])))];
  return columns.map((column) => ({ column, code: record[column] ? 'bad' : 'missing' }));
}
