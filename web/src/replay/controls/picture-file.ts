import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** The frame that a video shows, as it was decoded. */
export interface Still {
  canvas: HTMLCanvasElement;
  /** Of the RGB bytes, row by row from the top left, without anything beside them. */
  sha256: string;
}

/** Takes the frame off the screen. Throws when the video has none. */
export function takeStill(video: HTMLVideoElement): Still {
  const { canvas, pen } = canvasOf(video.videoWidth, video.videoHeight);
  if (canvas.width === 0 || canvas.height === 0) throw new Error('the video shows no frame');
  pen.drawImage(video, 0, 0);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  const rgb = new Uint8Array((data.length / 4) * 3);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    rgb[to++] = data[from] ?? 0;
    rgb[to++] = data[from + 1] ?? 0;
    rgb[to++] = data[from + 2] ?? 0;
  }
  return { canvas, sha256: bytesToHex(sha256(rgb)) };
}

const most = { size: 22, share: 1 / 28 };
const leading = 1.5;

/** A PNG of the picture as it is, and under it a strip with `lines`: nothing is written over the picture. */
export async function pngWithStrip(still: Still, lines: readonly string[]): Promise<Blob> {
  const { width, height } = still.canvas;
  const size = Math.min(most.size, Math.max(9, Math.round(width * most.share)));
  const margin = size;
  const { canvas, pen } = canvasOf(width, height + Math.ceil(margin + lines.length * size * leading));
  pen.fillStyle = 'white';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(still.canvas, 0, 0);
  pen.fillStyle = 'black';
  for (const [i, line] of lines.entries()) {
    pen.font = `${size}px 'Be Vietnam Pro', sans-serif`;
    const room = width - margin;
    const fits = Math.min(1, room / Math.max(1, pen.measureText(line).width));
    pen.font = `${size * fits}px 'Be Vietnam Pro', sans-serif`;
    pen.fillText(line, margin / 2, height + margin / 2 + (i + 0.8) * size * leading);
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture could be made'))), 'image/png');
  });
}

function canvasOf(width: number, height: number) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d', { alpha: false });
  if (!pen) throw new Error('this browser draws no pictures');
  return { canvas, pen };
}
