import {describe, expect, test} from 'vitest';
import {redact, redactSteps} from '../../src/audit/redact.ts';
import {finish, type Steps} from '../../src/audit/steps.ts';
import {inSlices} from '../../src/session/slices.ts';
import {event} from '../support/events.ts';

function* counting(to: number, seen: number[]): Steps<string> {
  for (let i = 0; i < to; i++) {
    seen.push(i);
    const end = performance.now() + 1;
    while (performance.now() < end) {}
    yield;
  }
  return 'done';
}

describe('long work', () => {
  test('gives its result', async () => {
    const seen: number[] = [];
    expect(await inSlices(counting(20, seen))).toBe('done');
    expect(seen).toHaveLength(20);
  });

  test('lets others have their turn', async () => {
    const seen: number[] = [];
    const work = inSlices(counting(20, seen));
    await new Promise(resolve => setImmediate(resolve));
    expect(seen.length).toBeLessThan(20);
    await work;
  });

  test('stops once it is not wanted', async () => {
    const seen: number[] = [];
    const stop = new AbortController();
    const work = inSlices(counting(1000, seen), stop.signal);
    stop.abort();
    await expect(work).rejects.toThrow('aborted');
    expect(seen.length).toBeLessThan(1000);
  });

  test('is the same in pieces and at once: masking', () => {
    const body = {
      kind: 'Secret',
      data: Object.fromEntries(Array.from({length: 3000}, (_, i) => [`key${i}`, `dmFsdWU${i}`])),
    };
    const whole = event({requestObject: body});
    const steps = redactSteps(whole);
    let rests = 0;
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) rests++;
    expect(rests).toBeGreaterThan(3);
    expect(step.value).toEqual(redact(whole));
    expect(finish(redactSteps(whole)).masked).toBe(3000);
  });
});
