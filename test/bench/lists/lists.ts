import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../../../infra/stack/postgres.ts';
import type { Actor } from '../../../services/access/actor.ts';
import { may } from '../../../services/access/may.ts';
import { connectPostgres, type Database } from '../../../services/adapters/postgres/connect.ts';
import { migrate } from '../../../services/adapters/postgres/migrate.ts';
import { withFolder } from '../ingest/site.ts';
import { median, percentile, type Result, round } from '../result.ts';
import { fillOffice } from './fill.ts';
import { type Known, questions } from './questions.ts';

/** Sessions of the office that is measured, and of the one that it is held against. */
const sizes = { large: 1_000_000, small: 10_000 };
const rounds = 20;

/** Accounts as office.sql makes them. */
const people = {
  officer: 'officer7',
  'officer of few cases': 'officer0',
  'officer of very many': 'officer1',
  supervisor: 'supervisor240',
  'supervisor shut out of many': 'supervisor241',
  chief: 'chief320',
  archivist: 'archivist340',
};

interface Office {
  db: Database;
  known: Known;
  actors: Map<string, Actor>;
}

/** What each person waits for a list, a search or a count among a million sessions; reference: the same among ten thousand. */
export function benchLists(say: (line: string) => void): Promise<Result> {
  return withFolder(async (folder) => {
    const passwords = { admin: 'admin', owner: 'owner', service: 'service' };
    const postgres = await startPostgres({ dataPath: join(folder, 'postgres'), port: 0, passwords, durable: false });
    try {
      return await withOffice(postgres, sizes.small, (small) =>
        withOffice(postgres, sizes.large, (large) => {
          say(`${sizes.large} sessions are filled in`);
          return compare(large, small);
        }),
      );
    } finally {
      await postgres.close();
    }
  });
}

async function compare(large: Office, small: Office): Promise<Result> {
  const rows: Result['rows'] = [];
  const [waits, ratios]: [number[], number[]] = [[], []];
  for (const [question, { act, ask }] of Object.entries(questions)) {
    for (const [person, actor] of large.actors) {
      if (!may(actor, act, { kind: 'office' })) continue;
      const other = small.actors.get(person) ?? actor;
      const times = await inTurns(
        () => ask(large.db, actor, large.known),
        () => ask(small.db, other, small.known),
      );
      const [p50, p95] = [median(times.large), percentile(times.large, 0.95)];
      const ratio = p50 / median(times.small);
      waits.push(p95);
      ratios.push(ratio);
      rows.push({ question, person, p50_ms: round(p50, 1), p95_ms: round(p95, 1), ratio: round(ratio, 2) });
    }
  }
  rows.sort((a, b) => Number(b.p95_ms) - Number(a.p95_ms));
  return {
    rows,
    figures: {
      lists_questions: rows.length,
      lists_worst_p95_ms: round(Math.max(...waits), 1),
      lists_over_150_ms: waits.filter((ms) => ms > 150).length,
      lists_median_p95_ms: round(median(waits), 1),
      lists_ratio: round(median(ratios), 2),
      lists_worst_ratio: round(Math.max(...ratios), 2),
    },
  };
}

/** Milliseconds of each, asked in turns after a first time that does not count. */
async function inTurns(askLarge: () => Promise<unknown>, askSmall: () => Promise<unknown>) {
  const times = { large: [] as number[], small: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    for (const [name, ask] of [['large', askLarge] as const, ['small', askSmall] as const]) {
      const askedAt = performance.now();
      await ask();
      if (round > 0) times[name].push(performance.now() - askedAt);
    }
  }
  return times;
}

/** Gives `run` a migrated and filled database of its own. */
async function withOffice<T>(
  { adminUrl, ownerUrl, serviceUrl }: Awaited<ReturnType<typeof startPostgres>>,
  sessions: number,
  run: (office: Office) => Promise<T>,
): Promise<T> {
  const name = `office_${sessions}`;
  const at = (url: string) => url.replace(/[^/]*$/, name);
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`create database ${name} owner minhchung_owner`).finally(() => admin.end());
  await migrate(at(ownerUrl));
  await fillOffice(at(adminUrl), sessions);
  const { db, close } = connectPostgres(at(serviceUrl), { max: 20 });
  try {
    return await run({ db, known: await lookUp(db), actors: await actorsOf(db) });
  } finally {
    await close();
  }
}

async function lookUp(db: Database): Promise<Known> {
  const room = await db.selectFrom('rooms').select('id').where('code', '=', 'p17').executeTakeFirstOrThrow();
  const officer = await db
    .selectFrom('accounts')
    .select(['id', 'name'])
    .where('login', '=', 'officer17')
    .executeTakeFirstOrThrow();
  const file = await db
    .selectFrom('cases as c')
    .innerJoin('case_numbers as n', 'n.case_id', 'c.id')
    .innerJoin('session_cases as l', 'l.case_id', 'c.id')
    .select(['c.id', 'c.key', 'n.number'])
    .where('c.access_class', '=', 'normal')
    .orderBy('c.id')
    .offset(300)
    .limit(1)
    .executeTakeFirstOrThrow();
  return { roomId: room.id, officer, file };
}

async function actorsOf(db: Database): Promise<Map<string, Actor>> {
  const rows = await db.selectFrom('accounts').select(['id', 'login', 'name', 'role']).execute();
  const byLogin = new Map(rows.map((row) => [row.login, row]));
  return new Map(
    Object.entries(people).flatMap(([person, login]) => {
      const account = byLogin.get(login);
      return account ? [[person, { ...account, loginId: '', address: '' }] as const] : [];
    }),
  );
}
