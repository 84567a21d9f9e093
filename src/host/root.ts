// A node's files below some directory: the node itself (`/`), a copy of it, or a tree made by a test. No path leads out of it:
// symbolic links are followed as the node would follow them, with the directory as its root.
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  statfsSync,
} from 'node:fs';
import {join} from 'node:path/posix';

/** More is no configuration. */
const MOST_BYTES = 4 << 20;
/** As the kernel's MAXSYMLINKS. */
const MOST_LINKS = 40;

/** Why something cannot be looked at, in the system's words. */
export type Refusal = 'absent' | 'denied' | 'loop' | 'too big' | 'no file' | 'failed';

export type Stat = {
  readonly kind: 'file' | 'directory' | 'other';
  /** Permission bits, such as 0o600. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly mtimeMs: number;
};

export type Looked<T> = {readonly ok: true; readonly value: T} | {readonly ok: false; readonly why: Refusal};

const found = <T>(value: T): Looked<T> => ({ok: true, value});
const refused = (why: Refusal): {readonly ok: false; readonly why: Refusal} => ({ok: false, why});

const REFUSALS: Readonly<Record<string, Refusal>> = {
  ENOENT: 'absent',
  ENOTDIR: 'absent',
  EACCES: 'denied',
  EPERM: 'denied',
  ELOOP: 'loop',
};

/** @throws what is no fault of the file system */
function refusalOf(error: unknown): Refusal {
  const {code} = error as NodeJS.ErrnoException;
  if (typeof code !== 'string') throw error;
  return REFUSALS[code] ?? 'failed';
}

/** Paths given to it are the node's own, absolute, such as `/etc/kubernetes/manifests`. It never throws for what is on disk. */
export class Root {
  /** On this machine. */
  readonly dir: string;

  constructor(dir = '/') {
    this.dir = dir;
  }

  /** Whether it is this machine, of which the clock and the processes can be asked. */
  get isLive(): boolean {
    return this.dir === '/';
  }

  /** Where `path` lies on this machine, with every link on the way followed inside the root. */
  real(path: string): Looked<string> {
    const todo = path.split('/').filter(part => part !== '' && part !== '.');
    let done: string[] = [];
    let links = 0;
    try {
      while (todo.length > 0) {
        const part = todo.shift()!;
        if (part === '..') {
          done.pop();
          continue;
        }
        const at = join(this.dir, ...done, part);
        if (!lstatSync(at).isSymbolicLink()) {
          done.push(part);
          continue;
        }
        if (++links > MOST_LINKS) return refused('loop');
        const target = readlinkSync(at);
        if (target.startsWith('/')) done = [];
        todo.unshift(...target.split('/').filter(word => word !== '' && word !== '.'));
      }
      return found(join(this.dir, ...done));
    } catch (error) {
      return refused(refusalOf(error));
    }
  }

  stat(path: string): Looked<Stat> {
    const real = this.real(path);
    if (!real.ok) return real;
    try {
      const stats = lstatSync(real.value);
      return found({
        kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other',
        mode: stats.mode & 0o7777,
        uid: stats.uid,
        gid: stats.gid,
        size: stats.size,
        mtimeMs: stats.mtimeMs,
      });
    } catch (error) {
      return refused(refusalOf(error));
    }
  }

  /** The path of `path` on the node with no link in it, for tools that follow none. It need not be there yet. */
  inside(path: string): string {
    const real = this.real(path);
    const slash = path.lastIndexOf('/');
    if (!real.ok)
      return slash <= 0 ? path : `${this.inside(path.slice(0, slash))}${path.slice(slash)}`.replace(/^\/\//, '/');
    return this.dir === '/' ? real.value : real.value.slice(this.dir.length) || '/';
  }

  /** The text of a file of a few megabytes at most. Does not wait for a writer where it is a pipe. */
  read(path: string): Looked<string> {
    const bytes = this.readBytes(path, 0, MOST_BYTES + 1);
    if (!bytes.ok) return bytes;
    return bytes.value.length > MOST_BYTES ? refused('too big') : found(bytes.value.toString('utf8'));
  }

  /** At most `length` bytes from `from` on; a negative `from` counts from the end. */
  readBytes(path: string, from: number, length: number): Looked<Buffer> {
    const real = this.real(path);
    if (!real.ok) return real;
    let fd: number;
    try {
      fd = openSync(real.value, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    } catch (error) {
      return refused(refusalOf(error));
    }
    try {
      const stats = fstatSync(fd);
      if (!stats.isFile()) return refused('no file');
      const start = from < 0 ? Math.max(0, stats.size + from) : from;
      return found(readAll(fd, start, length));
    } catch (error) {
      return refused(refusalOf(error));
    } finally {
      closeSync(fd);
    }
  }

  /** Names in a directory, sorted. */
  list(path: string): Looked<readonly string[]> {
    const real = this.real(path);
    if (!real.ok) return real;
    try {
      return found(readdirSync(real.value).sort());
    } catch (error) {
      return refused(refusalOf(error));
    }
  }

  /** Bytes of the file system that holds `path`, or would: the nearest directory above that is there is asked. */
  space(path: string): {readonly free: number; readonly total: number} | undefined {
    for (let at = path; ; at = at.slice(0, at.lastIndexOf('/')) || '/') {
      const real = this.real(at);
      if (real.ok) {
        try {
          const {bavail, blocks, bsize} = statfsSync(real.value);
          return {free: bavail * bsize, total: blocks * bsize};
        } catch {
          return undefined;
        }
      }
      if (at === '/') return undefined;
    }
  }
}

/** A root as it will be once `texts`, by path, are written. */
export class ChangedRoot extends Root {
  readonly #texts: ReadonlyMap<string, string>;

  constructor(root: Root, texts: ReadonlyMap<string, string>) {
    super(root.dir);
    this.#texts = new Map([...texts].map(([path, text]) => [root.inside(path), text]));
  }

  #changed(path: string): Buffer | undefined {
    const text = this.#texts.get(this.inside(path));
    return text === undefined ? undefined : Buffer.from(text);
  }

  override stat(path: string): Looked<Stat> {
    const bytes = this.#changed(path);
    const stat = super.stat(path);
    if (bytes === undefined) return stat;
    if (stat.ok) return found({...stat.value, size: bytes.length});
    return found({kind: 'file', mode: 0o600, uid: 0, gid: 0, size: bytes.length, mtimeMs: 0});
  }

  override readBytes(path: string, from: number, length: number): Looked<Buffer> {
    const bytes = this.#changed(path);
    if (bytes === undefined) return super.readBytes(path, from, length);
    const start = from < 0 ? Math.max(0, bytes.length + from) : from;
    return found(bytes.subarray(start, start + length));
  }
}

/** Files of /proc have no size, so that the end is where nothing more comes. */
function readAll(fd: number, start: number, length: number): Buffer {
  const pieces: Buffer[] = [];
  let done = 0;
  while (done < length) {
    const piece = Buffer.alloc(Math.min(65_536, length - done));
    const count = readSync(fd, piece, 0, piece.length, start + done);
    if (count === 0) break;
    pieces.push(piece.subarray(0, count));
    done += count;
  }
  return Buffer.concat(pieces);
}
