/**
 * The Mann-Whitney U test: whether one of two samples tends to larger values than the other. Two-sided, by the normal
 * approximation with corrections for ties and continuity, which is good from about 20 values a side.
 */
export function mannWhitneyP(a: readonly number[], b: readonly number[]): number {
  const [m, n] = [a.length, b.length];
  const total = m + n;
  const all = [...a.map((value) => ({ value, isA: true })), ...b.map((value) => ({ value, isA: false }))]
    .sort((x, y) => x.value - y.value);
  let rankSum = 0;
  let ties = 0;
  for (let from = 0; from < total;) {
    let to = from;
    while (to < total && all[to]?.value === all[from]?.value) to++;
    const count = to - from;
    // Ranks count from 1; equal values share the mean of theirs.
    const rank = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) if (all[i]?.isA) rankSum += rank;
    ties += count ** 3 - count;
    from = to;
  }
  const u = rankSum - m * (m + 1) / 2;
  const variance = m * n / 12 * (total + 1 - ties / (total * (total - 1)));
  if (variance === 0) return 1;
  const z = Math.max(0, Math.abs(u - m * n / 2) - 0.5) / Math.sqrt(variance);
  return Math.min(1, 2 * upperTail(z));
}

/** Of the standard normal distribution, for z ≥ 0; Abramowitz and Stegun, 26.2.17, good to 7.5 · 10⁻⁸. */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const series = [0.319381530, -0.356563782, 1.781477937, -1.821255978, 1.330274429]
    .reduceRight((sum, coefficient) => (sum + coefficient) * t, 0);
  return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * series;
}
