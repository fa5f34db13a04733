import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '../../../../services/contracts/access/account.ts';
import { type AccessClass, accessClass } from '../../../../services/contracts/case.ts';

/** How a person stands to a session or case. */
export const standings = ['received', 'works on', 'no part', 'shut out', 'received, shut out'] as const;
export type Standing = (typeof standings)[number];

/** What the tables say of an act: it may be done, the person is told that it may not, or there is nothing there. */
export type Verdict = 'may' | 'may not' | 'does not exist';

/** Rules about a kind of thing: sessions, cases, rooms. */
export interface ThingTable {
  /** Addresses by act, as `METHOD /path` and perhaps a word that says which use of it. */
  acts: Map<string, string[]>;
  /** Acts that ask for the office first. */
  offices: Map<string, Office>;
  lists: string[];
  /** Lists in which who received it does not find it. */
  listsOfOthers: string[];
  /** Lists that an officer reads, and does not find it in. */
  listsOfLeaders: string[];
  hints: string[];
  /** How many lines say who may do what. */
  rules: number;
  verdict: (role: Role, standing: Standing, accessClass: AccessClass, act: string) => Verdict;
}

/** Who may do an act that hangs on the office. */
export interface Office {
  roles: readonly Role[];
  /** Also without a login. */
  isForAnybody: boolean;
  /** Whoever else knows of the thing is told that they may not; nobody but an administrator is told so before. */
  isOfThoseWhoKnow: boolean;
  notWhoReceived: boolean;
  addresses: string[];
}

const people: Record<string, Role> = {
  'an officer': 'officer',
  'a supervisor': 'supervisor',
  'a chief': 'chief',
  'an archivist': 'archivist',
  'an administrator': 'admin',
};
const everybody = Object.values(people);

const ways: Record<string, Standing> = {
  received: 'received',
  'works on a case of': 'works on',
  'works on': 'works on',
  'has no part in': 'no part',
  'is shut out of': 'shut out',
  'received and is shut out of': 'received, shut out',
};

/** Reads one of the written tables beside this file. Throws on a line that it does not understand. */
export function readTable(name: 'sessions' | 'cases' | 'rooms'): ThingTable {
  const lines = linesOf(name);
  const rules = lines.filter((line) => /^An? .+ who /.test(line)).map(ruleOf);
  const acts = new Map(lines.filter(isMeaning).map((line) => [actOf(line), addressesIn(line)]));
  const offices = new Map(lines.filter(isOffice).map((line) => [actOf(line), officeOf(line)]));
  const [lists, hints] = [named(lines, 'Lists'), named(lines, 'Hints')];
  const listsOfOthers = named(lines, 'Lists, not for who received it');
  const listsOfLeaders = named(lines, 'Lists, not for an officer');
  const known = rules.length + acts.size + offices.size + lines.filter((line) => /^(Lists|Hints)\b/.test(line)).length;
  if (known !== lines.length) throw new Error(`${name}.md has ${lines.length - known} lines that say nothing`);
  for (const { may } of rules)
    for (const act of may ?? []) if (!acts.has(act)) throw new Error(`${name}.md does not say what "${act}" is`);
  return {
    ...{ acts, offices, lists, listsOfOthers, listsOfLeaders, hints, rules: rules.length },
    verdict(role, standing, ofClass, act) {
      const found = rules.filter(
        (rule) => rule.roles.includes(role) && rule.standings.includes(standing) && rule.classes.includes(ofClass),
      );
      const [rule] = found;
      if (!rule || found.length !== 1)
        throw new Error(`${name}.md has ${found.length} lines for: ${role}, ${standing}, ${ofClass}`);
      if (rule.may === null) return 'does not exist';
      return rule.may.includes(act) ? 'may' : 'may not';
    },
  };
}

/** What hangs on the office alone, and its hints. */
export function readOffices(): { offices: Map<string, Office>; hints: string[] } {
  const lines = linesOf('office');
  const offices = new Map(lines.filter(isOffice).map((line) => [actOf(line), officeOf(line)]));
  if (offices.size + 1 !== lines.length) throw new Error('office.md has lines that say nothing');
  return { offices, hints: named(lines, 'Hints') };
}

function linesOf(name: string): string[] {
  const text = readFileSync(join(import.meta.dirname, `${name}.md`), 'utf8');
  return text.split('\n').flatMap((line) => (line.startsWith('- ') ? [line.slice(2)] : []));
}

const rulePattern =
  /^(An? .+?) who (.+?) an? ((?:normal|restricted|denouncer)[a-z, ]*?) (?:session in a room|session|case): (?:(it does not exist|the room shows occupied only)|may (.+?); nothing else)\.$/;

function ruleOf(line: string) {
  const [, who = '', way = '', classes = '', nothing, may = ''] = rulePattern.exec(line) ?? [];
  if (who === '') throw new Error(`not understood: ${line}`);
  return {
    roles: words(who.toLowerCase()).map((one) => lookUp(people, one)),
    standings: words(way).map((one) => lookUp(ways, one)),
    classes: words(classes).map((one) => accessClass.parse(one)),
    may: nothing === undefined ? may.split(', ') : null,
  };
}

const isMeaning = (line: string) => /^To [a-z ]+: `/.test(line);
const isOffice = (line: string) => /^To [^:]+: [a-z]/.test(line);
const actOf = (line: string) => line.slice('To '.length, line.indexOf(':'));
const addressesIn = (line: string) => [...line.matchAll(/`([^`]+)`/g)].map(([, address = '']) => address);

function officeOf(line: string): Office {
  const pattern = /^To [^:]+: (of those who know of it, )?([a-z, ]+?)(; not who received it)?\. `/;
  const [, knowing, who = '', but] = pattern.exec(line) ?? [];
  if (who === '') throw new Error(`not understood: ${line}`);
  const isForAnybody = who === 'anybody';
  const isForAll = isForAnybody || who === 'everybody';
  return {
    roles: isForAll ? everybody : words(who).map((one) => lookUp(people, one)),
    ...{ isForAnybody, isOfThoseWhoKnow: knowing !== undefined, notWhoReceived: but !== undefined },
    addresses: addressesIn(line),
  };
}

const named = (lines: readonly string[], word: string) =>
  lines.filter((line) => line.startsWith(`${word}: `)).flatMap(addressesIn);

const words = (list: string) => list.split(/, | or /);

function lookUp<T>(known: Record<string, T>, word: string): T {
  const found = known[word];
  if (found === undefined) throw new Error(`not understood: ${word}`);
  return found;
}
