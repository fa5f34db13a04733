/**
 * Mann–Whitney U test, two-sided, by its normal approximation with ties: how likely samples that come from one
 * distribution differ at least as much as these.
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): number {
  const [n, m] = [a.length, b.length];
  const all = [...a.map((value) => ({ value, isA: true })), ...b.map((value) => ({ value, isA: false }))];
  all.sort((x, y) => x.value - y.value);
  let [rankSum, ties] = [0, 0];
  for (let from = 0; from < all.length; ) {
    let to = from + 1;
    while (to < all.length && all[to]?.value === all[from]?.value) to++;
    const count = to - from;
    ties += count ** 3 - count;
    for (const { isA } of all.slice(from, to)) if (isA) rankSum += (from + 1 + to) / 2;
    from = to;
  }
  const total = n + m;
  const u = rankSum - (n * (n + 1)) / 2;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  return variance === 0 ? 1 : 2 * upperNormal(Math.abs(u - (n * m) / 2) / Math.sqrt(variance));
}

/** Kolmogorov–Smirnov test of two samples by its asymptotic distribution: the same question, for differences of any shape. */
export function kolmogorovSmirnov(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [[...a].sort((p, q) => p - q), [...b].sort((p, q) => p - q)];
  let [i, j, distance] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const value = Math.min(x[i] ?? 0, y[j] ?? 0);
    while (i < x.length && (x[i] ?? 0) <= value) i++;
    while (j < y.length && (y[j] ?? 0) <= value) j++;
    distance = Math.max(distance, Math.abs(i / x.length - j / y.length));
  }
  const root = Math.sqrt((x.length * y.length) / (x.length + y.length));
  const lambda = (root + 0.12 + 0.11 / root) * distance;
  if (lambda < 0.2) return 1;
  let p = 0;
  for (let k = 1; k <= 100; k++) p += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * lambda * lambda);
  return Math.min(1, Math.max(0, p));
}

/** Area of the normal distribution above z ≥ 0 (Numerical Recipes' erfc; relative error under 1.2e-7). */
function upperNormal(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const series = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ];
  const power = series.reduceRight((sum, one) => one + t * sum, 0);
  return (t * Math.exp(-x * x + power)) / 2;
}
