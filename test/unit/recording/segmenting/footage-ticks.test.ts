import { expect, test } from 'vitest';
import { createFragmentReader, type Fragment } from '../../../../services/adapters/video/mp4/fragment-reader.ts';
import { footageTicks } from '../../../../services/recording/segmenting/footage-ticks.ts';
import { fragmentBytes, videoInit } from '../../../support/footage/fragments.ts';

/** A fragment whose pictures last so long, at 1000 ticks a second, as the reader hands it on. */
function fragmentOf(durations: number[]): Fragment {
  const found: Fragment[] = [];
  const reader = createFragmentReader({ onInit: () => undefined, onFragment: (one) => found.push(one) }, () => 0);
  reader.push(Buffer.concat([videoInit(1000), fragmentBytes(5000, durations, Buffer.from('picture'))]));
  const [fragment] = found;
  if (!fragment) throw new Error('no fragment');
  return fragment;
}

const times = (count: number, ticks: number) => Array.from({ length: count }, () => ticks);

test('all of an even fragment is footage, however few pictures it has', () => {
  expect(footageTicks(fragmentOf(times(25, 40)), 1000, null)).toBe(1000);
  expect(footageTicks(fragmentOf(times(3, 2000)), 1000, null)).toBe(6000);
  expect(footageTicks(fragmentOf([4000]), 1000, 4000)).toBe(4000);
  expect(footageTicks(fragmentOf([4000]), 1000, null)).toBe(4000);
});

test('footage ends where pictures are missing, in the middle or at the end', () => {
  expect(footageTicks(fragmentOf([...times(5, 100), 8100, ...times(4, 100)]), 1000, null)).toBe(600);
  expect(footageTicks(fragmentOf([...times(9, 100), 5000]), 1000, null)).toBe(1000);
  expect(footageTicks(fragmentOf([5000]), 1000, 40)).toBe(40);
});

test('a picture or two that are late are no hole', () => {
  expect(footageTicks(fragmentOf([...times(20, 40), 900, ...times(4, 40)]), 1000, null)).toBe(1860);
});
