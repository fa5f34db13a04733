import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { newKey } from '../../../services/custody/signing/signing-key.ts';
import { verifyFolder } from '../../../services/evidence/verify-folder.ts';
import { asFolder, type Files, makeFolder, officeKey } from '../../support/evidence/made-up-folder.ts';
import {
  bytesOf,
  editManifest,
  forger,
  hide,
  insiderTamperings,
  media,
  tamperings,
} from '../../support/evidence/tampering.ts';

const known = { knownKeys: [officeKey.fingerprint] };
const verify = (files: Files, options: Parameters<typeof verifyFolder>[1] = known) =>
  verifyFolder(asFolder(files), options);

test('an untouched folder is verified, every part of it', async () => {
  const report = await verify(makeFolder());
  expect(report).toMatchObject({ verdict: 'verified', findings: [], auditEntries: 3 });
  expect(report.signedBy).toEqual([officeKey.fingerprint]);
  expect(report.clips).toMatchObject([{ room: 'r1', segments: { length: 4 } }]);
});

test('without the office’s fingerprint it is verified partly: the signature may be anybody’s', async () => {
  expect(await verify(makeFolder(), {})).toMatchObject({ verdict: 'partly', findings: [{ kind: 'key_unknown' }] });
});

test('a manifest and its media alone are verified partly: something may have been taken out', async () => {
  const files = makeFolder();
  for (const path of files.keys()) if (!/^(manifests|media)\//.test(path)) files.delete(path);
  const findings = [{ kind: 'contents_missing' }];
  expect(await verify(files)).toMatchObject({ verdict: 'partly', findings, auditEntries: 0 });
  files.set('.DS_Store', new Uint8Array(3));
  expect(await verify(files)).toMatchObject({ findings });
});

it.each([...tamperings, ...insiderTamperings])('it is caught when $name', async ({ tamper, kind }) => {
  const files = makeFolder();
  tamper(files);
  const { verdict, findings } = await verify(files);
  expect(verdict).toBe('not');
  expect(findings.map((finding) => finding.kind)).toContain(kind);
});

test('a segment that an insider hides with all its files leaves a hole in the numbers of its run', async () => {
  const files = makeFolder();
  for (const path of [media(files, 2), media(files, 3)]) files.delete(path);
  editManifest(files, hide, officeKey);
  expect(await verify(files)).toMatchObject({ verdict: 'partly', findings: [{ kind: 'segment_absent' }] });
});

test('a key that the office’s key has endorsed is believed, one that a stranger has is not', async () => {
  const made = { now: new Date(), signsFrom: new Date() };
  const next = newKey(made, officeKey);
  expect(await verify(makeFolder(2, next))).toMatchObject({ verdict: 'verified', signedBy: [next.fingerprint] });
  const foreign = makeFolder(2, newKey(made, forger));
  expect(await verify(foreign)).toMatchObject({ verdict: 'not', findings: [{ kind: 'key_foreign' }] });
});

test('no flip of a single bit anywhere passes', async () => {
  const files = makeFolder(2);
  const paths = [...files.keys()];
  const place = fc.record({
    file: fc.nat(paths.length - 1),
    at: fc.double({ min: 0, max: 0.9999, noNaN: true }),
    bit: fc.nat(7),
  });
  await fc.assert(
    fc.asyncProperty(place, async ({ file, at, bit }) => {
      const path = paths[file] ?? '';
      const bytes = Uint8Array.from(bytesOf(files, path));
      const index = Math.floor(at * bytes.length);
      bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
      expect((await verify(new Map(files).set(path, bytes))).verdict).toBe('not');
    }),
  );
});
