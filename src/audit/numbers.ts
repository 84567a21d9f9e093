// Numbers as people read them. Intl would do it, but costs 10 ms when it is first used.

/** `1,204,331` */
export const grouped = (count: number): string => String(Math.round(count)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** `1 request`, `1,204 requests` */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Three digits and a unit of a thousand: `862 MB`, `1.21 GB`, `512 B`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** At most five characters where there is no room for all digits: `987`, `9,876`, `98.8k`, `1.20M`. */
export function countText(count: number): string {
  if (count < 10_000) return grouped(count);
  const [value, unit] =
    count < 999_950 ? [count / 1e3, 'k'] : count < 999_950_000 ? [count / 1e6, 'M'] : [count / 1e9, 'G'];
  return `${value.toFixed(value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2)}${unit}`;
}

/** Whole percent; never 100% before it is all. */
export const percent = (done: number): string => `${Math.max(0, Math.min(99, Math.floor(done * 100)))}%`;
