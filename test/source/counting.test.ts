import {setImmediate as nextTurn} from 'node:timers/promises';
import {describe, expect, test} from 'vitest';
import {Pauses} from '../../src/source/counting.ts';

/** Works, without giving the loop back, until a pause is due. */
function untilDue(pauses: Pauses): void {
  while (!pauses.isDue);
}

describe('pauses', () => {
  test('all work of a turn has the time of one', async () => {
    await nextTurn();
    const [one, other] = [new Pauses(undefined), new Pauses(undefined)];
    untilDue(one);
    expect([other.isDue, new Pauses(undefined).isDue]).toEqual([true, true]);
  });

  test('give the loop back once a turn has been long enough, and a new turn has time of its own', async () => {
    const pauses = new Pauses(undefined);
    untilDue(pauses);
    let turns = 0;
    setImmediate(() => turns++);
    await pauses.perhaps();
    expect(turns).toBe(1);
    // The time of a turn begins when somebody asks first.
    expect(pauses.isDue).toBe(false);
  });

  test('work goes on where it paused, to its end', async () => {
    const pauses = new Pauses(undefined);
    function* work(): Generator<undefined, string> {
      for (let i = 0; i < 3; i++) {
        untilDue(pauses);
        yield;
      }
      return 'done';
    }
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns++;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    expect(await pauses.through(work())).toBe('done');
    isOver = true;
    expect(turns).toBeGreaterThanOrEqual(2);
  });

  test('end with a question that is not wanted any more', async () => {
    const pauses = new Pauses(AbortSignal.abort());
    untilDue(pauses);
    await expect(pauses.perhaps()).rejects.toThrow();
  });
});
