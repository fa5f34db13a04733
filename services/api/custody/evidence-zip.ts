import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { Bucket } from '../../adapters/bucket/bucket.ts';
import { folderPaths } from '../../contracts/evidence/evidence-folder.ts';
import type { EvidenceFile } from '../../custody/evidence-folders/evidence-folders.ts';

/**
 * An evidence folder as a ZIP stream: the files one after the other, as they are (footage does not get smaller), and the
 * verifier's page. A store that fails in the middle breaks the stream off; whoever stops reading ends what is read.
 */
export function evidenceZip(bucket: Bucket, files: readonly EvidenceFile[], webDist: string): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  let reading: Readable | null = null;
  // The library hears nothing of a source that fails.
  const breakOff = (error: Error) => void output.destroy(error);
  for (const { path, bytes, ...ref } of files) {
    zip.addReadStreamLazy(path, { compress: false, size: bytes }, (give) => {
      bucket.read(ref).then((stream) => {
        reading = stream;
        stream.once('error', breakOff);
        stream.once('close', () => {
          if (!stream.readableEnded && !output.destroyed) breakOff(new Error(`${path} ended too early`));
        });
        give(null, stream);
      }, breakOff);
    });
  }
  const page = join(webDist, 'verify.html');
  if (existsSync(page)) zip.addFile(page, folderPaths.verifier);
  zip.on('error', breakOff);
  output.once('close', () => reading?.destroy());
  zip.end();
  return output;
}
