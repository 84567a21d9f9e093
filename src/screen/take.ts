// What the session takes along, done: the clipboard, and files through the functions that cli gives.
import {setImmediate as nextTurn} from 'node:timers/promises';
import {bytesText, counted} from '../audit/numbers.ts';
import {redact} from '../audit/redact.ts';
import {eventText} from '../export/event-text.ts';
import {cellsFor, exportText, type FormatOptions} from '../export/format.ts';
import {findFormat} from '../export/formats.ts';
import {itemsOf} from '../export/items.ts';
import {BUNDLE_ORDER, type BundleJob, type Maker, NotWritten, type OpenFolder} from '../session/bundle/bundle.ts';
import {timelineHead, timelineLine} from '../session/bundle/timeline.ts';
import {type Progress, writeBundle} from '../session/bundle/write.ts';
import {seekMarks} from '../session/state/seek.ts';
import {sameEvent} from '../session/table.ts';
import {reportEntry, reportHead} from '../session/take/report.ts';
import type {ExportJob, Save, SaveFilter, TakeEffect, TakeTold} from '../session/take/take.ts';
import type {Source} from '../source/source.ts';
import {clipboardSequence, MOST_BYTES, whatAllows} from './clipboard.ts';

export type TakeHost = {
  readonly source: Source;
  /** To the terminal, between two frames. */
  readonly write: (bytes: string) => void;
  readonly drawn: () => Promise<void>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly save?: Save | undefined;
  readonly saveFilter?: SaveFilter | undefined;
  readonly bundles?: Bundles | undefined;
};

/** What only cli can give a bundle. */
export type Bundles = {readonly open: OpenFolder; readonly maker: Maker};

/** Progress is told so often at most, in milliseconds: each time is a frame. */
const TELL_MS = 150;

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!;

/** Tells at most so often, each kind of work apart. */
function progressTo(tell: (told: TakeTold) => void): Progress {
  let last = performance.now();
  return (done, total, what) => {
    if (performance.now() - last < TELL_MS) return;
    last = performance.now();
    tell({kind: 'progress', done, total, what});
  };
}

/** A class because the export under way and what stops it change together. */
export class Taker {
  readonly #host: TakeHost;
  #stop: AbortController | undefined;
  #exporting: Promise<void> | undefined;

  constructor(host: TakeHost) {
    this.#host = host;
  }

