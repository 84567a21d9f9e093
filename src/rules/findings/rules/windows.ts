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

/** The networks that an address counts to: /16 of IPv4, /48 of IPv6. Pods of one node get addresses of one. */
export function networkOf(ip: string): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+)\.\d+\.\d+$/.exec(ip);
  if (v4 !== null) return v4[1]!;
  return ip.includes(':') ? ip.split(':').slice(0, 3).join(':') : ip;
}

/** The program that a user agent says it is, without its version. */
export const programOf = (agent: string): string => /^[^/\s]*/.exec(agent)![0];
