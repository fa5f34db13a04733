import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

const interleaved = 0x24;
const senderReport = 200;

/**
 * A line to simulated cameras on which every RTCP sender report says another time: cameras whose clock is wrong by
 * `offsetMs`, which can be set again at any moment. Only RTSP over TCP (RFC 2326, 10.12).
 */
export async function startWrongClock(cameraPort: number) {
  let offsetMs = 0;
  const open = new Set<Socket>();
  const server = createServer((reader) => {
    const camera = connect(cameraPort, '127.0.0.1');
    const turn = createTurner(() => offsetMs);
    for (const socket of [reader, camera]) {
      open.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => {
        open.delete(socket);
        reader.destroy();
        camera.destroy();
      });
    }
    reader.pipe(camera);
    camera.on('data', (chunk: Buffer) => {
      for (const whole of turn(chunk)) reader.write(whole);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    set: (ms: number) => {
      offsetMs = ms;
    },
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Takes a camera's bytes, gives back whole messages with the clock in their sender reports turned. */
function createTurner(offsetMs: () => number) {
  let rest: Buffer = Buffer.alloc(0);
  return function* (chunk: Buffer): Generator<Buffer> {
    rest = Buffer.concat([rest, chunk]);
    for (let bytes = messageBytes(rest); bytes !== null && bytes <= rest.length; bytes = messageBytes(rest)) {
      const message = rest.subarray(0, bytes);
      rest = rest.subarray(bytes);
      if (message[0] === interleaved && message[5] === senderReport) turnClock(message, offsetMs());
      yield message;
    }
  };
}

/** Length of the message at the front, null while that cannot be told: an RTP or RTCP packet, or an RTSP answer. */
function messageBytes(bytes: Buffer): number | null {
  if (bytes.length < 4) return null;
  if (bytes[0] === interleaved) return 4 + bytes.readUInt16BE(2);
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const body = /^content-length: *(\d+)/im.exec(bytes.toString('latin1', 0, end))?.[1];
  return end + 4 + Number(body ?? 0);
}

/** NTP time of a sender report: seconds since 1900 and their fraction (RFC 3550, 6.4.1), behind 4 bytes of framing. */
function turnClock(message: Buffer, offsetMs: number) {
  const ntp = message.readBigUInt64BE(12) + (BigInt(Math.round(offsetMs)) << 32n) / 1000n;
  message.writeBigUInt64BE(BigInt.asUintN(64, ntp), 12);
}
