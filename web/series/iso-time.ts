/** ISO 8601 in UTC with all nine digits. */
export function isoTime(ns: bigint): string {
  const second = ns / 1_000_000_000n;
  const rest = String(ns % 1_000_000_000n).padStart(9, "0");
  return `${new Date(Number(second) * 1000).toISOString().slice(0, 19)}.${rest}Z`;
}
