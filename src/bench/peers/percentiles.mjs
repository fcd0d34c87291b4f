/** p50, p95, p99 and the highest, exact. */
export function percentiles(millis) {
  const sorted = Float64Array.from(millis).sort();
  const at = (share) => (sorted.length === 0 ? 0 : sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]);
  return [at(0.5), at(0.95), at(0.99), at(1)];
}
