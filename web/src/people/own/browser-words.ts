/**
 * What a browser calls itself, in words: "Chrome · Windows". By hand, because the libraries for it do not know Cốc Cốc, and
 * the order matters: each names those before it too.
 */
const browsers: readonly (readonly [sign: RegExp, name: string])[] = [
  [/coc_coc_browser|CocCoc/i, 'Cốc Cốc'],
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const systems: readonly (readonly [sign: RegExp, name: string])[] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

/** `null` when neither is known. */
export function browserWords(userAgent: string): string | null {
  const named = [browsers, systems].map((list) => list.find(([sign]) => sign.test(userAgent))?.[1]);
  return named.filter((one) => one !== undefined).join(' · ') || null;
}
