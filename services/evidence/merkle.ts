import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';

/** Merkle trees as RFC 6962, section 2.1 has them, over SHA-256. */

/** The hash of a leaf's bytes. */
export const leafHash = (bytes: Uint8Array): Uint8Array => sha256(concatBytes(Uint8Array.of(0), bytes));

const nodeHash = (left: Uint8Array, right: Uint8Array) => sha256(concatBytes(Uint8Array.of(1), left, right));

/** A tree level by level, from the hashed leaves up to the root; a node without a neighbour goes up as it is. */
export type Tree = readonly (readonly Uint8Array[])[];

/** Builds the tree over hashed leaves. Throws RangeError when there are none. */
export function treeOf(leaves: readonly Uint8Array[]): Tree {
  if (leaves.length === 0) throw new RangeError('a tree without leaves has no root here');
  const levels = [leaves];
  for (let level = leaves; level.length > 1; ) {
    const above: Uint8Array[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i], level[i + 1]];
      if (left) above.push(right ? nodeHash(left, right) : left);
    }
    levels.push(above);
    level = above;
  }
  return levels;
}

/** The root over hashed leaves. Throws RangeError when there are none. */
export function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  return treeOf(leaves).at(-1)?.[0] ?? new Uint8Array();
}

/** The proof that the leaf at `index` is under the root: the hashes beside its way up, from the bottom (section 2.1.1). */
export function proofIn(tree: Tree, index: number): Uint8Array[] {
  const count = tree[0]?.length ?? 0;
  if (index < 0 || index >= count) throw new RangeError(`no leaf ${index} among ${count}`);
  return tree.flatMap((level, height) => level[Math.floor(index / 2 ** height) ^ 1] ?? []);
}

/** The root that a leaf and its proof lead to, in a tree of `count` leaves; null when the proof is not of that shape. */
export function rootFrom(
  leaf: Uint8Array,
  index: number,
  count: number,
  proof: readonly Uint8Array[],
): Uint8Array | null {
  if (index < 0 || index >= count) return null;
  const left = [...proof];
  let node = leaf;
  for (
    let [place, length] = [index, count];
    length > 1;
    place = Math.floor(place / 2), length = Math.ceil(length / 2)
  ) {
    if ((place ^ 1) >= length) continue;
    const beside = left.shift();
    if (!beside) return null;
    node = place % 2 === 0 ? nodeHash(node, beside) : nodeHash(beside, node);
  }
  return left.length === 0 ? node : null;
}
