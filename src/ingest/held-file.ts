// Open files. Descriptors are held, so that rotation, compression and removal take nothing away that was indexed. At most
// `MOST_HELD` at once: beyond that the files that were written to longest ago are closed, and opened again when they are read.
import {close, fstat, fstatSync, open, openSync, readdirSync, readSync, type Stats, statSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {promisify} from 'node:util';

/** Most descriptors of log files that are open at once, besides those being read at this moment. */
export const MOST_HELD = 256;

const openFile = promisify(open);
const statFile = promisify(fstat);

const held = new Set<HeldFile>();
let mostHeld = MOST_HELD;

/** For machines, and tests, with fewer descriptors. */
export function limitHeld(count: number): void {
  mostHeld = Math.max(1, count);
  for (const file of held) file.trim();
}

/** How many descriptors are open. */
export const heldCount = (): number => held.size;

const systemError = (code: string): Error => Object.assign(new Error(code), {code});

/** Identity of a file, whatever its name. */
export type FileId = {readonly dev: number; readonly ino: number};

export const isSameId = (a: FileId, b: FileId): boolean => a.dev === b.dev && a.ino === b.ino;

export class HeldFile {
  /** As it was opened. */
  readonly path: string;
  /** What it is called by now, where that was looked up. */
  name: string | undefined;
  readonly id: FileId;
  /** Of when it was opened. */
  readonly stats: Stats;
  #fd: number | undefined;
  #pins = 0;
  #closed = false;
  #lost: string | undefined;
  #copy: HeldFile | undefined;

  private constructor(path: string, fd: number, stats: Stats) {
    this.path = path;
    this.id = {dev: stats.dev, ino: stats.ino};
    this.stats = stats;
    this.#hold(fd);
  }

  /** @throws the system's error. */
  static async open(path: string): Promise<HeldFile> {
    const fd = await openFile(path, 'r');
    try {
      return new HeldFile(path, fd, await statFile(fd));
    } catch (error) {
      close(fd, () => undefined);
      throw error;
    }
  }

  /**
   * Runs `use` with the descriptor of where its content is, which stays open until that is done.
   * @throws the system's error if it cannot be opened again, and whatever `use` throws.
   */
  async with<T>(use: (fd: number) => Promise<T>): Promise<T> {
    if (this.#copy !== undefined) return this.#copy.with(use);
    const fd = this.pin();
    try {
      return await use(fd);
    } finally {
      this.unpin();
    }
  }

  /** The descriptor, which stays open until `unpin` has been called as often. */
  pin(): number {
    const fd = this.#open();
    this.#pins++;
    return fd;
  }

  unpin(): void {
    this.#pins--;
    if (this.#closed) this.#release();
    else this.trim();
  }

  /**
   * Fills `into` from `position` on, as far as the file goes, and returns how many bytes that was.
   * @throws Error with one clear sentence if the content it had is gone, else the system's error.
   */
  readSync(into: Uint8Array, position: number): number {
    if (this.#copy !== undefined) return this.#copy.readSync(into, position);
    if (this.#lost !== undefined) throw new Error(this.#lost);
    const fd = this.#open();
    let done = 0;
    while (done < into.length) {
      const count = readSync(fd, into, done, into.length - done, position + done);
      if (count === 0) break;
      done += count;
    }
    return done;
  }

  /** The descriptor went bad, as on a network file system: the next read opens the file again. */
  drop(): void {
    this.#release();
  }

  /** The file where its content is. */
  get content(): HeldFile {
    return this.#copy ?? this;
  }

  /** Its content is nowhere. */
  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  /** It was truncated in place: reading what it held throws `sentence` from now on. */
  lose(sentence: string): void {
    this.#lost = sentence;
  }

  /** It was truncated in place, and `copy` holds what it held. It is closed with this file. */
  moveTo(copy: HeldFile): void {
    this.#copy = copy;
    this.#release();
  }

  /** Reading it throws from now on. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#release();
    this.#copy?.close();
  }

  /** Closes descriptors beyond the limit, oldest files first; this one last. */
  trim(): void {
    if (held.size <= mostHeld) return;
    const oldest = [...held]
      .filter(file => file !== this && file.#pins === 0)
      .sort((a, b) => a.stats.mtimeMs - b.stats.mtimeMs);
    for (const file of oldest.slice(0, held.size - mostHeld)) file.#release();
  }

  #hold(fd: number): void {
    this.#fd = fd;
    held.add(this);
    this.trim();
  }

  #release(): void {
    if (this.#fd === undefined || this.#pins > 0) return;
    close(this.#fd, () => undefined);
    this.#fd = undefined;
    held.delete(this);
  }

  #open(): number {
    if (this.#closed) throw systemError('EBADF');
    if (this.#fd === undefined) this.#hold(this.#reopen());
    return this.#fd!;
  }

  /** By its name, or by the one to which it was renamed. */
  #reopen(): number {
    const directory = dirname(this.path);
    for (const path of [this.path, ...this.#namesakes(directory)]) {
      const fd = this.#tryOpen(path);
      if (fd !== undefined) return fd;
    }
    throw systemError('ENOENT');
  }

  #tryOpen(path: string): number | undefined {
    try {
      const fd = openSync(path, 'r');
      if (isSameId(fstatSync(fd), this.id)) return fd;
      close(fd, () => undefined);
    } catch {
      // Another name may lead to it.
    }
    return undefined;
  }

  *#namesakes(directory: string): Generator<string> {
    for (const name of readdirSync(directory)) {
      const path = join(directory, name);
      const stats = statSync(path, {throwIfNoEntry: false});
      if (stats !== undefined && isSameId(stats, this.id)) yield path;
    }
  }
}
