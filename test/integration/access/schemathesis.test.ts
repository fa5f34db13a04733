import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cacheFolder } from '../../../infra/stack/camera/load-file.ts';
import { openApiDocument } from '../../../services/api/openapi/openapi-document.ts';
import { testFolder } from '../../support/stack.ts';
import { inTurns } from './expectations/verdicts.ts';
import { addRequest } from './world/papers.ts';
import { type Asker, ask, logIn } from './world/people.ts';
import type { Place } from './world/place.ts';
import { addPlace, addRoom } from './world/places.ts';
import { openHouse } from './world/world.ts';

/** Programs that make up questions from the OpenAPI document, as people of several offices; none may break the api. */
let office: Awaited<ReturnType<typeof openHouse>>;
let place: Place;
let folder: string;
beforeAll(async () => {
  office = await openHouse();
  const { house, host } = office;
  place = await addPlace(house, { accessClass: 'normal', officer: host, isShared: true }, await addRoom(house, 1), 1);
  folder = await testFolder('schemathesis');
});
afterAll(() => office?.close());

/** Seconds that each run may take; two run at a time. */
const seconds = 10;

test('whatever is asked, by whom ever, the answer is one that the document names, and never a fault of ours', async () => {
  // A chief may all that a supervisor may.
  const member = office.askers.filter(({ role, standing }) => standing === 'works on' && role !== 'supervisor');
  const outcomes: Outcome[] = [];
  await inTurns(member, 2, async (who) => outcomes.push(await fuzz(who)));
  const cases = outcomes.reduce((sum, one) => sum + one.cases, 0);
  console.info(`${cases} made-up questions by ${outcomes.length} people`);
  expect(
    outcomes
      .filter(({ code }) => code !== 0)
      .map(({ said }) => said)
      .join('\n'),
  ).toBe('');
  // On a machine that does much else there are few.
  expect(cases).toBeGreaterThan(100);
}, 120_000);

test('times at both ends of what can be written are no fault of ours either', async () => {
  const chief = office.askers.find(({ role }) => role === 'chief') as Asker;
  const ends = ['0000-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'];
  const paths = [
    ...['sessions', 'audit-log', 'audit-log.csv'].map((name) => `/api/${name}`),
    ...[
      ...['record', 'signs'].map((name) => `/api/rooms/${place.room}/${name}`),
      `/api/cameras/${place.camera}/timeline`,
    ],
  ];
  for (const from of ends)
    for (const to of ends)
      for (const path of paths) {
        const { status } = await ask(office.api, chief, { method: 'GET', path: `${path}?from=${from}&to=${to}` });
        expect([200, 400], `${path} ${from} ${to}`).toContain(status);
      }
  for (const at of ends) {
    const path = `/api/rooms/${place.room}/loudness?at=${at}`;
    expect([200, 400], path).toContain((await ask(office.api, chief, { method: 'GET', path })).status);
  }
});

interface Outcome {
  code: number | null;
  said: string;
  cases: number;
}

async function fuzz(who: Asker): Promise<Outcome> {
  const path = join(folder, `${who.role}.json`);
  const approvalId = await addRequest(office, { session_id: place.session }, who.id);
  await writeFile(path, JSON.stringify(withExamples({ approvalId })));
  const cookie = (await logIn(office.api, who.id)).cookie;
  const report = join(folder, `${who.role}.ndjson`);
  const checks = 'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance';
  const args = [
    ...['run', path, '--url', office.api.baseUrl, '--checks', checks],
    ...['-H', `Cookie: ${cookie}`, '-H', `Origin: ${office.api.baseUrl}`],
    // These end the login, or look for machines that are not there.
    ...['--exclude-operation-id', 'account.logout', '--exclude-operation-id', 'cameraTest.testAddress'],
    ...['--phases', 'examples,coverage,fuzzing', '--max-time', String(seconds), '--max-examples', '10'],
    ...['--no-shrink', '--continue-on-failure', '--generation-database', 'none', '--suppress-health-check', 'all'],
    ...['--warnings', 'off', '--no-color', '--report', 'ndjson', '--report-ndjson-path', report],
  ];
  // infra/setup.sh puts it there.
  const packages = join(cacheFolder(process.env), 'bin', 'schemathesis');
  const child = spawn(join(packages, 'bin', 'schemathesis'), args, {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, PYTHONPATH: packages },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const cases = (await readFile(report, 'utf8')).split('"status_code"').length - 1;
  return { code, said: `${who.name}:\n${said}`, cases };
}

/** The document with ids of things that are there, so that questions get further than "not found". */
function withExamples(more: Record<string, string>) {
  const document = JSON.parse(JSON.stringify(openApiDocument())) as {
    paths: Record<string, Record<string, { parameters?: { name: string; in: string; example?: string }[] }>>;
  };
  const ids: Record<string, string> = {
    ...{
      sessionId: place.session,
      clipId: place.clip,
      cameraId: place.camera,
      roomId: place.room,
      caseId: place.case.id,
    },
    ...{
      destructionId: place.destruction,
      folderId: place.folder,
      incidentId: place.incident,
      holdId: place.holds.session,
    },
    ...{ accountId: office.requester.id, ...more },
  };
  for (const methods of Object.values(document.paths))
    for (const { parameters = [] } of Object.values(methods))
      for (const parameter of parameters) {
        const example = ids[parameter.name];
        if (example !== undefined) parameter.example = example;
      }
  return document;
}
