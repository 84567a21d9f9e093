// The version that a program of k3s or RKE2 has in itself: its build writes `v1.31.4+k3s1` into it (k3s scripts/package-cli, 2026).
import type {Root} from './root.ts';
import {parseVersion, type Version} from './version.ts';

/** So much is read at a time; k3s is one file of about 70 MB. */
const CHUNK = 4 << 20;
/** More is none of theirs. */
const MOST = 512 << 20;
/** Longer than any such version. */
const LONGEST = 40;

const VERSION = /v1\.\d{1,3}\.\d{1,3}(?:-[a-z]+\d+)?\+(?:k3s|rke2r)\d{1,2}/g;

/** undefined where it names none, or several of different minor versions. */
export function versionInProgram(root: Root, path: string, chunk = CHUNK): Version | undefined {
  const found = new Map<string, Version>();
  for (let from = 0; from < MOST; from += chunk) {
    // What lies across the border is in the next piece as well.
    const start = Math.max(0, from - LONGEST);
    const read = root.readBytes(path, start, chunk + (from - start));
    if (!read.ok) return undefined;
    for (const text of versionsIn(read.value)) {
      const version = parseVersion(text);
      if (version !== undefined && !found.has(`${version.minor}`)) found.set(`${version.minor}`, version);
    }
    if (read.value.length < chunk + (from - start)) break;
  }
  return found.size === 1 ? [...found.values()][0] : undefined;
}

/** Only what is around a mark is made text of. */
function versionsIn(bytes: Buffer): readonly string[] {
  const texts: string[] = [];
  for (const mark of ['+k3s', '+rke2r']) {
    for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at + 1)) {
      const around = bytes.subarray(Math.max(0, at - LONGEST / 2), at + LONGEST / 2).toString('latin1');
      texts.push(...(around.match(VERSION) ?? []));
    }
  }
  return texts;
}
