import { type EvidenceContents, evidenceContents, folderPaths } from '../contracts/evidence/evidence-folder.ts';
import { type Manifest, manifest as manifestSchema } from '../contracts/evidence/manifest.ts';
import { type Checked, checkSigned, keyFindings } from './check-signed.ts';
import { fingerprintOf } from './ed25519.ts';
import type { EvidenceFolder, FileHash } from './evidence-folder.ts';
import { type Finding, type Verdict, verdictOf } from './finding.ts';
import { believedKeys } from './keys.ts';
import { manifestFindings } from './manifest-findings.ts';
import { type CheckedAudit, verifyExcerpt } from './verify-excerpt.ts';

export interface Report {
  verdict: Verdict;
  findings: Finding[];
  /** The newest manifest of each clip. */
  clips: Manifest[];
  /** Fingerprints of the keys that signed. */
  signedBy: string[];
  /** How many entries of the audit log are proved. */
  auditEntries: number;
  /** How many signed heads of the log have a time stamp of their hash; who made it is for `openssl ts -verify`. */
  timeStamps: number;
}

export interface VerifyOptions {
  /** Fingerprints of the office's keys, as it has published them; empty when the checker knows none. */
  knownKeys?: readonly string[];
  /** Called after each file. */
  onFile?: (path: string) => void;
}

/**
 * Checks an evidence folder, or a folder with a clip's manifest and its media: signatures, hashes, the chain of hashes,
 * that every second is accounted for, and the excerpt of the audit log. Needs no network and no server.
 */
export async function verifyFolder(folder: EvidenceFolder, options: VerifyOptions = {}): Promise<Report> {
  const { knownKeys = [], onFile = () => undefined } = options;
  const hashes = await hashAll(folder, onFile);
  const contents = await checkContents(folder);
  const manifests = await checkManifests(folder);
  const audit = await verifyExcerpt(folder);
  const signedBy = [contents, ...manifests, ...audit.heads].map((one) => one?.publicKey ?? '').filter(Boolean);
  const believed =
    knownKeys.length === 0 ? null : believedKeys(contents?.document?.keys ?? [], [...signedBy], knownKeys);
  const clips = newestOf(manifests);
  const findings = [
    ...keyFindings(signedBy, believed),
    ...[contents, ...manifests].flatMap((one) => one?.findings ?? []),
    ...(contents?.document ? contentsFindings(contents.document, hashes) : withoutContents(clips, hashes)),
    ...clips.flatMap((clip) => [...manifestFindings(clip), ...mediaFindings(clip, hashes)]),
    ...historyFindings(manifests, hashes),
    ...auditFindings(audit),
  ];
  const fingerprints = [...new Set(signedBy)].map(fingerprintOf);
  const unique = new Map(findings.map((finding) => [`${finding.kind} ${finding.where}`, finding]));
  const all = [...unique.values()];
  const { proved: auditEntries, timeStamps } = audit;
  return { verdict: verdictOf(all), findings: all, clips, signedBy: fingerprints, auditEntries, timeStamps };
}

/** What a file manager leaves in a folder that somebody opened. */
const ofTheSystem = /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini)$/;

/** Files on their way at once: hashing uses more than one core where the platform can. */
const atOnce = 4;

async function hashAll(folder: EvidenceFolder, onFile: (path: string) => void): Promise<Map<string, FileHash>> {
  const paths = folder.paths.filter((path) => !ofTheSystem.test(path));
  const found = new Map<string, FileHash | null>(paths.map((path) => [path, null]));
  const left = [...paths];
  const work = async () => {
    for (let path = left.shift(); path !== undefined; path = left.shift()) {
      found.set(path, await folder.hash(path));
      onFile(path);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return new Map([...found].flatMap(([path, hash]) => (hash ? [[path, hash]] : [])));
}

async function checkContents(folder: EvidenceFolder): Promise<Checked<EvidenceContents> | null> {
  const path = folderPaths.contents;
  return folder.paths.includes(path) ? checkSigned(await folder.read(path), path, evidenceContents) : null;
}

interface CheckedManifest extends Checked<Manifest> {
  path: string;
}

async function checkManifests(folder: EvidenceFolder): Promise<CheckedManifest[]> {
  const paths = folder.paths.filter((path) => path.startsWith(folderPaths.manifests));
  return Promise.all(
    paths.map(async (path) => ({ path, ...checkSigned(await folder.read(path), path, manifestSchema) })),
  );
}

/** The newest manifest of each clip: the older ones are history. */
function newestOf(manifests: readonly CheckedManifest[]): Manifest[] {
  const newest = new Map<string, Manifest>();
  for (const { document } of manifests) {
    if (document && (newest.get(document.clipId)?.version ?? 0) < document.version)
      newest.set(document.clipId, document);
  }
  return [...newest.values()];
}

/** Every manifest names the file of the one before it, where that is here too. */
function historyFindings(manifests: readonly CheckedManifest[], hashes: ReadonlyMap<string, FileHash>): Finding[] {
  if (!manifests.some(({ document }) => document)) return [{ kind: 'manifest_missing', where: folderPaths.manifests }];
  return manifests.flatMap(({ path, document }): Finding[] => {
    const before = manifests.find(
      (one) => one.document?.clipId === document?.clipId && one.document?.version === (document?.version ?? 0) - 1,
    );
    if (!document || !before || hashes.get(before.path)?.sha256 === document.previousSha256) return [];
    return [{ kind: 'manifest_unlinked', where: path }];
  });
}

function mediaFindings({ segments }: Manifest, hashes: ReadonlyMap<string, FileHash>): Finding[] {
  const objects = segments.flatMap(({ video, audio }) => (audio ? [video, audio] : [video]));
  return objects.flatMap(({ key, ...said }) => fileFinding(`${folderPaths.media}${key}`, said, hashes));
}

function contentsFindings({ files }: EvidenceContents, hashes: ReadonlyMap<string, FileHash>): Finding[] {
  const listed = new Set<string>([folderPaths.contents, folderPaths.verifier, ...files.map(({ path }) => path)]);
  return [
    ...files.flatMap(({ path, ...said }) => fileFinding(path, said, hashes)),
    ...[...hashes.keys()]
      .filter((path) => !listed.has(path))
      .map((where) => ({ kind: 'file_foreign' as const, where })),
  ];
}

function fileFinding(where: string, said: FileHash, hashes: ReadonlyMap<string, FileHash>): Finding[] {
  const found = hashes.get(where);
  if (!found) return [{ kind: 'file_missing', where }];
  return found.sha256 === said.sha256 && found.bytes === said.bytes ? [] : [{ kind: 'file_altered', where }];
}

/** Without a list of contents nobody knows what lay here; but no footage may that no manifest names. */
function withoutContents(clips: readonly Manifest[], hashes: ReadonlyMap<string, FileHash>): Finding[] {
  const named = new Set(
    clips.flatMap(({ segments }) => segments.flatMap(({ video, audio }) => [video.key, audio?.key ?? ''])),
  );
  const strangers = [...hashes.keys()].filter(
    (path) => path.startsWith(folderPaths.media) && !named.has(path.slice(folderPaths.media.length)),
  );
  return [
    { kind: 'contents_missing', where: folderPaths.contents },
    ...strangers.map((where) => ({ kind: 'file_foreign' as const, where })),
  ];
}

const auditFindings = ({ heads, findings }: CheckedAudit) => [...heads.flatMap((head) => head.findings), ...findings];
