// What a Mach-O executable says of itself: the oldest macOS that runs it, and the signature without which a Mac with Apple silicon runs nothing.
// As <mach-o/loader.h> and <kern/cs_blobs.h> of https://github.com/apple-oss-distributions/xnu have it; 64 bits and little-endian
// only, except for the signature, which is big-endian.
import {createHash} from 'node:crypto';

const MH_MAGIC_64 = 0xfeedfacf;
const HEADER_BYTES = 32;
const LC_CODE_SIGNATURE = 0x1d;
const LC_BUILD_VERSION = 0x32;
const CSMAGIC_EMBEDDED_SIGNATURE = 0xfade0cc0;
const CSMAGIC_CODEDIRECTORY = 0xfade0c02;
/** Signed by nobody: the hashes hold, and no certificate stands behind them. */
const CS_ADHOC = 0x2;

export type Signature = {
  readonly isAdHoc: boolean;
  /** Pages of the file that the signature has a hash of. */
  readonly pages: number;
  /** Those of them that have another one. */
  readonly wrong: number;
};

export type MachO = {
  /** Of macOS, such as `13.0`; undefined if it does not say. */
  readonly oldest: string | undefined;
  readonly signature: Signature | undefined;
};

/** The hashes of a CodeDirectory, compared with the pages they are of. */
function directoryOf(file: Buffer, at: number): Signature {
  const word = (offset: number) => file.readUInt32BE(at + offset);
  const [flags, hashes, pages, limit] = [word(12), word(16), word(28), word(32)];
  const size = file[at + 36]!;
  const pageBytes = 1 << file[at + 39]!;
  const isWrong = (page: number): boolean => {
    const bytes = file.subarray(page * pageBytes, Math.min((page + 1) * pageBytes, limit));
    const found = createHash('sha256').update(bytes).digest().subarray(0, size);
    return !found.equals(file.subarray(at + hashes + page * size, at + hashes + (page + 1) * size));
  };
  const wrong = Array.from({length: pages}, (_, page) => page).filter(isWrong).length;
  return {isAdHoc: (flags & CS_ADHOC) !== 0, pages, wrong};
}

/** The first CodeDirectory of a signature that begins at `at`. */
function signatureOf(file: Buffer, at: number): Signature | undefined {
  if (file.readUInt32BE(at) !== CSMAGIC_EMBEDDED_SIGNATURE) return undefined;
  const blobs = Array.from({length: file.readUInt32BE(at + 8)}, (_, i) => at + file.readUInt32BE(at + 12 + 8 * i + 4));
  const directory = blobs.find(blob => file.readUInt32BE(blob) === CSMAGIC_CODEDIRECTORY);
  return directory === undefined ? undefined : directoryOf(file, directory);
}

/** @throws Error with one sentence if `file` is no such executable */
export function machoOf(file: Buffer): MachO {
  if (file.length < HEADER_BYTES || file.readUInt32LE(0) !== MH_MAGIC_64)
    throw new Error('This is no executable of macOS for 64 bits.');
  let [oldest, signature]: [string | undefined, Signature | undefined] = [undefined, undefined];
  let at = HEADER_BYTES;
  for (let i = 0; i < file.readUInt32LE(16); i++) {
    const command = file.readUInt32LE(at);
    if (command === LC_BUILD_VERSION) oldest = `${file.readUInt16LE(at + 14)}.${file[at + 13]}`;
    if (command === LC_CODE_SIGNATURE) signature = signatureOf(file, file.readUInt32LE(at + 8));
    at += file.readUInt32LE(at + 4);
  }
  return {oldest, signature};
}

/** Whether a Mac with Apple silicon would run it: signed, if only ad hoc, and not changed since. */
export const isSigned = (signature: Signature | undefined): boolean =>
  signature !== undefined && signature.pages > 0 && signature.wrong === 0;
