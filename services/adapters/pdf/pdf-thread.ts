import { parentPort, workerData } from 'node:worker_threads';
import { type PdfDocument, writePdf } from './write-pdf.ts';

// What write-pdf-aside.ts starts: one document, then the thread ends.
parentPort?.postMessage(await writePdf(workerData as PdfDocument));
