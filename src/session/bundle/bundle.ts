// The incident bundle: one folder with the events of a query, a timeline to read, and what it takes to check and repeat it.
// This says what is in it; the folder itself is made by cli.
import {formatMicroTime, type Micros} from '../../audit/time.ts';
import type {Order, View} from '../../source/source.ts';
import type {Mark} from '../take/take.ts';
import type {Zone} from '../time-text.ts';

/** What the bundle is made by and where: for those who read it later. */
export type Maker = {
  readonly version: string;
  /** Name of the machine. */
  readonly host: string;
  /** Where the paths of the command begin. */
  readonly directory: string;
};

export type BundleJob = {
  /** The folder, as it was named. */
  readonly path: string;
  readonly view: View;
  /** As it was typed, with relative times written out. */
  readonly query: string;
  /** Prints `events.jsonl` again. */
  readonly command: string;
  readonly reveal: boolean;
  readonly zone: Zone;
  readonly marks: readonly Mark[];
};

/** A bundle is a record: whatever the screen was sorted by, its rows are in the order of time. */
export const BUNDLE_ORDER: Order = {field: 'stageTimestamp', descending: false};

/** Writing throws `NotWritten`. */
export type BundleFile = {
  readonly write: (text: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

export type BundleFolder = {
  readonly file: (name: string) => Promise<BundleFile>;
  /** Adds SHA256SUMS, and gives the folder its name. @returns its path and its bytes */
  readonly finish: () => Promise<{readonly path: string; readonly bytes: number}>;
  /** Removes what was written. Never throws. */
  readonly discard: () => Promise<void>;
};

/** @throws NotWritten */
export type OpenFolder = (path: string) => Promise<BundleFolder>;

/** One sentence for the user: why there is no bundle. */
export class NotWritten extends Error {}

export const isFolderName = (path: string): boolean => /[^/]\/+$/.test(path);

/** `incident-20261120-101500/`: nothing is written over, so that each moment has a name of its own. */
export const folderName = (now: Micros): string =>
  `incident-${formatMicroTime(now).slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}/`;
