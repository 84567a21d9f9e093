// Questions are asked one after the other in slices, after the frame of the key that led to them.
import {afterEach, describe, expect, test} from 'vitest';
import {type Listener, PATIENCE_MS, Questions} from '../../src/screen/questions.ts';
import type {Ask, Slot} from '../../src/session/ask.ts';
import type {Call, Told} from '../../src/source/source.ts';
import {MemorySource} from '../support/memory-source.ts';
import {requests} from '../support/session.ts';
import {until} from '../support/terminal.ts';

const VIEW = {where: {kind: 'and', of: []}, stages: 'latest'} as const;
const ORDER = {field: 'stageTimestamp', descending: false} as const;
const WINDOW: Ask = {kind: 'window', view: VIEW, order: ORDER, open: {kind: 'last', limit: 10}};
const FACETS: Ask = {kind: 'facets', view: VIEW, fields: ['verb'], top: 3};

/** Time passes only while a source searches, so that a machine with something else to do changes nothing. */
let clock = 0;

/** A search that needs so many slices, each as long as it may be. */
class Searching extends MemorySource {
  slices = 0;
  readonly needed: number;
  constructor(needed: number) {
    super(requests(3));
    this.needed = needed;
  }
  override async rows(...args: Parameters<MemorySource['rows']>): ReturnType<MemorySource['rows']> {
    const call: Call = args[2] ?? {};
    clock += call.patienceMs ?? 0;
    this.slices++;
    const told = await super.rows(...args);
    return this.slices >= this.needed ? told : ({...told, partial: {why: 'searching', done: 0.5}} as Told<typeof told>);
  }
}

const open: Questions[] = [];
afterEach(() => {
  for (const questions of open.splice(0)) questions.close();
});

function start(source: MemorySource, drawn: () => Promise<void> = async () => {}, work?: (end: number) => boolean) {
  const told: string[] = [];
  const listener: Listener = {
    answered: (slot, request, answer) =>
      told.push(`${slot} ${request}${'partial' in answer && answer.partial ? ' partial' : ''}`),
    refused: (slot, request, error) => told.push(`${slot} ${request} refused: ${(error as Error).message}`),
    drawn,
    crash: error => told.push(`crash ${error}`),
    ...(work === undefined ? {} : {work}),
  };
  const questions = new Questions(source, listener, source instanceof Searching ? () => clock : undefined);
  open.push(questions);
  const ask = (what: Ask, request: number, delayMs?: number) =>
    questions.ask({
      kind: 'ask',
      slot: what.kind as Slot,
      request,
      ask: what,
      ...(delayMs === undefined ? {} : {delayMs}),
    });
  return {told, questions, ask};
}

describe('questions', () => {
  test('start after the frame, and one that nobody wants any more is never asked', async () => {
    const source = new MemorySource(requests(3));
    let draw = () => {};
    const frame = new Promise<void>(resolve => {
      draw = resolve;
    });
    const {told, ask, questions} = start(source, () => frame);
    ask(WINDOW, 1);
    ask(FACETS, 2);
    questions.forget('facets');
    expect(source.calls).toEqual([]);
    await new Promise(resolve => setImmediate(resolve));
    expect(source.calls).toEqual([]);
    draw();
    await until(() => told.length > 0, 'the window is told');
    expect(told).toEqual(['window 1']);
    expect(source.calls).toEqual(['rows']);
  });

  test('the loop turns between two slices of a search, and few of them are shown', async () => {
    const source = new Searching(12);
    const {told, ask} = start(source);
    let turns = 0;
    const turn = () => {
      turns++;
      if (told.length === 0) setImmediate(turn);
    };
    ask(WINDOW, 1);
    setImmediate(turn);
    await until(() => told.length > 0, 'something is told');
    expect(told).toEqual(['window 1 partial']);
    expect(source.slices).toBeGreaterThan(2);
    expect(source.slices * PATIENCE_MS).toBeLessThan(150);
    expect(turns).toBeGreaterThanOrEqual(source.slices - 1);
  });

  test('a question in the same slot replaces the one before, also while that one is under way', async () => {
    const source = new MemorySource(requests(3));
    const rows = source.rows.bind(source);
    let release = () => {};
    source.rows = async (...args) => {
      source.rows = rows;
      await new Promise<void>(resolve => {
        release = resolve;
      });
      source.calls.push('released');
      return rows(...args);
    };
    const {told, ask} = start(source);
    ask(WINDOW, 1);
    await until(() => source.rows === rows, 'the first is under way');
    ask(WINDOW, 2);
    release();
    await until(() => told.length > 0 && source.calls.includes('released'), 'something is told');
    await new Promise(resolve => setTimeout(resolve, 20));
    expect(told).toEqual(['window 2']);
  });

  test('one that is delayed waits, the others do not', async () => {
    const {told, ask} = start(new MemorySource(requests(3)));
    ask(WINDOW, 1, 60);
    ask(FACETS, 2);
    await until(() => told.length === 2, 'both are told');
    expect(told).toEqual(['facets 2', 'window 1']);
  });

  test('a source that waits for something else does not hold up the others', async () => {
    const source = new MemorySource(requests(3));
    source.facets = () => new Promise(() => {});
    const {told, ask} = start(source);
    ask(FACETS, 1);
    await new Promise(resolve => setImmediate(() => setImmediate(resolve)));
    ask(WINDOW, 2);
    await until(() => told.length > 0, 'the window is told');
    expect(told).toEqual(['window 2']);
  });

  test('what the source refuses is told', async () => {
    const source = new MemorySource();
    source.facets = () => Promise.reject(new Error('The disk is gone.'));
    const {told, ask} = start(source);
    ask(FACETS, 1);
    await until(() => told.length > 0, 'it is told');
    expect(told).toEqual(['facets 1 refused: The disk is gone.']);
  });
});

describe('work for the screen', () => {
  test('goes on a slice at a time until there is none, with a turn for keys in between', async () => {
    let left = 5;
    let turns = 0;
    const count = () => {
      turns++;
      if (left > 0) setImmediate(count);
    };
    const {questions} = start(new MemorySource([]), undefined, () => left-- > 0);
    setImmediate(count);
    questions.tend();
    await until(() => left < 0, 'all of it is done');
    expect(turns).toBeGreaterThanOrEqual(5);
  });

  test('takes turns with a question that is searched for, and neither waits for the other to end', async () => {
    const source = new Searching(6);
    const order: string[] = [];
    let left = 4;
    const {told, ask} = start(source, undefined, () => {
      order.push(`work, ${source.slices} slices`);
      return left-- > 0;
    });
    ask(WINDOW, 1);
    await until(() => told.includes('window 1'), 'the window is told');
    await until(() => left < 0, 'the work is done');
    expect(order.slice(0, 4)).toEqual(['work, 0 slices', 'work, 1 slices', 'work, 2 slices', 'work, 3 slices']);
  });
});
