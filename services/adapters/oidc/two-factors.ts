/** Values of `amr` (RFC 8176) by what they show; what is easily taken over (`sms`, `tel`) or no factor (`geo`) is left out. */
const known = new Set(['pwd', 'pin', 'kba']);
const owned = new Set(['otp', 'hwk', 'swk', 'sc']);
const borne = new Set(['face', 'fpt', 'iris', 'retina', 'vbm']);

/** Whether an id token's `amr` says that two different factors were used: `mfa`, or two kinds of known, owned and borne. */
export function saysTwoFactors(amr: unknown): boolean {
  if (!Array.isArray(amr)) return false;
  const has = (kind: Set<string>) => amr.some((value) => kind.has(value));
  return amr.includes('mfa') || [known, owned, borne].filter(has).length >= 2;
}
