// Bursts: many of something in a short time.
import type {Micros} from '../../../audit/time.ts';

/** The stretches in which `least` or more lie within `within` of each other; neighbouring ones are one. `items` by time. */
export function bursts<T extends {readonly time: Micros}>(
  items: readonly T[],
  least: number,
  within: Micros,
): readonly (readonly T[])[] {
  const found: T[][] = [];
  let end = -1;
  for (let first = 0, last = 0; first < items.length; first++) {
    while (last < items.length && items[last]!.time - items[first]!.time <= within) last++;
    if (last - first < least) continue;
    const open = found.at(-1);
    if (open !== undefined && first <= end) open.push(...items.slice(end + 1, last));
    else found.push(items.slice(first, last));
    end = last - 1;
  }
  return found;
}

/** The four numbers of an IPv4 address, also of one written as IPv6. */
const v4Of = (ip: string): readonly number[] | undefined =>
  /^(?:::ffff:)?(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(ip)?.slice(1).map(Number);

/** The first three groups of an IPv6 address; `::` stands for as many zeros as are missing. */
function v6Of(ip: string): readonly string[] {
  const [left = '', right = ''] = ip.toLowerCase().split('::');
  const groups = (text: string) => text.split(':').filter(group => group !== '');
  const [before, after] = [groups(left), groups(right)];
  const zeros = Array.from({length: Math.max(0, 8 - before.length - after.length)}, () => '0');
  return (ip.includes('::') ? [...before, ...zeros, ...after] : before).slice(0, 3);
}

/** The networks that an address counts to: /16 of IPv4, /48 of IPv6. Pods of one node get addresses of one. */
export function networkOf(ip: string): string {
  const v4 = v4Of(ip);
  if (v4 !== undefined) return v4.slice(0, 2).join('.');
  return ip.includes(':') ? v6Of(ip).join(':') : ip;
}

/**
 * Addresses that nobody has on the Internet. One pod may have two of them: its own, and where it leaves its node that of the node;
 * or one of IPv4 and one of IPv6.
 */
export function isPrivate(ip: string): boolean {
  const v4 = v4Of(ip);
  if (v4 === undefined) return /^(::1$|f[cd]|fe[89ab])/i.test(ip);
  const [a = 0, b = 0] = v4;
  const isShared = a === 100 && b >= 64 && b < 128;
  return (
    a === 10 ||
    a === 127 ||
    isShared ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 169 && b === 254)
  );
}

/** The program that a user agent says it is, without its version. */
export const programOf = (agent: string): string => /^[^/\s]*/.exec(agent)![0];
