// Writes a bundle into a folder that it is given: the rows once, from which both the events and the timeline are made, then
// the hashes of what was read. Whatever fails or is stopped leaves nothing.
import {createHash} from 'node:crypto';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {redact} from '../../audit/redact.ts';
import type {Micros} from '../../audit/time.ts';
import {visible} from '../../audit/visible.ts';
import {eventLine} from '../../export/event-text.ts';
import {itemsOf} from '../../export/items.ts';
import type {EventDetail, Original, Source} from '../../source/source.ts';
import {sameEvent} from '../table.ts';
import {reportEntry} from '../take/report.ts';
import type {Mark} from '../take/take.ts';
import {BUNDLE_ORDER, type BundleFolder, type BundleJob, type Maker, type OpenFolder} from './bundle.ts';
import {type Counts, type Hashed, manifestText} from './manifest.ts';
import {eventsHead, leftOut, MOST_LINES, timelineHead, timelineLine} from './timeline.ts';

/** `rows` of the query are written, then `bytes` of the sources are hashed. */
export type Progress = (done: number, total: number, what: 'rows' | 'bytes') => void;

export type Setting = {
  readonly source: Source;
  readonly open: OpenFolder;
  readonly maker: Maker;
  readonly now: Micros;
  readonly signal: AbortSignal;
  readonly progress: Progress;
};

export type Bundled = {readonly path: string; readonly bytes: number; readonly counts: Counts};

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!;

/** Between pieces of a file, keys and frames have their turn. */
async function hashOf({bytes}: Original, {signal}: Setting, onBytes: (count: number) => void): Promise<Hashed> {
  if (bytes === undefined) return {reason: 'it cannot be read again'};
  const hash = createHash('sha256');
  try {
    for await (const piece of bytes(signal)) {
      hash.update(piece);
      onBytes(piece.length);
      await nextTurn();
    }
    return {sha256: hash.digest('hex')};
  } catch (error) {
    signal.throwIfAborted();
    return {reason: reasonOf(error)};
  }
}

async function hashAll(setting: Setting) {
  const originals = (await setting.source.originals?.()) ?? [];
  const total = originals.reduce((sum, {indexed = 0}) => sum + indexed, 0);
  let done = 0;
  const hashed: {readonly original: Original; readonly hashed: Hashed}[] = [];
  for (const original of originals) {
    const onBytes = (count: number) => {
      done += count;
      setting.progress(done, total, 'bytes');
    };
    hashed.push({original, hashed: await hashOf(original, setting, onBytes)});
  }
  return hashed;
}

type Found = {readonly detail: EventDetail} | {readonly reason: string};

async function writeAll(job: BundleJob, setting: Setting, folder: BundleFolder): Promise<Counts> {
  const {source, signal, progress, maker, now} = setting;
  const {marks, reveal, view} = job;
  const timeline = await folder.file('timeline.md');
  await timeline.write(timelineHead(job, now));
  for (const mark of marks) {
    signal.throwIfAborted();
    const found: Found = await source.event(mark.id).then(
      detail => ({detail}),
      (error: unknown) => ({reason: reasonOf(error)}),
    );
    await timeline.write(reportEntry(mark, found, reveal));
  }
  await timeline.write(eventsHead(job));

  const events = await folder.file('events.jsonl');
  const unreadable: string[] = [];
  const counts = {rows: 0, events: 0, maskedValues: 0, maskedEvents: 0};
  const inside = new Set<Mark>();
  const listing = {view, order: BUNDLE_ORDER, cells: [], events: true};
  const walk = {
    signal,
    onProgress: (done: number, total: number) => progress(done, total, 'rows'),
    unreadable: (reason: string) => {
      counts.rows++;
      unreadable.push(visible(reason));
    },
  };
  for await (const {row, detail} of itemsOf(source, listing, walk)) {
    if (detail === undefined) continue;
    const {event, masked} = redact(detail.event);
    counts.rows++;
    counts.maskedValues += reveal ? 0 : masked;
    counts.maskedEvents += reveal || masked === 0 ? 0 : 1;
    const mark = marks.find(({id}) => sameEvent(id, row.id));
    if (mark !== undefined) inside.add(mark);
    await events.write(`${eventLine(detail, reveal)}\n`);
    if (++counts.events <= MOST_LINES) await timeline.write(timelineLine(reveal ? detail.event : event, row.id, mark));
  }
  await events.close();
  await timeline.write(leftOut(counts.events));
  await timeline.close();

  const query = await folder.file('query.txt');
  await query.write(`${job.query}\n`);
  await query.close();

  const told: Counts = {...counts, unreadable, marksOutside: marks.length - inside.size};
  const sources = await hashAll(setting);
  const manifest = await folder.file('manifest.json');
  await manifest.write(manifestText({job, maker, made: now, about: source.about(), counts: told, sources}));
  await manifest.close();
  return told;
}

/** @throws NotWritten; an AbortError once the signal is aborted; what else the source throws. The folder is gone again then. */
export async function writeBundle(job: BundleJob, setting: Setting): Promise<Bundled> {
  const folder = await setting.open(job.path);
  try {
    const counts = await writeAll(job, setting, folder);
    setting.signal.throwIfAborted();
    return {...(await folder.finish()), counts};
  } catch (error) {
    await folder.discard();
    throw error;
  }
}
