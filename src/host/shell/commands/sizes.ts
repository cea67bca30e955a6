/** Sizes for people: 1.5K, 12M. */

export function humanSize(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  const power = Math.min(5, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${value < 10 ? (Math.ceil(value * 10) / 10).toFixed(1) : Math.ceil(value)}${'KMGTP'.charAt(power - 1)}`;
}
