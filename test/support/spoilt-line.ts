import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

const interleaved = 0x24;
const senderReport = 200;
/** RTP clock of every video payload (RFC 3551). */
const videoTicksPerMs = 90;

/** What the line does to the camera's packets from now on. */
interface Spoiling {
  /** The camera's wall clock, as its RTCP sender reports say it, is wrong by this, ms. */
  clockMs: number;
  /** The times of its pictures are off by this, ms: a jump is as when it restarts its counters, or after a fault of its own. */
  mediaMs: number;
}

/** A line to simulated cameras that spoils times in their packets. Only RTSP over TCP (RFC 2326, 10.12). */
export async function startSpoiltLine(cameraPort: number) {
  const spoiling: Spoiling = { clockMs: 0, mediaMs: 0 };
  const open = new Set<Socket>();
  const server = createServer((reader) => {
    const camera = connect(cameraPort, '127.0.0.1');
    const spoil = createSpoiler(spoiling);
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
      for (const whole of spoil(chunk)) reader.write(whole);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    set: (change: Partial<Spoiling>) => Object.assign(spoiling, change),
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Takes a camera's bytes, gives back whole messages with their times spoilt. */
function createSpoiler(spoiling: Readonly<Spoiling>) {
  let rest: Buffer = Buffer.alloc(0);
  return function* (chunk: Buffer): Generator<Buffer> {
    rest = Buffer.concat([rest, chunk]);
    for (let bytes = messageBytes(rest); bytes !== null && bytes <= rest.length; bytes = messageBytes(rest)) {
      const message = rest.subarray(0, bytes);
      rest = rest.subarray(bytes);
      if (message[0] === interleaved) spoilPacket(message, spoiling);
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

/** Behind 4 bytes of framing: RTP timestamp at 4 (RFC 3550, 5.1); NTP time of a sender report at 8 (6.4.1). Video is channel 0. */
function spoilPacket(message: Buffer, { clockMs, mediaMs }: Spoiling) {
  const [channel, kind] = [message[1], message[5]];
  if (kind === senderReport) {
    const ntp = message.readBigUInt64BE(12) + (BigInt(Math.round(clockMs)) << 32n) / 1000n;
    message.writeBigUInt64BE(BigInt.asUintN(64, ntp), 12);
  } else if (channel === 0) {
    message.writeUInt32BE((message.readUInt32BE(8) + Math.round(mediaMs * videoTicksPerMs)) >>> 0, 8);
  }
}
