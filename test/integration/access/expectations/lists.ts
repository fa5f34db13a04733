import type { TestApi } from '../../../support/api.ts';
import { ask, type Person } from '../world/people.ts';
import type { Place } from '../world/place.ts';

/** Whether a person finds places in a list, as far as they were looked for. */
export type Finds = (api: TestApi, who: Person, places: readonly Place[]) => Promise<Map<Place, boolean>>;

interface Item {
  id: string;
  key?: string;
  subject?: string;
  about?: unknown;
  session?: { id: string };
}

async function read(api: TestApi, who: Person, path: string): Promise<{ text: string; items: Item[] }> {
  const answer = await ask(api, who, { method: 'GET', path });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${who.name}: ${path} answers ${answer.status} ${text}`);
  const body = text.startsWith('{') ? (JSON.parse(text) as { items?: Item[]; incidents?: Item[] }) : {};
  return { text, items: body.items ?? body.incidents ?? [] };
}

/** By the ids in one answer. */
function byId(path: string, idOf: (place: Place) => string, isShown: (item: Item) => boolean = () => true): Finds {
  return async (api, who, places) => {
    const { items } = await read(api, who, path);
    const ids = new Set(items.filter(isShown).map(({ id }) => id));
    return new Map(places.map((place) => [place, ids.has(idOf(place))]));
  };
}

/** By asking for each place: something is found, or nothing is. There are many places: all that are shared, and a third of the others. */
function bySearch(pathOf: (place: Place) => string, idOf: ((place: Place) => string) | null): Finds {
  return async (api, who, places) => {
    const found = new Map<Place, boolean>();
    for (const place of places.filter(({ isShared }, number) => isShared || number % 3 === 0)) {
      const { items } = await read(api, who, pathOf(place));
      if (idOf && items.some(({ id }) => id !== idOf(place))) throw new Error(`${pathOf(place)} finds something else`);
      found.set(place, items.length > 0);
    }
    return found;
  };
}

function onlyShared(finds: Finds): Finds {
  return (api, who, places) =>
    finds(
      api,
      who,
      places.filter(({ isShared }) => isShared),
    );
}

function sessionOf({ session }: Place) {
  return session;
}

/** By words in a file. */
function byWords(path: string, wordOf: (place: Place, names: Map<string, string>) => string): Finds {
  return async (api, who, places) => {
    const rooms = await api.db.selectFrom('rooms').select(['id', 'name']).execute();
    const names = new Map(rooms.map(({ id, name }) => [id, name]));
    const { text } = await read(api, who, path);
    return new Map(places.map((place) => [place, text.includes(wordOf(place, names))]));
  };
}

/** Every list of the tables, and the ways to look into it. */
export const waysToFind: Record<string, Finds[]> = {
  'GET /api/sessions': [
    byId('/api/sessions?limit=200', ({ session }) => session),
    byId('/api/sessions?limit=200&state=running', ({ running }) => running),
    bySearch(
      ({ room, startedAt }) => `/api/sessions?roomId=${room}&from=${at(startedAt, 1)}&to=${at(startedAt, 2)}`,
      ({ session }) => session,
    ),
    // Who received a session knows it, but not always its case.
    onlyShared(bySearch(({ case: { key } }) => `/api/sessions?q=${key}&state=failed`, sessionOf)),
    onlyShared(bySearch(({ case: { id } }) => `/api/sessions?caseId=${id}&state=failed`, sessionOf)),
    onlyShared(byId('/api/sessions?limit=200&withCase=true', ({ old }) => old)),
  ],
  'GET /api/cases': [
    byId('/api/cases?limit=200', ({ case: { id } }) => id),
    bySearch(
      ({ case: { key } }) => `/api/cases?q=${key.toLowerCase()}`,
      ({ case: { id } }) => id,
    ),
  ],
  'GET /api/notes': [
    async (api, who, places) => {
      const { items } = await read(api, who, '/api/notes');
      const found = new Set(items.map(({ session }) => session?.id));
      return new Map(places.map((place) => [place, found.has(place.session)]));
    },
  ],
  'GET /api/holds session': [byId('/api/holds', ({ holds }) => holds.session)],
  'GET /api/holds case': [byId('/api/holds', ({ holds }) => holds.case)],
  'GET /api/approvals session': [byId('/api/approvals', ({ approvals }) => approvals.session)],
  'GET /api/approvals lower': [byId('/api/approvals', ({ approvals }) => approvals.lower)],
  'GET /api/approvals opening': [byId('/api/approvals', ({ approvals }) => approvals.opening)],
  'GET /api/approvals case': [byId('/api/approvals', ({ approvals }) => approvals.case)],
  'GET /api/destructions': [byId('/api/destructions', ({ destruction }) => destruction)],
  'GET /api/destructions/due': [byId('/api/destructions/due', ({ session }) => session)],
  'GET /api/fixity': [
    byId(
      '/api/fixity',
      ({ incident }) => incident,
      ({ about }) => about !== null,
    ),
  ],
  'GET /api/audit-log session': [bySearch(({ session }) => `/api/audit-log?thingId=${session}`, null)],
  'GET /api/audit-log case': [bySearch(({ case: { id } }) => `/api/audit-log?aboutId=${id}`, null)],
  'GET /api/audit-log.csv session': [byWords('/api/audit-log.csv', ({ room }, names) => `${names.get(room)}, `)],
  'GET /api/audit-log.csv case': [byWords('/api/audit-log.csv', ({ case: { key } }) => key)],
};

const at = (date: Date, seconds: number) => new Date(date.getTime() + seconds * 1000).toISOString();
