import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { type AuditExcerpt, type AuditHead, auditExcerpt, auditHead } from '../contracts/evidence/audit.ts';
import { folderPaths } from '../contracts/evidence/evidence-folder.ts';
import { entryHash } from './audit-chain.ts';
import { type Checked, checkSigned } from './check-signed.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import type { Finding } from './finding.ts';
import { rootFrom } from './merkle.ts';
import { documentBytes, parseJson } from './signed-document.ts';
import { namesImprint } from './time-stamp.ts';

export interface CheckedAudit {
  heads: Checked<AuditHead>[];
  findings: Finding[];
  /** Entries that are under the root of a head. */
  proved: number;
  /** Heads with a time stamp that names them. */
  timeStamps: number;
}

type Folder = Pick<EvidenceFolder, 'paths' | 'read'>;

/** Checks the excerpt of the audit log in a folder against its signed heads; nothing to say when there is none. */
export async function verifyExcerpt(folder: Folder): Promise<CheckedAudit> {
  const all = folder.paths.filter((path) => path.startsWith(folderPaths.auditHeads));
  const [stamps, names] = [all.filter(isStamp), all.filter((path) => !isStamp(path))];
  const heads = await Promise.all(names.map(async (name) => checkSigned(await folder.read(name), name, auditHead)));
  const foreign = await foreignStamps(folder, stamps);
  const { findings, proved } = await checkExcerpt(folder, heads);
  return { heads, findings: [...findings, ...foreign], proved, timeStamps: stamps.length - foreign.length };
}

const isStamp = (path: string) => path.endsWith(folderPaths.timeStamp);

/** Time stamps that do not name the head beside them. */
async function foreignStamps(folder: Folder, stamps: readonly string[]): Promise<Finding[]> {
  const found = await Promise.all(
    stamps.map(async (where): Promise<Finding[]> => {
      const head = `${where.slice(0, -folderPaths.timeStamp.length)}.json`;
      const isOfHead =
        folder.paths.includes(head) &&
        namesImprint(await folder.read(where), bytesToHex(sha256(await folder.read(head))));
      return isOfHead ? [] : [{ kind: 'time_stamp_foreign', where }];
    }),
  );
  return found.flat();
}

async function checkExcerpt(folder: Folder, heads: readonly Checked<AuditHead>[]) {
  const path = folderPaths.auditExcerpt;
  if (!folder.paths.includes(path)) return { findings: [], proved: 0 };
  const excerpt = readExcerpt(await folder.read(path));
  if (!excerpt) return { findings: [{ kind: 'document_unreadable' as const, where: path }], proved: 0 };
  const byNumber = new Map(heads.map(({ document }) => [document?.number, document]));
  const findings = excerpt.entries.flatMap((one): Finding[] => {
    const head = byNumber.get(one.head);
    if (!head) return [{ kind: 'audit_head_missing', where: String(one.head) }];
    return isUnder(head, one) ? [] : [{ kind: 'audit_altered', where: `${path} ${one.entry.position}` }];
  });
  return { findings, proved: excerpt.entries.length - findings.length };
}

/** Only the very bytes that we would write: nothing may stand in it unseen. */
function readExcerpt(file: Uint8Array): AuditExcerpt | null {
  const parsed = auditExcerpt.safeParse(parseJson(file));
  if (!parsed.success) return null;
  const written = documentBytes(parsed.data);
  return written.length === file.length && written.every((byte, i) => byte === file[i]) ? parsed.data : null;
}

function isUnder(head: AuditHead, { entry, proof }: AuditExcerpt['entries'][number]): boolean {
  const count = head.toPosition - head.fromPosition + 1;
  const root = rootFrom(entryHash(entry), entry.position - head.fromPosition, count, proof.map(hexToBytes));
  const said = hexToBytes(head.root);
  return root !== null && root.length === said.length && root.every((byte, i) => byte === said[i]);
}
