import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { AppError } from '../../app-error.ts';
import { cameraName, credentials, rtspAddress } from '../../contracts/recording/camera.ts';
import { type ImportedRow, importColumns } from '../../contracts/recording/camera-import.ts';
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
 * told line by line; throws invalid_input when it is no such file at all.
 */
export function parseCameraCsv(text: string): CsvLine[] {
  const records = readRecords(text);
  if (records.length === 0) throw invalid('The file has no lines below its head line.');
  if (records.length > mostLines) throw invalid(`The file has more than ${mostLines} lines: split it.`);
  const seen = new Set<string>();
  return records.map(({ line, record }) => {
    const parsed = row.safeParse(record);
    const { room = '', code = '', name = '' } = record;
    const faults = parsed.success ? [] : faultsOf(record, parsed.error);
    const key = `${room}/${code}`;
    if (parsed.success && seen.has(key)) faults.push({ column: 'code', code: 'twice' });
    seen.add(key);
    return { line, shown: { room, code, name }, camera: faults.length === 0 ? (parsed.data ?? null) : null, faults };
  });
}

interface Read {
  line: number;
  record: Record<string, string>;
}

function readRecords(text: string): Read[] {
  const head = text.replace(/^\ufeff/, '').split(/\r?\n/, 1)[0] ?? '';
  const options = { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true, info: true } as const;
  try {
    const found = parse(text, { ...options, delimiter: delimiterOf(head), columns: columnsOf });
    return (found as unknown as { info: { lines: number }; record: Record<string, string> }[]).map(
      ({ info, record }) => ({ line: info.lines, record }),
    );
  } catch (error) {
    if (error instanceof CsvError) throw invalid(`The file cannot be read as CSV: ${error.message}.`);
    throw error;
  }
}

function delimiterOf(head: string): string {
  const count = (delimiter: string) => head.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
}

function columnsOf(head: string[]): string[] {
  const columns = head.map((name) => name.trim().toLowerCase());
  const missing = required.filter((name) => !columns.includes(name));
  const unknown = columns.filter((name) => !(importColumns as readonly string[]).includes(name));
  if (missing.length > 0) throw invalid(`The head line lacks ${missing.join(', ')}.`);
  if (unknown.length > 0) throw invalid(`The head line has columns that are not known: ${unknown.join(', ')}.`);
  return columns;
}

function faultsOf(record: Record<string, string>, error: z.ZodError): ImportedRow['faults'] {
  const columns = [...new Set(error.issues.map((issue) => String(issue.path[0])))];
  return columns.map((column) => ({ column, code: record[column] ? 'bad' : 'missing' }));
}

function invalid(message: string) {
  return new AppError('invalid_input', message, { details: { fields: [{ path: 'csv', message }] } });
}
