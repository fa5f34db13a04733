import { folderPaths } from '../../../services/contracts/evidence/evidence-folder.ts';
import type { Manifest } from '../../../services/contracts/evidence/manifest.ts';
import { newKey, type SigningKey, signDocument } from '../../../services/custody/signing/signing-key.ts';
import type { FindingKind } from '../../../services/evidence/finding.ts';
import { documentBytes } from '../../../services/evidence/signed-document.ts';
import { type Files, listContents, makeFolder, officeKey } from './made-up-folder.ts';

export interface Tampering {
  name: string;
  tamper: (files: Files) => void;
  /** What the check must find, among other things. */
  kind: FindingKind;
}

/** Whoever has no key of the office. */
export const forger = newKey({ now: new Date(), signsFrom: new Date() }, null);

export const pathOf = (files: Files, start: string, which = 0) =>
  [...files.keys()].filter((path) => path.startsWith(start))[which] ?? '';
export const media = (files: Files, which = 0) => pathOf(files, folderPaths.media, which);
export const bytesOf = (files: Files, path: string) => files.get(path) ?? new Uint8Array();

function flip(files: Files, path: string, at = 17) {
  files.set(
    path,
    bytesOf(files, path).map((byte, i) => (i === at ? byte ^ 1 : byte)),
  );
}

function swap(files: Files, a: string, b: string) {
  const [first, other] = [bytesOf(files, a), bytesOf(files, b)];
  files.set(a, other).set(b, first);
}

/** Changes what the manifest says; the signature stays, or all is signed anew by `key`. */
export function editManifest(files: Files, change: (manifest: Manifest) => void, key?: SigningKey) {
  const path = pathOf(files, folderPaths.manifests);
  const [first = '', second = ''] = Buffer.from(bytesOf(files, path)).toString().split('\n');
  const manifest = JSON.parse(first) as Manifest;
  change(manifest);
  if (key) files.set(path, signDocument(key, manifest).file);
  else files.set(path, Buffer.concat([documentBytes(manifest), Buffer.from(`\n${second}\n`)]));
  if (key) listContents(files, key);
}

function editExcerpt(files: Files, change: (text: string) => string) {
  const path = folderPaths.auditExcerpt;
  files.set(path, Buffer.from(change(Buffer.from(bytesOf(files, path)).toString())));
}

const retime = (one: Manifest) => {
  for (const segment of one.segments.slice(1, 2)) segment.startedAt = '2026-11-02T01:00:10.500Z';
};
const recause = (one: Manifest) => {
  for (const gap of one.gaps) gap.cause = 'paused';
};
const cutTail = (one: Manifest) => void one.segments.pop();
const twice = (one: Manifest) => void one.segments.splice(1, 0, ...one.segments.slice(1, 2));
const reorder = (one: Manifest) => void one.segments.splice(1, 2, ...one.segments.slice(1, 3).reverse());
const leaveOut = (one: Manifest) => void one.segments.splice(1, 1);

/** Calls a segment a gap. */
export function hide(manifest: Manifest) {
  const [hidden] = manifest.segments.splice(1, 1);
  if (hidden) manifest.gaps.push({ from: hidden.startedAt, to: hidden.endedAt, cause: 'unreachable' });
}

const of = (name: string, tamper: Tampering['tamper'], kind: FindingKind): Tampering => ({ name, tamper, kind });
const edited = (name: string, change: (manifest: Manifest) => void) =>
  of(name, (files) => editManifest(files, change), 'document_altered');

/** What somebody without the office's key may do. */
export const tamperings: readonly Tampering[] = [
  of('a byte of footage is flipped', (files) => flip(files, media(files)), 'file_altered'),
  of(
    'the tail of a file is cut',
    (files) => files.set(media(files), bytesOf(files, media(files)).slice(0, -1)),
    'file_altered',
  ),
  of('a segment is dropped', (files) => files.delete(media(files, 2)), 'file_missing'),
  of('the last segment is cut off', (files) => files.delete(media(files, 7)), 'file_missing'),
  of('two segments are swapped', (files) => swap(files, media(files, 0), media(files, 2)), 'file_altered'),
  of(
    'a segment is there twice',
    (files) => files.set(`${media(files)}.mp4`, bytesOf(files, media(files))),
    'file_foreign',
  ),
  of('a segment is another’s', (files) => files.set(media(files), foreignSegment()), 'file_altered'),
  of('a file is added', (files) => files.set('note.txt', Buffer.from('x')), 'file_foreign'),
  of('the read-me is changed', (files) => flip(files, 'README.txt', 2), 'file_altered'),
  edited('a segment is given another time', retime),
  edited('a gap gets another cause', recause),
  edited('a segment is taken out of the manifest', leaveOut),
  edited('a segment is listed twice', twice),
  edited('segments are listed in another order', reorder),
  of('the manifest is signed by another', (files) => editManifest(files, cutTail, forger), 'key_foreign'),
  of('the manifest is gone', (files) => files.delete(pathOf(files, folderPaths.manifests)), 'manifest_missing'),
  of('the list of contents is changed', (files) => flip(files, folderPaths.contents), 'document_unreadable'),
  of(
    'an entry of the log is changed',
    (files) => editExcerpt(files, (text) => text.replace('view.open', 'view.shut')),
    'audit_altered',
  ),
  of(
    'an entry gets another time',
    (files) => editExcerpt(files, (text) => text.replace('01:00:10', '01:00:11')),
    'audit_altered',
  ),
  of(
    'something is added to the excerpt',
    (files) => editExcerpt(files, (text) => text.replace('{', '{"a":1,')),
    'document_unreadable',
  ),
  of(
    'the head of the log is gone',
    (files) => files.delete(pathOf(files, folderPaths.auditHeads)),
    'audit_head_missing',
  ),
  of(
    'the time stamp is of another head',
    (files) => flip(files, `${folderPaths.auditHeads}00000002${folderPaths.timeStamp}`, 60),
    'time_stamp_foreign',
  ),
];

function foreignSegment(): Uint8Array {
  const other = makeFolder();
  return bytesOf(other, media(other));
}

const byInsider = (name: string, change: (manifest: Manifest) => void, kind: FindingKind) => {
  const tamper = (files: Files) => {
    editManifest(files, change, officeKey);
    files.delete(folderPaths.contents);
  };
  return of(`the office's own key signs that ${name}`, tamper, kind);
};

/** What somebody with the office's own key still cannot do unseen. */
export const insiderTamperings: readonly Tampering[] = [
  byInsider('a segment has another time', retime, 'chain_broken'),
  byInsider('a segment was never there', leaveOut, 'time_uncovered'),
  byInsider('a segment is a gap', hide, 'file_foreign'),
  byInsider('the tail was never there', cutTail, 'time_uncovered'),
  byInsider('a segment is there twice', twice, 'time_overlap'),
  byInsider('two segments come in another order', reorder, 'time_overlap'),
];
