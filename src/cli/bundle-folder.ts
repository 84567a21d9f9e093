// The folder of a bundle: made under another name beside its own, for its owner alone, and renamed when it is whole. Nothing is
// ever written over.
import {createHash, randomBytes} from 'node:crypto';
import {type FileHandle, mkdir, open, rename, rm, rmdir} from 'node:fs/promises';
import {hostname} from 'node:os';
import {basename, dirname, join} from 'node:path';
import {visible} from '../audit/visible.ts';
import {type BundleFile, type BundleFolder, type Maker, NotWritten, type OpenFolder} from '../session/bundle/bundle.ts';
import {expanded, refusal} from './save.ts';
import {VERSION} from './version.ts';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** Enough to write at once, in characters. */
const BLOCK = 1 << 16;

const SUMS = 'SHA256SUMS';

export const maker = (): Maker => ({version: VERSION, host: hostname(), directory: process.cwd()});

/** What the file system refuses is one sentence about the folder that was asked for. */
async function telling<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new NotWritten(visible(`${path} already exists: name another folder.`));
    throw new NotWritten(visible(await refusal(error, path)));
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
}

/** A class because the files, their sums and their bytes change together. */
class Folder implements BundleFolder {
  readonly #path: string;
  readonly #part: string;
  readonly #open = new Set<FileHandle>();
  readonly #sums = new Map<string, string>();
  #bytes = 0;

  constructor(path: string, part: string) {
    this.#path = path;
    this.#part = part;
  }

  readonly file = async (name: string): Promise<BundleFile> => {
    const file = await telling(this.#path, () => open(join(this.#part, name), 'wx', FILE_MODE));
    this.#open.add(file);
    const hash = createHash('sha256');
    let held = '';
    const flush = async () => {
      const block = Buffer.from(held);
      held = '';
      hash.update(block);
      this.#bytes += block.length;
      await telling(this.#path, () => writeAll(file, block));
    };
    return {
      write: async text => {
        held += text;
        if (held.length >= BLOCK) await flush();
      },
      close: async () => {
        await flush();
        await telling(this.#path, async () => {
          await file.sync();
          await file.close();
        });
        this.#open.delete(file);
        this.#sums.set(name, hash.digest('hex'));
      },
    };
  };

  readonly finish = async () => {
    const sums = [...this.#sums].map(([name, sum]) => `${sum}  ${name}\n`).join('');
    const file = await this.file(SUMS);
    await file.write(sums);
    await file.close();
    await telling(this.#path, async () => {
      // A folder that is renamed takes the place of an empty one: this makes sure that it is ours.
      await mkdir(this.#path, {mode: FOLDER_MODE});
      await rename(this.#part, this.#path).catch(async error => {
        await rmdir(this.#path).catch(() => {});
        throw error;
      });
    });
    return {path: this.#path, bytes: this.#bytes};
  };

  readonly discard = async () => {
    for (const file of this.#open) await file.close().catch(() => {});
    await rm(this.#part, {recursive: true, force: true}).catch(() => {});
  };
}

/** @throws NotWritten */
export const openFolder: OpenFolder = async name => {
  const path = expanded(name).replace(/(?<=.)\/+$/, '');
  const part = join(dirname(path), `.${basename(path).slice(0, 100)}.part-${randomBytes(4).toString('hex')}`);
  await telling(path, async () => {
    // Said before hours of work, and once more by finish.
    await mkdir(path, {mode: FOLDER_MODE});
    await rmdir(path);
    await mkdir(part, {mode: FOLDER_MODE});
  });
  return new Folder(path, part);
};
