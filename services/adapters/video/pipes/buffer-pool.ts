const smallestBytes = 64 * 1024;

/** Buffers that are used again, so that the garbage collector need not run for every few megabytes of footage. */
export interface BufferPool {
  /** A buffer of exactly this many bytes, with anything in it. */
  take: (bytes: number) => Buffer;
  /** Gives one back that `take` returned; nobody may read it afterwards. One that is never given back is only lost to the pool. */
  give: (buffer: Buffer) => void;
}

/** Keeps at most `limitBytes` of unused buffers. Sizes are powers of two inside. */
export function createBufferPool(limitBytes: number): BufferPool {
  const free = new Map<number, ArrayBuffer[]>();
  let freeBytes = 0;
  return {
    take(bytes) {
      const size = Math.max(smallestBytes, 2 ** Math.ceil(Math.log2(Math.max(1, bytes))));
      const found = free.get(size)?.pop();
      if (found) freeBytes -= size;
      return Buffer.from(found ?? new ArrayBuffer(size), 0, bytes);
    },
    give({ buffer }) {
      if (!(buffer instanceof ArrayBuffer) || freeBytes + buffer.byteLength > limitBytes) return;
      freeBytes += buffer.byteLength;
      const same = free.get(buffer.byteLength);
      if (same) same.push(buffer);
      else free.set(buffer.byteLength, [buffer]);
    },
  };
}
