// The least version of a server: an older one is told by its number, not by what it does not understand.
import {type Address, addressText} from './address.ts';
import type {Engine} from './engine.ts';
import {sql} from './sql.ts';

/** The oldest engine on which everything was tried. Older ones may do; when one does not, this is what it is told by. */
export const LEAST_VERSION = '23.6';

const numbers = (version: string): readonly number[] => version.split('.').map(Number);

export function isOlder(version: string, than = LEAST_VERSION): boolean {
  const [major = 0, minor = 0] = numbers(version);
  const [leastMajor = 0, leastMinor = 0] = numbers(than);
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}

/** One sentence if the server is older, after it failed; undefined if it is not, or does not say. */
export async function tooOld(engine: Engine, address: Address): Promise<string | undefined> {
  const [row] = await engine.query(sql`SELECT version()`).catch(() => []);
  const version = String(row?.[0] ?? '');
  if (!/^\d+\.\d+[\d.]*$/.test(version) || !isOlder(version)) return undefined;
  return `${addressText(address)}: the server is ClickHouse ${version}; ${LEAST_VERSION} or newer is needed.`;
}
