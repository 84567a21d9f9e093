import fc from 'fast-check';
import microdiff from 'microdiff';
import {describe, expect, test} from 'vitest';
import {finish} from '../../../src/audit/steps.ts';
import {type Flat, flatSteps} from '../../../src/session/history/flat.ts';

/** Few keys and few values, so that both sides have much in common. */
const {flat} = fc.letrec<{flat: Flat}>(tie => ({
  flat: fc.oneof(
    {maxDepth: 4},
    fc.constantFrom<Flat>('a', 'b', true, null),
    fc.array(tie('flat'), {maxLength: 4}),
    fc.dictionary(fc.constantFrom('.a', '.b', '.constructor', '@["name","x"]', '#', '.1'), tie('flat'), {maxKeys: 4}),
  ),
}));

describe('what differs', () => {
  test('is told as microdiff tells it, and in its order', () => {
    fc.assert(
      fc.property(flat, flat, (before, after) => {
        const theirs = microdiff({v: before}, {v: after}, {cyclesFix: false}).map(({path}) => path.slice(1));
        expect(finish(flatSteps(before, after))).toEqual(theirs);
      }),
      {numRuns: 500},
    );
  });

  test('is found in pieces', () => {
    const side = (value: string) => Object.fromEntries(Array.from({length: 3000}, (_, i) => [`.k${i}`, value]));
    const steps = flatSteps(side('a'), side('b'));
    let rests = 0;
    while (steps.next().done !== true) rests++;
    expect(rests).toBeGreaterThan(4);
  });
});
