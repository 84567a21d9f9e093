// A followed log, and all that came of it so far.

import type {Block} from '../../src/ingest/block.ts';
import {findInputs} from '../../src/ingest/find.ts';
import {type FollowItem, type FollowOptions, follow} from '../../src/ingest/follow.ts';
import type {OpenInput} from '../../src/ingest/input.ts';
import {nextRecordEnd} from '../../src/ingest/lines.ts';
import {readRecord} from '../../src/ingest/record.ts';
import {PATIENCE} from '../support/terminal.ts';
import {readAll} from './helpers.ts';

/** Where one event is. */
export type Place = {readonly block: Block; readonly from: number; readonly to: number};

export class Followed {
  readonly items: string[] = [];
  readonly ids: string[] = [];
  readonly places: Place[] = [];
  readonly reasons: string[] = [];
  readonly inputs: OpenInput[] = [];
  readonly times: number[] = [];
  readonly #stop = new AbortController();
  #done: Promise<void> | undefined;

  /** What of the log was there before it was followed. */
  static async start(path: string, options: Partial<FollowOptions>, between: () => void): Promise<Followed> {
    const {inputs} = await findInputs([path], {follow: true, rotated: false});
    const input = inputs[0]!;
    const followed = new Followed();
    followed.inputs.push(input);
    const {events} = await readAll(input);
    followed.ids.push(...events.map(({auditID}) => auditID));
    between();
    if (input.bytes.from !== 'file') throw new Error('no file');
    followed.#done = followed.#run(input, {from: input.bytes.end, path, ...options});
    return followed;
  }

  async #run(input: OpenInput, options: FollowOptions): Promise<void> {
    for await (const item of follow(input, {...options, signal: this.#stop.signal})) this.#take(item);
  }

  #take(item: FollowItem): void {
    if ('problem' in item) {
      this.items.push(item.problem.code);
      this.reasons.push(item.problem.reason);
    } else if ('rotated' in item || 'truncated' in item) {
      const input = 'rotated' in item ? item.rotated : item.truncated;
      this.items.push(
        `${'rotated' in item ? 'rotated' : 'truncated'} ${input.name.slice(input.name.lastIndexOf('/') + 1)}`,
      );
      this.inputs.push(input);
    } else {
      this.#takeChunk(item);
    }
  }

  #takeChunk({block, bytes}: {readonly block: Block; readonly bytes: Uint8Array}): void {
    for (let from = 0; from < bytes.length; ) {
      const to = nextRecordEnd(bytes, from, block.framing);
      const {items, problems} = readRecord(Buffer.from(bytes.subarray(from, to)).toString());
      for (const {auditID} of items) {
        this.ids.push(auditID);
        this.items.push(auditID);
        this.places.push({block, from, to});
        this.times.push(performance.now());
      }
      for (const {code} of problems) this.items.push(code);
      from = to;
    }
  }

  /** auditIDs as they are read again, or the sentences why they cannot. */
  reread(): readonly string[] {
    return this.places.map(({block, from, to}) => {
      try {
        return readRecord(Buffer.from(block.read(from, to)).toString()).items[0]?.auditID ?? 'nothing';
      } catch (error) {
        return String(error);
      }
    });
  }

  /** Until there are so many events, or such an item; fails after a minute. */
  async until(what: number | string): Promise<void> {
    const isThere = () => (typeof what === 'number' ? this.ids.length >= what : this.items.includes(what));
    const end = performance.now() + PATIENCE;
    while (!isThere()) {
      if (performance.now() > end) {
        const some = this.items.slice(-20).join(', ');
        throw new Error(`no ${what} after ${this.ids.length} events, the last items being ${some}`);
      }
      await pause(3);
    }
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
    for (const input of this.inputs) await input.close();
  }
}

export const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));
