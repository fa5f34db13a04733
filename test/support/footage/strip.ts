const columns = 48;
const rowsPerPicture = 20;
const minContrast = 80;

export interface Strip {
  camera: number;
  frame: number;
  takenAtMs: number;
}

export interface Pixels {
  data: Uint8Array | Uint8ClampedArray;
  width: number;
  height: number;
  /** Bytes per pixel: 1 luma, 3 RGB, 4 RGBA. */
  channels: 1 | 3 | 4;
}

/**
 * Reads the strip that infra/stack/camera/picture.py draws at the top of each frame; works at any size of the picture.
 * Null when there is none or a block is spoiled (contrast or checksum).
 */
export function readStrip(pixels: Pixels): Strip | null {
  const lights: number[] = [];
  for (let row = 0; row < 2; row++) {
    for (let column = 0; column < columns; column++) {
      lights.push(lightAt(pixels, (column + 0.5) / columns, (row + 0.5) / rowsPerPicture));
    }
  }
  const darkest = Math.min(...lights);
  const brightest = Math.max(...lights);
  if (brightest - darkest < minContrast) return null;
  const bits = lights.map((light) => (light > (darkest + brightest) / 2 ? '1' : '0')).join('');
  const value = BigInt(`0b${bits.slice(0, 84)}`);
  if (Number.parseInt(bits.slice(84), 2) !== checksum(value)) return null;
  return {
    camera: Number(value >> 76n),
    frame: Number((value >> 44n) & 0xffff_ffffn),
    takenAtMs: Number(value & 0xfff_ffff_ffffn),
  };
}

/** Mean of the pixel at that share of width and height and its neighbours. */
function lightAt({ data, width, height, channels }: Pixels, x: number, y: number): number {
  const column = Math.floor(x * width);
  const row = Math.floor(y * height);
  let sum = 0;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      // Green carries most of the luma; the strip is grey, so one channel is enough.
      sum += data[((row + dy) * width + column + dx) * channels + (channels === 1 ? 0 : 1)] ?? 0;
    }
  }
  return sum / 9;
}

/** CRC-16/CCITT-FALSE of the value as 11 bytes, cut to 12 bits. */
function checksum(value: bigint): number {
  let crc = 0xffff;
  for (let shift = 80n; shift >= 0n; shift -= 8n) {
    crc ^= Number((value >> shift) & 0xffn) << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc & 0xfff;
}
