/** SHA-256 as a hash algorithm, up to the hash that follows it (RFC 3161, section 2.4.1), in hex; some leave the NULL out. */
const imprints = ['060960864801650304020105000420', '06096086480165030402010420'];

/**
 * Whether a time stamp says that it is of these bytes. Not who signed it: `openssl ts -verify` tells that, with the
 * authority's root certificate. Needs no ASN.1, so that it works in a browser too. `sha256` in hex.
 */
export function namesImprint(stamp: Uint8Array, sha256: string): boolean {
  const hex = Array.from(stamp, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return imprints.some((imprint) => hex.includes(imprint + sha256));
}
