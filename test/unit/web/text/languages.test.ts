import { describe, expect, test } from 'vitest';
import { problemCodes } from '../../../../services/contracts/problem.ts';
import { texts } from '../../../../web/src/text/languages.ts';

function flat(value: object, path = ''): [path: string, text: string][] {
  return Object.entries(value).flatMap(([key, inner]): [string, string][] =>
    typeof inner === 'string' ? [[path + key, inner]] : flat(inner, `${path}${key}.`),
  );
}

const placeholders = (text: string) => (text.match(/{{\w+}}/g) ?? []).toSorted();
const vietnamese = new Map(flat(texts.vi));

describe.each(['en', 'ru'] as const)('%s', (language) => {
  const translated = new Map(flat(texts[language]));

  test('has the same keys as Vietnamese, none empty', () => {
    expect([...translated.keys()].toSorted()).toEqual([...vietnamese.keys()].toSorted());
    expect([...translated].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  test('fills in the same things', () => {
    const other = [...translated].filter(
      ([key, text]) => placeholders(text).join() !== placeholders(vietnamese.get(key) ?? '').join(),
    );
    expect(other).toEqual([]);
  });
});

test('every problem code has a sentence', () => {
  for (const code of problemCodes) expect(texts.vi.problems[code]).toMatch(/\.$/);
});
