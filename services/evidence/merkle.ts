import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';

/** Merkle trees as RFC 6962, section 2.1 has them, over SHA-256. */

/** The hash of a leaf's bytes. */
export const leafHash = (bytes: Uint8Array): Uint8Array => sha256(concatBytes(Uint8Array.of(0), bytes));

const nodeHash = (left: Uint8Array, right: Uint8Array) => sha256(concatBytes(Uint8Array.of(1), left, right));

/** The root over hashed leaves. Throws RangeError when there are none. */
export function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (!first) throw new RangeError('a tree without leaves has no root here');
  if (leaves.length === 1) return first;
  const split = splitOf(leaves.length);
  return nodeHash(rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)));
}

/** The proof that the leaf at `index` is under the root: the hashes beside its way up, from the bottom (section 2.1.1). */
export function proofOf(leaves: readonly Uint8Array[], index: number): Uint8Array[] {
  if (index < 0 || index >= leaves.length) throw new RangeError(`no leaf ${index} among ${leaves.length}`);
  if (leaves.length === 1) return [];
  const split = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split ? [...proofOf(left, index), rootOf(right)] : [...proofOf(right, index - split), rootOf(left)];
}

/** The root that a leaf and its proof lead to, in a tree of `count` leaves; null when the proof is not of that shape. */
export function rootFrom(
  leaf: Uint8Array,
  index: number,
  count: number,
  proof: readonly Uint8Array[],
): Uint8Array | null {
  if (index < 0 || index >= count) return null;
  if (count === 1) return proof.length === 0 ? leaf : null;
  const beside = proof.at(-1);
  if (!beside) return null;
  const split = splitOf(count);
  const below = proof.slice(0, -1);
  if (index < split) {
    const left = rootFrom(leaf, index, split, below);
    return left && nodeHash(left, beside);
  }
  const right = rootFrom(leaf, index - split, count - split, below);
  return right && nodeHash(beside, right);
}

/** The largest power of two below `count`. */
function splitOf(count: number): number {
  return 2 ** Math.floor(Math.log2(count - 1));
}
