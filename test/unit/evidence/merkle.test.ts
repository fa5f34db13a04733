import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leafHash, proofIn, rootFrom, rootOf, treeOf } from '../../../services/evidence/merkle.ts';

const hex = (bytes: Uint8Array | null) => bytes && Buffer.from(bytes).toString('hex');

/** The leaves and roots that implementations of Certificate Transparency test with (RFC 6962). */
const known = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const roots: Record<number, string> = {
  1: '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  2: 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  8: '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
};

test.each(Object.entries(roots))('a tree of %s known leaves has the root that others compute', (count, root) => {
  const leaves = known.slice(0, Number(count)).map((text) => leafHash(Buffer.from(text, 'hex')));
  expect(hex(rootOf(leaves))).toBe(root);
});

const tree = fc
  .integer({ min: 1, max: 70 })
  .chain((count) => fc.record({ count: fc.constant(count), index: fc.nat(count - 1), other: fc.nat(count - 1) }));
const leavesOf = (count: number) => Array.from({ length: count }, (_, i) => leafHash(Buffer.from(`entry ${i}`)));

test('every leaf and its proof lead to the root; any other leaf, place or length does not', () => {
  fc.assert(
    fc.property(tree, ({ count, index, other }) => {
      const leaves = leavesOf(count);
      const root = hex(rootOf(leaves));
      const proof = proofIn(treeOf(leaves), index);
      const leaf = leaves[index] ?? new Uint8Array();
      expect(hex(rootFrom(leaf, index, count, proof))).toBe(root);
      const beside = leaves[other] ?? leaf;
      if (other !== index) expect(hex(rootFrom(beside, index, count, proof))).not.toBe(root);
      if (other !== index) expect(hex(rootFrom(leaf, other, count, proof))).not.toBe(root);
      expect(hex(rootFrom(leaf, index, count, [...proof, leaf]))).not.toBe(root);
      if (proof.length > 0) expect(hex(rootFrom(leaf, index, count, proof.slice(1)))).not.toBe(root);
    }),
  );
});

test('there is no root without leaves and no proof of a leaf that is not there', () => {
  expect(() => rootOf([])).toThrow(RangeError);
  expect(() => proofIn(treeOf(leavesOf(3)), 3)).toThrow(RangeError);
});