  /** Never throws: what went wrong is told. */
  readonly run = async (effect: TakeEffect, tell: (told: TakeTold) => void): Promise<void> => {
    try {
      switch (effect.kind) {
        case 'copy':
          return await this.#copy(effect.what, effect.text, tell);
        case 'copy/event': {
          const detail = await this.#host.source.event(effect.id);
          const how = effect.reveal ? 'the event with its secrets in clear' : 'the event, masked';
          return await this.#copy(how, eventText(detail, effect.reveal), tell);
        }
        case 'export':
          this.#exporting = this.#export(effect.job, tell);
          return await this.#exporting;
        case 'bundle':
          this.#exporting = this.#bundle(effect.job, tell);
          return await this.#exporting;
        case 'marks/seek':
          return tell({kind: 'marks', ...(await seekMarks(this.#host.source, effect.marks))});
        case 'export/stop':
          this.#stop?.abort();
          return;
        case 'filter/save':
          return await this.#saveFilter(effect.filter, tell);
      }
    } catch (error) {
      tell({kind: 'failed', text: reasonOf(error)});
    }
  };

  /** Stops an export under way. @returns when what was written of it is gone again. */
  async close(): Promise<void> {
    this.#stop?.abort();
    await this.#exporting;
  }

  async #copy(what: string, text: string, tell: (told: TakeTold) => void): Promise<void> {
    const {env, write, drawn} = this.#host;
    const bytes = bytesText(Buffer.byteLength(text));
    const sequence = clipboardSequence(text, env);
    if (sequence === undefined) {
      const most = bytesText(MOST_BYTES);
      tell({
        kind: 'notice',
        text: `Not copied: ${bytes} is more than terminals take (${most}). ^S exports.`,
        style: 'warn',
      });
      return;
    }
    await drawn();
    write(sequence);
    tell({kind: 'notice', text: `Copied ${what}, ${bytes}: it arrives ${whatAllows(env)}.`, style: 'ok'});
  }

  async #export(job: ExportJob, tell: (told: TakeTold) => void): Promise<void> {
    const {save} = this.#host;
    if (save === undefined) return tell({kind: 'failed', text: 'Files cannot be written here.'});
    const stop = new AbortController();
    this.#stop = stop;
    const count = {done: 0, lost: 0};
    const throttled = progressTo(tell);
    const progress = (done: number, total: number) => {
      count.done = done;
      throttled(done, total, 'rows');
    };
    const lose = () => {
      count.lost++;
    };
    const chunks =
      job.format === 'report'
        ? this.#report(job, stop.signal, progress)
        : job.format === 'timeline'
          ? this.#timeline(job, stop.signal, progress, lose)
          : this.#rows(job, stop.signal, progress, lose);
    try {
      const saved = await save(job.path, chunks, {overwrite: job.overwrite});
      if (!saved.ok)
        return tell(saved.exists ? {kind: 'exists', path: job.path} : {kind: 'failed', text: saved.message});
      const what = counted(count.done, job.format === 'report' ? 'bookmark' : 'row');
      const secrets = job.reveal ? 'with secrets in clear' : 'secrets masked';
      const partly = this.#host.source.about().loading ? ' The log was not read to its end yet.' : '';
      const lost = count.lost === 0 ? '' : ` ${count.lost} of them could not be read and are left out.`;
      const text = `Wrote ${what} to ${saved.path}, ${bytesText(saved.bytes)}, ${secrets}.${lost}${partly}`;
      tell({kind: 'exported', text, holdsNotes: job.format === 'report'});
    } catch (error) {
      tell({kind: 'failed', text: stop.signal.aborted ? 'Stopped: nothing was written.' : reasonOf(error)});
    } finally {
      if (this.#stop === stop) this.#stop = undefined;
    }
  }

  async #bundle(job: BundleJob, tell: (told: TakeTold) => void): Promise<void> {
    const {bundles, source} = this.#host;
    if (bundles === undefined) return tell({kind: 'failed', text: 'Files cannot be written here.'});
    const stop = new AbortController();
    this.#stop = stop;
    const setting = {...bundles, source, now: Date.now() * 1000, signal: stop.signal, progress: progressTo(tell)};
    try {
      const {path, bytes, counts} = await writeBundle(job, setting);
      const lost = counts.unreadable.length === 0 ? '' : ` ${counts.unreadable.length} could not be read.`;
      const partly = source.about().loading ? ' The log was not read to its end yet.' : '';
      const secrets = job.reveal ? 'secrets in clear' : 'secrets masked';
      const text = `Wrote ${counted(counts.events, 'event')} to ${path}/, ${bytesText(bytes)}, ${secrets}.${lost}${partly}`;
      tell({kind: 'exported', text, holdsNotes: true});
    } catch (error) {
      const text = stop.signal.aborted ? 'Stopped: nothing was written.' : reasonOf(error);
      if (!stop.signal.aborted && !(error instanceof NotWritten))
        tell({kind: 'failed', text: `Nothing was written: ${text}`});
      else tell({kind: 'failed', text});
    } finally {
      if (this.#stop === stop) this.#stop = undefined;
    }
  }

  #rows(
    {format: name, view, order, reveal, zone}: ExportJob,
    signal: AbortSignal,
    progress: (done: number, total: number) => void,
    unreadable: () => void,
  ): AsyncIterable<string> {
    const format = findFormat(name)!;
    const options: FormatOptions = {toTerminal: false, reveal, zone, allStages: view.stages === 'all'};
    const listing = {view, order, cells: cellsFor(format, options), events: format.needs === 'event'};
    return exportText(format, itemsOf(this.#host.source, listing, {signal, onProgress: progress, unreadable}), options);
  }

  async *#timeline(
    job: ExportJob,
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
    unreadable: () => void,
  ): AsyncGenerator<string> {
    yield `${timelineHead({...job, marks: []}, Date.now() * 1000)}\n`;
    const listing = {view: job.view, order: BUNDLE_ORDER, cells: [], events: true};
    for await (const {row, detail} of itemsOf(this.#host.source, listing, {signal, onProgress, unreadable})) {
      if (detail === undefined) continue;
      const event = job.reveal ? detail.event : redact(detail.event).event;
      yield timelineLine(
        event,
        row.id,
        job.marks.find(({id}) => sameEvent(id, row.id)),
      );
    }
  }

  async *#report(
    job: ExportJob,
    signal: AbortSignal,
    progress: (done: number, total: number) => void,
  ): AsyncGenerator<string> {
    yield reportHead(job);
    for (const [at, mark] of job.marks.entries()) {
      signal.throwIfAborted();
      const found = await this.#host.source.event(mark.id).then(
        detail => ({detail}),
        (error: unknown) => ({reason: reasonOf(error)}),
      );
      yield reportEntry(mark, found, job.reveal);
      progress(at + 1, job.marks.length);
      await nextTurn();
    }
  }

  async #saveFilter(
    filter: Extract<TakeEffect, {kind: 'filter/save'}>['filter'],
    tell: (told: TakeTold) => void,
  ): Promise<void> {
    const saved = (await this.#host.saveFilter?.(filter)) ?? {
      ok: false as const,
      message: 'There is no config file here.',
    };
    if (saved.ok) tell({kind: 'saved', filters: saved.filters, text: `Saved "${filter.name}" in ${saved.file}.`});
    else tell({kind: 'failed', text: saved.message});
  }
}
