/** G.711 (ITU-T G.711): a byte a sample, expanded to 16 bits as every decoder does. */

/** A-law byte → sample. */
export const alaw: Int16Array = Int16Array.from({ length: 256 }, (_, byte) => {
  const code = byte ^ 0x55;
  const exponent = (code >> 4) & 7;
  const mantissa = (code & 15) << 4;
  const size = exponent === 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1);
  return code & 0x80 ? size : -size;
});

/** µ-law byte → sample. */
export const ulaw: Int16Array = Int16Array.from({ length: 256 }, (_, byte) => {
  const code = ~byte & 0xff;
  const size = ((((code & 15) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84;
  return code & 0x80 ? -size : size;
});
