import {describe, expect, test} from 'vitest';
import {finish} from '../../src/audit/steps.ts';
import {Shared} from '../../src/source/shared.ts';

function* counting(to: number, ran: number[]) {
  for (let i = 0; i < to; i++) {
    ran.push(i);
    yield;
  }
  return ran.length;
}

function* failing(): Generator<undefined, number> {
  yield;
  throw new Error('no');
}

describe('shared work', () => {
  test('is done once, by all who ask, each a step at a time', () => {
    const ran: number[] = [];
    const shared = new Shared(counting(4, ran));
    const [one, other] = [shared.through(), shared.through()];
    one.next();
    other.next();
    one.next();
    expect(ran).toEqual([0, 1, 2]);
    expect([finish(other), finish(one), finish(shared.through())]).toEqual([4, 4, 4]);
    expect(ran).toEqual([0, 1, 2, 3]);
  });

  test('goes on where one who asked has given up', () => {
    const ran: number[] = [];
    const shared = new Shared(counting(3, ran));
    const one = shared.through();
    one.next();
    one.return(0);
    expect(finish(shared.through())).toBe(3);
  });

  test('fails for all', () => {
    const shared = new Shared<number>(failing());
    expect(() => finish(shared.through())).toThrow('no');
    expect(() => finish(shared.through())).toThrow('no');
  });
});
