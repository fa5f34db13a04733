import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const page = `<!doctype html><button>open</button><script>
document.querySelector('button').onclick = () => {
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'auto';
  video.src = '/footage.mp4';
  video.width = 1280;
  document.body.append(video);
};
</script>`;

/** The reference: a page with one video, and the footage as one file, from a server that does nothing else. */
export async function servePlainFile(folder: string, file: Buffer) {
  const path = join(folder, 'footage.mp4');
  await writeFile(path, file);
  const server = createServer((req, res) => {
    if (!req.url?.endsWith('.mp4')) {
      res.writeHead(200, { 'content-type': 'text/html' }).end(page);
      return;
    }
    const [, first = '0', last = ''] = /bytes=(\d+)-(\d*)/.exec(req.headers.range ?? 'bytes=0-') ?? [];
    const start = Number(first);
    const end = last ? Number(last) : file.length - 1;
    res.writeHead(206, {
      ...{ 'content-type': 'video/mp4', 'accept-ranges': 'bytes', 'cache-control': 'no-store' },
      ...{ 'content-length': end - start + 1, 'content-range': `bytes ${start}-${end}/${file.length}` },
    });
    const stream = createReadStream(path, { start, end });
    res.on('close', () => stream.destroy());
    stream.pipe(res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
