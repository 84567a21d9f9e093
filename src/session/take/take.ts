// Taking evidence along: bookmarks with their notes, what is copied and what is written to files, and the saved filters.
// These are the types; update/take.ts changes them, screen/take.ts does what lies outside.
import type {EventId, Order, Row, View} from '../../source/source.ts';
import type {BundleJob} from '../bundle/bundle.ts';
import type {SavedFilter} from '../config/config.ts';
import type {Style} from '../line.ts';
import type {Sought} from '../state/seek.ts';
import type {SavedMark} from '../state/state.ts';
import type {Editor} from '../text/editor.ts';
import type {Zone} from '../time-text.ts';

export type Mark = {readonly id: EventId; readonly row: Row; readonly note: string};

/** How the program was started: what a command that prints the same rows has to say again. */
export type Invocation = {
  readonly paths: readonly string[];
  /** As words of a command line: `--since`, `15m`. */
  readonly flags: readonly string[];
};

/** What a saved filter hides of the rows that the rest of the filter leaves. */
export type Share = {
  readonly hides: number;
  readonly of: number;
  readonly isWhole: boolean;
  /** Events that the source had when it was counted. */
  readonly events: number;
};

/** `rows` are written, or `bytes` of the logs hashed for a bundle. */
export type Exporting = {
  readonly path: string;
  readonly done: number;
  readonly total: number;
  readonly what: 'rows' | 'bytes';
};

export type Take = {
  readonly marks: readonly Mark[];
  /** Bookmarks of the time before, whose events have not been found in this log. */
  readonly sought: readonly SavedMark[];
  /** The session is kept: notes are there the next time. */
  readonly keeps: boolean;
  /** Notes that no report holds yet: `told` once their user heard of it. */
  readonly unwritten: 'no' | 'yes' | 'told';
  readonly invocation: Invocation;
  /** From the config file. */
  readonly own: readonly SavedFilter[];
  /** By the name of the filter; those not counted yet are missing. */
  readonly shares: ReadonlyMap<string, Share>;
  readonly exporting: Exporting | undefined;
};

export const EMPTY_TAKE: Take = {
  marks: [],
  sought: [],
  keeps: false,
  unwritten: 'no',
  invocation: {paths: [], flags: []},
  own: [],
  shares: new Map(),
  exporting: undefined,
};

type Scroll = {readonly cursor: number; readonly top: number};

export type Prompt = {
  readonly kind: 'prompt';
  readonly what: 'export' | 'note' | 'save';
  readonly editor: Editor;
  /** The export holds secrets in clear. */
  readonly reveal: boolean;
  readonly problem?: string;
  /** The file that is there already: asked again for the same one, it is written over. */
  readonly exists?: string;
  /** Whose note it is. */
  readonly mark?: Mark;
  readonly scroll: Scroll;
  /** Where it goes back to. */
  readonly from?: 'marks' | 'noise';
};

export type TakeOverlay =
  | {readonly kind: 'copy'; readonly scroll: Scroll}
  | {readonly kind: 'marks'; readonly scroll: Scroll}
  | {readonly kind: 'noise'; readonly scroll: Scroll}
  | {readonly kind: 'columns'; readonly scroll: Scroll}
  | Prompt;

export type TakeAction =
  | {
      readonly type: 'take/open';
      readonly what: 'copy' | 'export' | 'bundle' | 'marks' | 'noise' | 'columns';
      /** Of the file to export to. */
      readonly ending?: string;
    }
  /** Sets a bookmark on the row, or takes it away. */
  | {readonly type: 'take/mark'}
  /** The note of the row, or of the bookmark under the cursor. */
  | {readonly type: 'take/note'}
  /** What the cursor of the list is on, or what was typed. */
  | {readonly type: 'take/accept'}
  | {readonly type: 'take/copy'; readonly what: string}
  | {readonly type: 'take/remove'}
  /** Adds the saved filter under the cursor, or of that name, as a term that hides, or takes the term away. */
  | {readonly type: 'take/hide'; readonly name?: string}
  /** Shows only what the saved filter of that name finds. */
  | {readonly type: 'take/use'; readonly name: string}
  | {readonly type: 'take/save'}
  | {readonly type: 'take/reveal'}
  | {readonly type: 'take/cancel'}
  // From the world.
  | {readonly type: 'take/told'; readonly told: TakeTold};

export type TakeTold =
  | {readonly kind: 'notice'; readonly text: string; readonly style: Style}
  | {readonly kind: 'progress'; readonly done: number; readonly total: number; readonly what?: Exporting['what']}
  /** `holdsNotes`: the notes are in a file now. */
  | {readonly kind: 'exported'; readonly text: string; readonly holdsNotes: boolean}
  | {readonly kind: 'failed'; readonly text: string}
  | ({readonly kind: 'marks'} & Sought)
  | {readonly kind: 'exists'; readonly path: string}
  | {readonly kind: 'saved'; readonly filters: readonly SavedFilter[]; readonly text: string};

export type ExportJob = {
  readonly path: string;
  /** Of FORMATS, or the report of the bookmarks. */
  readonly format: string;
  readonly view: View;
  readonly order: Order;
  readonly reveal: boolean;
  readonly overwrite: boolean;
  readonly zone: Zone;
  readonly marks: readonly Mark[];
  /** Prints the same rows again. */
  readonly command: string;
};

export type TakeEffect =
  | {readonly kind: 'copy'; readonly what: string; readonly text: string}
  /** The event as JSON, read first. */
  | {readonly kind: 'copy/event'; readonly id: EventId; readonly reveal: boolean}
  | {readonly kind: 'export'; readonly job: ExportJob}
  | {readonly kind: 'bundle'; readonly job: BundleJob}
  | {readonly kind: 'export/stop'}
  | {readonly kind: 'marks/seek'; readonly marks: readonly SavedMark[]}
  | {readonly kind: 'filter/save'; readonly filter: SavedFilter};

/** What cli gives: only there are files written. */
export type SaveResult =
  | {readonly ok: true; readonly path: string; readonly bytes: number}
  /** `message` is one sentence; with `exists` nothing was written because the file is there. */
  | {readonly ok: false; readonly exists: boolean; readonly message: string};

export type Save = (
  path: string,
  chunks: AsyncIterable<string>,
  options: {readonly overwrite: boolean},
) => Promise<SaveResult>;

export type SaveFilter = (
  filter: SavedFilter,
) => Promise<
  | {readonly ok: true; readonly file: string; readonly filters: readonly SavedFilter[]}
  | {readonly ok: false; readonly message: string}
>;
