// What an ELF executable asks of the machine: libraries, and versions of symbols in them. As https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html
// and elf(5) have it; 64 bits and little-endian only.

/** Section types of elf(5). */
const SHT_DYNAMIC = 6;
const SHT_GNU_VERNEED = 0x6ffffffe;
const DT_NEEDED = 1;

export type Needs = {
  /** Such as `libc.so.6`. */
  readonly libraries: readonly string[];
  /** Such as `GLIBC_2.17`. */
  readonly versions: readonly string[];
};

type Section = {
  readonly type: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly count: number;
};

function sectionsOf(file: Buffer): readonly Section[] {
  const table = Number(file.readBigUInt64LE(0x28));
  const entry = file.readUInt16LE(0x3a);
  return Array.from({length: file.readUInt16LE(0x3c)}, (_, i) => {
    const at = table + i * entry;
    return {
      type: file.readUInt32LE(at + 4),
      offset: Number(file.readBigUInt64LE(at + 24)),
      size: Number(file.readBigUInt64LE(at + 32)),
      link: file.readUInt32LE(at + 40),
      count: file.readUInt32LE(at + 44),
    };
  });
}

const isElf64 = (file: Buffer): boolean =>
  file.length > 64 && file.readUInt32BE(0) === 0x7f454c46 && file[4] === 2 && file[5] === 1;

/** @throws Error with one sentence if `file` is no such executable */
export function needsOf(file: Buffer): Needs {
  if (!isElf64(file)) throw new Error('This is no executable of Linux for 64 bits.');
  const sections = sectionsOf(file);
  const text = ({link}: Section, at: number): string => {
    const from = sections[link]!.offset + at;
    return file.toString('latin1', from, file.indexOf(0, from));
  };
  const libraries: string[] = [];
  for (const section of sections.filter(({type}) => type === SHT_DYNAMIC)) {
    for (let at = section.offset; at < section.offset + section.size; at += 16) {
      if (Number(file.readBigUInt64LE(at)) === DT_NEEDED)
        libraries.push(text(section, Number(file.readBigUInt64LE(at + 8))));
    }
  }
  const versions = new Set<string>();
  for (const section of sections.filter(({type}) => type === SHT_GNU_VERNEED)) {
    let file_ = section.offset;
    for (let i = 0; i < section.count; i++) {
      let aux = file_ + file.readUInt32LE(file_ + 8);
      for (let j = 0; j < file.readUInt16LE(file_ + 2); j++) {
        versions.add(text(section, file.readUInt32LE(aux + 8)));
        aux += file.readUInt32LE(aux + 12);
      }
      file_ += file.readUInt32LE(file_ + 12);
    }
  }
  return {libraries, versions: [...versions]};
}

const numbers = (version: string): readonly number[] => version.split('.').map(Number);

/** Whether `a` comes after `b`, as 2.28 does after 2.4. */
export function isNewer(a: string, b: string): boolean {
  const [left, right] = [numbers(a), numbers(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const by = (left[i] ?? 0) - (right[i] ?? 0);
    if (by !== 0) return by > 0;
  }
  return false;
}

/** The newest version of glibc that is asked for, such as `2.17`; undefined if none is. */
export const glibcOf = ({versions}: Needs): string | undefined =>
  versions
    .flatMap(version => (/^GLIBC_(\d[\d.]*)$/.exec(version) ?? []).slice(1))
    .reduce<string | undefined>(
      (newest, one) => (newest === undefined || isNewer(one, newest) ? one : newest),
      undefined,
    );
