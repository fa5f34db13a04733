import type { z } from 'zod';
import type { Actor } from '../../access/actor.ts';
import { aboutThing } from '../../access/log/audit-about.ts';
import { type AuditDeps, listAudit } from '../../access/log/audit-log.ts';
import { listReasons } from '../../access/views/view-reasons.ts';
import type { Content, PdfDocument } from '../../adapters/pdf/write-pdf.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import { type AuditEntry, type AuditFilter, type auditRoutes, mostInPdf } from '../../contracts/custody/audit-log.ts';
import { id as uuid } from '../../contracts/shape.ts';
import { auditWords } from '../../evidence/words/audit-words.ts';
import { type OfficeReasons, sayDetail } from '../../evidence/words/detail-words.ts';
import { wallTime } from '../../evidence/words/wall-time.ts';
import { type TrailWords, trailWords } from './trail-words.ts';

type Lang = keyof typeof auditWords;
type Seal = z.infer<typeof auditRoutes.seal.response>;

/** What is printed: the entries, oldest first, and what the filter says in words. */
export interface Trail {
  entries: AuditEntry[];
  /** What it is about; null for the whole log. */
  about: string | null;
  filter: string;
  reasons: OfficeReasons;
}

const pageEntries = 1000;

/** Reads what a printed trail holds. Throws too_many_entries. The caller has asked `may` and writes down the look. */
export async function readTrail(deps: AuditDeps, reader: Actor, filter: AuditFilter, lang: Lang): Promise<Trail> {
  const entries: AuditEntry[] = [];
  let cursor: string | undefined;
  do {
    const page = await listAudit(deps, reader, filter, { cursor, limit: pageEntries });
    entries.push(...page.items);
    if (entries.length > mostInPdf)
      throw new AppError(
        'too_many_entries',
        `More than ${mostInPdf} entries match: narrow the filter or take the CSV.`,
      );
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  const reasons = Object.fromEntries((await listReasons(deps.db)).map(({ code, words }) => [code, words]));
  return { entries: entries.reverse(), reasons, ...(await filterWords(deps.db, reader, filter, lang)) };
}

async function filterWords(db: Db, reader: Actor, filter: AuditFilter, lang: Lang) {
  const [words, own] = [auditWords[lang], trailWords[lang]];
  const named = async (id: string | undefined) => {
    const thing = uuid.safeParse(id).success && id ? await aboutThing(db, reader, id) : null;
    return thing ? `${own.kind[thing.kind]}: ${thing.name}` : (id ?? null);
  };
  const person = filter.accountId ? await aboutThing(db, reader, filter.accountId) : null;
  const parts = [
    filter.accountId && `${words.column.person}: ${person?.name ?? filter.accountId}`,
    filter.subject && `${words.column.act}: ${words.subject[filter.subject]}`,
    filter.outcome && `${words.column.outcome}: ${words.outcome[filter.outcome]}`,
    filter.from && fill(own.from, { time: wallTime(filter.from) }),
    filter.to && fill(own.before, { time: wallTime(filter.to) }),
  ];
  const things = [await named(filter.aboutId), await named(filter.thingId)].filter((one) => one !== null);
  return { about: things.join('; ') || null, filter: parts.filter(Boolean).join('; ') || own.noFilter };
}

/** A trail laid out for printing (A4 landscape): its head, the entries, how far the log is sealed, how to check. */
export function trailDocument(trail: Trail, seal: Seal, made: { by: string; at: number }, lang: Lang): PdfDocument {
  const own = trailWords[lang];
  const madeAt = wallTime(made.at);
  const content: Content[] = [
    { text: own.system, alignment: 'center', fontSize: 9, color: grey },
    { text: own.title, alignment: 'center', fontSize: 16, bold: true, margin: [0, 2, 0, 10] },
    facts([
      [own.about, breakable(trail.about ?? own.wholeLog)],
      [own.filter, breakable(trail.filter)],
      [own.count, fill(own.counted, { count: trail.entries.length })],
      [own.madeAt, `${madeAt}; ${own.madeBy.toLowerCase()}: ${made.by}`],
    ]),
    trail.entries.length === 0 ? { text: own.none, italics: true, margin: [0, 12, 0, 0] } : table(trail, lang),
    {
      unbreakable: true,
      stack: [heading(own.seal), facts(sealFacts(trail.entries, seal, own)), ...closing(own, made.by)],
    },
  ];
  const foot = [own.title, trail.about, madeAt, made.by].filter(Boolean).join(' · ');
  return { title: `${own.title} ${trail.about ?? ''}`.trim(), foot: shortened(foot), landscape: true, content };
}

const grey = '#555555';
const longestFoot = 140;
const shortened = (text: string) => (text.length > longestFoot ? `${text.slice(0, longestFoot)}…` : text);

const heading = (text: string): Content => ({ text, bold: true, fontSize: 11, margin: [0, 14, 0, 4] });

function facts(rows: [string, string][]): Content {
  return {
    layout: 'noBorders',
    table: {
      widths: [110, '*'],
      body: rows.map(([name, value]) => [{ text: name, color: grey }, { text: value }]),
    },
  };
}

function table({ entries, reasons }: Trail, lang: Lang): Content {
  const { column } = auditWords[lang];
  const head = [trailWords[lang].ordinal, column.at, column.person, column.address, column.act];
  const rest = [column.thing, column.outcome, column.details];
  return {
    layout: 'ruled',
    fontSize: 8,
    margin: [0, 10, 0, 0],
    table: {
      headerRows: 1,
      dontBreakRows: true,
      widths: [20, 76, 88, 72, 104, 130, 50, '*'],
      body: [
        [...head, ...rest].map((text) => ({ text, bold: true })),
        ...entries.map((entry, i) => cells(entry, i + 1, lang, reasons)),
      ],
    },
  };
}

function cells(
  { at, person, address, act, thing, outcome, details }: AuditEntry,
  ordinal: number,
  lang: Lang,
  reasons: OfficeReasons,
): Content[] {
  const words = auditWords[lang];
  const said = Object.entries(details).map(([name, value]) =>
    sayDetail(lang, name, value, { time: wallTime, reasons }),
  );
  const thingName = thing ? (thing.name ?? (uuid.safeParse(thing.id).success ? '' : thing.id)) : '';
  return [
    { text: String(ordinal), color: grey },
    { text: wallTime(at), noWrap: true },
    { text: breakable(person?.name ?? words.program) },
    { text: breakable(address ?? '') },
    { text: breakable((words.act as Record<string, string>)[act] ?? act) },
    { text: breakable(thingName) },
    { text: words.outcome[outcome], bold: outcome === 'refused' },
    { text: breakable(said.join('; ')) },
  ];
}

/** Long words may be broken behind their punctuation, and what is still longer than a column anywhere (zero-width spaces). */
const breakable = (text: string) =>
  text
    .replace(/\S{16,}/gu, (word) => word.replace(/[_:./-]+/g, '$&\u200B'))
    .replace(/[^\s\u200B]{24,}/gu, (word) => Array.from(word).join('\u200B'));

function sealFacts(
  entries: readonly AuditEntry[],
  { head, timeStamps: { last } }: Seal,
  own: TrailWords,
): [string, string][] {
  const waiting = entries.filter(({ isChained }) => !isChained).length;
  const chained = waiting === 0 ? own.allChained : fill(own.notChained, { count: waiting });
  if (!head)
    return [
      [own.chained, chained],
      [own.head, own.noHead],
    ];
  const stamped = (stamp: NonNullable<typeof last>) =>
    fill(own.stamped, { time: wallTime(stamp.at), authority: stamp.authority, number: stamp.head });
  return [
    [own.chained, chained],
    [own.head, fill(own.headAt, { number: head.number, time: wallTime(head.madeAt), position: head.toPosition })],
    [own.key, head.signedBy],
    ...(last ? [[own.stamp, stamped(last)] as [string, string]] : []),
  ];
}

const fill = (text: string, values: Record<string, string | number>) =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));

function closing(own: TrailWords, by: string): Content[] {
  return [
    heading(own.check),
    { ol: own.checks, fontSize: 9 },
    {
      margin: [460, 18, 0, 0],
      stack: [
        { text: own.signHere, bold: true, alignment: 'center' },
        { text: own.signHint, italics: true, fontSize: 9, alignment: 'center', margin: [0, 0, 0, 48] },
        { text: by, bold: true, alignment: 'center' },
      ],
    },
  ];
}
