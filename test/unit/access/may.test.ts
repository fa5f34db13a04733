import { expect, test } from 'vitest';
import { type Act, may, type Thing } from '../../../services/access/may.ts';
import { type Role, role } from '../../../services/contracts/access/account.ts';
import { accessClass } from '../../../services/contracts/case.ts';

/** How a person stands to a session or case. */
type Relation = 'own' | 'member' | 'none';

const sessionLetters = {
  s: 'session.see',
  r: 'session.replay',
  p: 'session.poster',
  c: 'session.change',
  v: 'session.views',
  h: 'session.hold',
  e: 'session.export',
  q: 'session.ask_export',
  u: 'session.raise',
  l: 'session.lower',
  w: 'vault.write',
  o: 'vault.open',
  a: 'vault.ask',
  x: 'session.in_emergency',
  m: 'session.mark',
  y: 'session.marker_history',
} as const;
const caseLetters = {
  s: 'case.see',
  c: 'case.change',
  m: 'case.manage',
  h: 'case.hold',
  u: 'case.raise',
  l: 'case.lower',
} as const;

/** What each may do with a session of class normal, restricted, denouncer; a letter for each act, `-` for none. */
const sessions: Record<Exclude<Role, 'admin'>, Record<Relation, string>> = {
  officer: { own: 'srpcvulwom srcvulwom srcvulwom', member: 'srplwom srlwom srlwom', none: '- - -' },
  supervisor: {
    own: 'srpcvequlwom srcvqulwom srcvqulwom',
    member: 'srpchequlwom srchqulwom srchqulwom',
    none: 'srpchequlam - -',
  },
  chief: {
    own: 'srpcvequlwomy srcvqulwomy srcvqulwomy',
    member: 'srpcvhequlwomy srcvhqulwomy srcvhqulwomy',
    none: 'srpcvhequlamy srcvhqulamy -',
  },
  archivist: { own: 'scvulwom scvulwom scvulwom', member: 'shlwo shlwo shlwo', none: 'shl - -' },
};

/** The same of a case. */
const cases: Record<Exclude<Role, 'admin'>, Record<'member' | 'none', string>> = {
  officer: { member: 'scmul scmul scmul', none: 'scl - -' },
  supervisor: { member: 'scmhul scmhul scmhul', none: 'schul - -' },
  chief: { member: 'scmhul scmhul scmhul', none: 'scmhul schul -' },
  archivist: { member: 'scmhul scmhul scmhul', none: 'schl - -' },
};

/** Acts that hang on the role alone. */
const byRole: [act: Act, roles: Role[]][] = [
  ['session.start', ['officer', 'supervisor', 'chief']],
  ['case.create', ['officer', 'supervisor', 'chief', 'archivist']],
  ['record.view', ['supervisor', 'chief']],
  ['view.reasons', ['chief']],
  ['record.ask_emergency', ['admin']],
  ['record.end_emergency', ['chief', 'admin']],
  ['record.timeline', ['officer', 'supervisor', 'chief']],
  ['room.list', ['officer', 'supervisor', 'chief', 'archivist', 'admin']],
  ['room.picture', ['officer', 'supervisor', 'chief']],
  ['room.manage', ['admin']],
  ['camera.list', ['supervisor', 'chief', 'admin']],
  ['camera.manage', ['admin']],
  ['account.manage', ['admin']],
  ['audit.read', ['chief']],
  ['store.see', ['admin', 'supervisor', 'chief', 'archivist']],
  ['hold.list', ['supervisor', 'chief', 'archivist']],
  ['approval.list', ['officer', 'supervisor', 'chief', 'archivist']],
  ['approval.decide_known', ['officer', 'supervisor', 'chief', 'archivist']],
  ['approval.decide', ['supervisor', 'chief']],
  ['fixity.close', ['supervisor', 'chief']],
];

interface Expectation {
  who: Role;
  act: Act;
  thing: Thing;
  allowed: boolean;
  says: string;
}

test('may decides every combination as the table says', () => {
  const expectations = [...sessionExpectations(), ...caseExpectations(), ...roleExpectations()];
  const wrong = expectations.filter(
    ({ who, act, thing, allowed }) => may({ id: 'me', role: who }, act, thing) !== allowed,
  );
  console.info(`${expectations.length} decisions expected, ${wrong.length} wrong`);
  expect(wrong.map(({ says }) => says)).toEqual([]);
  expect(expectations.length).toBe(5 * 3 * 3 * 2 * 16 + 5 * 2 * 3 * 2 * 6 + 5 * byRole.length);
});

test('only an administrator looks at a stretch in an emergency, and only one that was granted', () => {
  const allowed = role.options.flatMap((one) =>
    [true, false]
      .filter((granted) => may({ id: 'me', role: one }, 'record.emergency', { kind: 'stretch', granted }))
      .map(() => one),
  );
  expect(allowed).toEqual(['admin']);
  expect(may({ id: 'me', role: 'admin' }, 'record.emergency', { kind: 'room' })).toBe(false);
});

function sessionExpectations(): Expectation[] {
  return combinations(['own', 'member', 'none'], sessionLetters, (who, relation) =>
    who === 'admin' ? 'x - -' : sessions[who][relation],
  ).map(({ relation, conflicted, accessClass, ...rest }) => {
    const officerId = relation === 'own' ? 'me' : 'somebody';
    return { ...rest, thing: { kind: 'session', accessClass, conflicted, officerId, member: relation === 'member' } };
  });
}

function caseExpectations(): Expectation[] {
  return combinations(['member', 'none'], caseLetters, (who, relation) =>
    who === 'admin' ? '- - -' : cases[who][relation],
  ).map(({ relation, conflicted, accessClass, ...rest }) => ({
    ...rest,
    thing: { kind: 'case', accessClass, conflicted, member: relation === 'member' },
  }));
}

function roleExpectations(): Expectation[] {
  return byRole.flatMap(([act, roles]) =>
    role.options.map((who) => {
      const allowed = roles.includes(who);
      return { who, act, thing: { kind: 'room' }, allowed, says: `${who} ${act}: ${allowed}` };
    }),
  );
}

function combinations<R extends Relation, A extends Act>(
  relations: R[],
  letters: Record<string, A>,
  rowOf: (who: Role, relation: R) => string,
) {
  const all = role.options.flatMap((who) =>
    relations.flatMap((relation) =>
      accessClass.options.flatMap((accessClass, column) =>
        [false, true].map((conflicted) => ({ who, relation, accessClass, column, conflicted })),
      ),
    ),
  );
  return all.flatMap(({ column, ...one }) =>
    Object.entries(letters).map(([letter, act]) => {
      const allowed = !one.conflicted && (rowOf(one.who, one.relation).split(' ')[column] ?? '').includes(letter);
      const says = `${Object.values(one).join(' ')} ${act}: ${allowed}`;
      return { ...one, act, allowed, says };
    }),
  );
}
