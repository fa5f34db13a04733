import type { Role } from '../../../../services/contracts/access/account.ts';
import type { Problem, ProblemCode } from '../../../../services/contracts/problem.ts';
import type { Place } from '../world/place.ts';
import type { Standing, ThingTable, Verdict } from './read-table.ts';

/** What the system said, as the tables say it; anything else is given back as it is. */
export async function verdictOf(answer: Response): Promise<string> {
  if (answer.ok || answer.status === 302) {
    await answer.arrayBuffer();
    return 'may';
  }
  const { code } = (await answer.json()) as Problem;
  if (answer.status === 404) return 'does not exist';
  if (answer.status === 403) return 'may not';
  // Allowed, and wrong for another reason: it is over already, somebody was faster, the password is wrong.
  if (answer.status === 409 || otherReasons.has(code)) return 'may';
  return `${answer.status} ${code}`;
}

const otherReasons = new Set<ProblemCode>([
  'wrong_login',
  'wrong_password',
  'wrong_code',
  'too_many_tests',
  'oidc_stale',
]);

/** What a table says of an address, whichever part of it the address stands in. */
export function expectedAt(table: ThingTable, role: Role, standing: Standing, place: Place, address: string): Verdict {
  for (const [act, addresses] of table.acts)
    if (addresses.includes(address)) return table.verdict(role, standing, place.accessClass, act);
  for (const office of table.offices.values()) {
    if (!office.addresses.includes(address)) continue;
    const isTheirs = office.roles.includes(role);
    if (!isTheirs && !(office.isOfThoseWhoKnow && role !== 'admin')) return 'may not';
    const known = table.verdict(role, standing, place.accessClass, 'know of it');
    if (known !== 'may') return known;
    return isTheirs && !(office.notWhoReceived && standing === 'received') ? 'may' : 'may not';
  }
  throw new Error(`${address} stands nowhere`);
}

/** Every address of a table, those of its offices too. */
export const addressesOf = ({ acts, offices }: Pick<ThingTable, 'acts' | 'offices'>): string[] => [
  ...[...acts.values()].flat(),
  ...[...offices.values()].flatMap(({ addresses }) => addresses),
];

/** Runs `run` for each item, at most `most` at a time. */
export async function inTurns<T>(items: readonly T[], most: number, run: (item: T) => Promise<unknown>): Promise<void> {
  const left = [...items].reverse();
  const lane = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await run(item);
  };
  await Promise.all(Array.from({ length: most }, lane));
}
