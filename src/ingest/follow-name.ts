// The name of a log that is followed: which file has it now, and what keeps it from being read, told once as long as that lasts.
import type {Stats} from 'node:fs';
import {stat} from 'node:fs/promises';
import {codeOf} from './blocks.ts';
import {denied, noFile} from './follow-members.ts';
import {type FileId, HeldFile, isSameId} from './held-file.ts';
import type {Problem} from './problems.ts';

/** `size` is that of the file that has the name, in bytes. */
export type There = {readonly is: 'absent' | 'same' | 'other'; readonly size: number};

const ABSENT: There = {is: 'absent', size: 0};

/** What was found, and what is to be told of it. */
export type Found<T> = {readonly found: T; readonly problem?: Problem};

const isAbsence = (code: string): boolean => code === 'ENOENT' || code === 'ENOTDIR';

/** A class because what was told lasts from one look to the next. */
export class FollowName {
  readonly path: string;
  #isTold = false;

  constructor(path: string) {
    this.path = path;
  }

  /** Whether the file `id` has it. */
  async look(id: FileId | undefined): Promise<Found<There>> {
    try {
      const stats: Stats = await stat(this.path);
      if (!stats.isFile()) return this.#once(ABSENT, noFile(this.path, stats));
      const isSame = id !== undefined && isSameId(stats, id);
      if (isSame) this.#isTold = false;
      return {found: {is: isSame ? 'same' : 'other', size: stats.size}};
    } catch (error) {
      const code = codeOf(error);
      return isAbsence(code) ? {found: ABSENT} : this.#once(ABSENT, denied(this.path, code));
    }
  }

  /** The file that has it, unless that is `id`, or cannot be opened. */
  async open(id: FileId | undefined): Promise<Found<HeldFile | undefined>> {
    try {
      const file = await HeldFile.open(this.path);
      this.#isTold = false;
      if (id === undefined || !isSameId(file.id, id)) return {found: file};
      file.close();
      return {found: undefined};
    } catch (error) {
      const code = codeOf(error);
      return isAbsence(code) ? {found: undefined} : this.#once(undefined, denied(this.path, code));
    }
  }

  #once<T>(found: T, problem: Problem): Found<T> {
    if (this.#isTold) return {found};
    this.#isTold = true;
    return {found, problem};
  }
}
