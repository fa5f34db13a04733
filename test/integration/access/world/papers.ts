import { createHash } from 'node:crypto';
import { addVisitor } from '../../../../services/access/vault/visitors.ts';
import { appendAudit } from '../../../../services/custody/audit.ts';
import type { House, Papers, Place } from './place.ts';

type Things = Omit<Place, keyof Papers>;

/** Papers of every kind for the sessions and the case of a place. */
export async function addPapers(house: House, things: Things): Promise<Papers> {
  const object = await addObject(house, things.session);
  const papers = {
    ...(await addClips(house, things, object)),
    holds: {
      session: await addHold(house, { session_id: things.session }),
      case: await addHold(house, { case_id: things.case.id }),
    },
    approvals: {
      session: await addRequest(house, { session_id: things.session }, house.requester.id),
      case: await addRequest(house, { case_id: things.case.id }, house.requester.id),
      lower: await addRequest(house, { session_id: things.session }, house.requester.id, 'class.lower'),
      opening: await addRequest(house, { session_id: things.session }, house.requester.id, 'vault.open'),
    },
    destruction: await addDestruction(house, things, object),
    folder: await addFolder(house, things, object),
    incident: await addIncident(house, things),
    visitor: await addVisitorOf(house, things),
  };
  await addDue(house, things);
  for (const { id } of house.askers) await addMarkerOf(house, things, { writtenBy: house.insider.id, forId: id });
  await addEntries(house, things);
  return papers;
}

type StoredObject = Awaited<ReturnType<typeof addObject>>;

async function addObject({ api: { deps } }: House, name: string) {
  const body = Buffer.from(JSON.stringify({ papersOf: name }));
  const sha256 = createHash('sha256').update(body).digest();
  const key = `papers/${name}`;
  const { versionId } = await deps.bucket.put({ key, body, sha256, contentType: 'application/json' });
  await deps.derived.put({ key, body, sha256, contentType: 'image/jpeg' });
  return { key, version_id: versionId, sha256, bytes: body.length };
}

async function addClips(
  house: House,
  { session, camera, second, startedAt }: Things,
  { bytes, ...object }: StoredObject,
) {
  const { db } = house.api;
  const times = { from_at: startedAt, to_at: new Date(startedAt.getTime() + 8000) };
  const pictures = { poster_key: object.key, sprite_key: object.key };
  const insert = async (cameraId: string, state: 'sealed' | 'failed') =>
    (
      await db
        .insertInto('clips')
        .values({ session_id: session, camera_id: cameraId, ...times, state, ...pictures })
        .returning('id')
        .executeTakeFirstOrThrow()
    ).id;
  const clip = await insert(camera, 'sealed');
  await db
    .insertInto('manifests')
    .values({ clip_id: clip, version: 1, ...object, segments: 1, gap_ms: 0 })
    .execute();
  return { clip, failedClip: await insert(second, 'failed') };
}

type On = { session_id: string } | { case_id: string };

async function addHold({ api: { db }, requester }: House, on: On): Promise<string> {
  const row = { reason_code: 'dispute', note: 'held', placed_by: requester.id, ...on } as const;
  return (await db.insertInto('holds').values(row).returning('id').executeTakeFirstOrThrow()).id;
}

