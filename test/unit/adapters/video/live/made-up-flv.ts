/** An FLV tag of this type whose body begins so. */
export function tag(type: number, begins: readonly number[], bytes = 20): Buffer {
  const made = Buffer.alloc(11 + bytes + 4, 0x55);
  made.writeUInt8(type, 0);
  made.writeUIntBE(bytes, 1, 3);
  made.fill(0, 4, 11);
  Buffer.from(begins).copy(made, 11);
  made.writeUInt32BE(11 + bytes, 11 + bytes);
  return made;
}
