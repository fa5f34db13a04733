import { Worker } from 'node:worker_threads';
import type { PdfDocument } from './write-pdf.ts';

/** More than the longest document needs. */
const memoryMib = 768;

/**
 * Lays out a long document in a thread of its own: seconds of work in which everything else goes on. It must hold plain
 * values only, no functions. Returns the bytes of the PDF.
 */
export function writePdfAside(document: PdfDocument): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./pdf-thread.ts', import.meta.url), {
      workerData: document,
      resourceLimits: { maxOldGenerationSizeMb: memoryMib },
    });
    thread.once('message', (bytes: Uint8Array) => resolve(Buffer.from(bytes)));
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`the thread that writes a PDF ended with ${code}`)));
  });
}