/** A request about a session, a case, a list of destruction or the office (`{}`). */
export async function addRequest(
  { api: { db } }: Pick<House, 'api'>,
  about: On | { destruction_id: string } | Record<string, never>,
  askedBy: string,
  wanted?: 'class.lower' | 'vault.open',
): Promise<string> {
  const ofThing = 'session_id' in about || 'case_id' in about ? 'hold.lift' : 'retention.change';
  const act = wanted ?? ('destruction_id' in about ? 'destruction.run' : ofThing);
  const special = {
    'class.lower': { from_class: 'restricted', to_class: 'normal' },
    'vault.open': { reason_code: 'contact' },
  } as const;
  const row = {
    act,
    thing_kind: 'hold',
    thing_id: crypto.randomUUID(),
    reason: 'no longer needed',
    ...about,
    ...(wanted && special[wanted]),
  };
  return (
    await db
      .insertInto('approvals')
      .values({ ...row, asked_by: askedBy, expires_at: new Date(Date.now() + 86_400_000) })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id;
}

/** A look in an emergency that an administrator asked for: granted, or waiting. Returns its id and that of its request. */
export async function addEmergency(
  { api: { db }, start, host }: Pick<House, 'api' | 'start' | 'host'>,
  { room, askedBy, granted }: { room: string; askedBy: string; granted: boolean },
) {
  const stretch = { room_id: room, from_at: start, to_at: new Date(start.getTime() + 9000) };
  const later = new Date(Date.now() + 3_600_000);
  const { id } = await db
    .insertInto('emergency_looks')
    .values({ ...stretch, asked_by: askedBy, until_at: granted ? later : null })
    .returning('id')
    .executeTakeFirstOrThrow();
  const decided = { state: 'approved', decided_by: host.id, decided_at: new Date(), decision: 'agreed' } as const;
  const asked = { act: 'record.emergency', thing_kind: 'emergency', thing_id: id, reason: 'nobody answers' };
  const request = await db
    .insertInto('approvals')
    .values({ ...asked, asked_by: askedBy, expires_at: later, ...(granted && decided) })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, request: request.id };
}

async function addDestruction(house: House, { old }: Things, object: StoredObject): Promise<string> {
  const { db } = house.api;
  const row = { asked_by: house.requester.id, reason: 'its time is over' };
  const { id } = await db.insertInto('destructions').values(row).returning('id').executeTakeFirstOrThrow();
  await db.insertInto('destruction_sessions').values({ destruction_id: id, session_id: old }).execute();
  for (const session_id of [null, old])
    await db
      .insertInto('destruction_documents')
      .values({ destruction_id: id, session_id, ...object })
      .execute();
  await addRequest(house, { destruction_id: id }, house.requester.id);
  return id;
}

async function addFolder(
  { api: { db }, requester }: House,
  { session }: Things,
  object: StoredObject,
): Promise<string> {
  const row = { session_id: session, asked_by: requester.id, note: 'for the court', ready_at: new Date() };
  const { id } = await db
    .insertInto('evidence_folders')
    .values({ ...row, state: 'ready' })
    .returning('id')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('evidence_files')
    .values({ folder_id: id, path: 'a.json', ...object })
    .execute();
  return id;
}

async function addIncident({ api: { db } }: House, { session }: Things): Promise<string> {
  const object = { object_key: `evidence/${session}`, version_id: '1', expected_sha256: Buffer.alloc(32) };
  return (
    await db
      .insertInto('fixity_incidents')
      .values({ kind: 'altered', thing: 'evidence', ...object, session_id: session, found_at: new Date() })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id;
}

async function addDue({ api: { db } }: House, { session }: Things) {
  const keeping = { session_id: session, class: 'case', is_held: false, keep_until: new Date(Date.now() - 86_400_000) };
  await db.insertInto('session_keeping').values(keeping).execute();
}

/** What the log says of them. */
async function addEntries({ api: { db } }: House, { session, case: file }: Things) {
  await appendAudit(db, { accountId: null, act: 'session.tag', thing: { kind: 'session', id: session } });
  await appendAudit(db, { accountId: null, act: 'case.change', thing: { kind: 'case', id: file.id } });
}

/** Who came, sealed by somebody who works on the case. */
async function addVisitorOf({ api, insider }: House, { session }: Things): Promise<string> {
  const actor = { ...insider, login: insider.name, address: '127.0.0.1' };
  const blank = { birthYear: null, paper: '', address: '', telephone: '', note: '' };
  return (await addVisitor(api.deps, actor, session, { name: 'Somebody', ...blank })).id;
}

/** A marker of the place's session, written when that was allowed. */
export async function addMarkerOf(
  { api: { db } }: Pick<House, 'api'>,
  { session, startedAt }: Pick<Place, 'session' | 'startedAt'>,
  { writtenBy, forId }: { writtenBy: string; forId: string | null },
): Promise<string> {
  const { id } = await db
    .insertInto('markers')
    .values({ session_id: session, account_id: writtenBy })
    .returning('id')
    .executeTakeFirstOrThrow();
  const says = { kind: 'note', colour: 'teal', text: 'look at this', for_id: forId };
  await db
    .insertInto('marker_versions')
    .values({ marker_id: id, version: 1, at: startedAt, ...says })
    .execute();
  return id;
}
