import {setImmediate as nextTurn} from 'node:timers/promises';
import {describe, expect, test} from 'vitest';
import {Turns} from '../../src/index/turns.ts';

/** Work that takes longer than a turn has. */
function long(): void {
  const end = performance.now() + 6;
  while (performance.now() < end);
}

describe('turns', () => {
  test('run pieces in order, and what a piece gives before the next', async () => {
    const turns = new Turns();
    const ran: string[] = [];
    turns.add(() => {
      ran.push('a');
      return () => void ran.push('rest of a');
    });
    turns.add(() => void ran.push('b'));
    expect(ran).toEqual([]);
    await nextTurn();
    expect(ran).toEqual(['a', 'rest of a', 'b']);
  });

  test('what others have to do comes between pieces that take long', async () => {
    const turns = new Turns();
    const ran: string[] = [];
    const piece = (name: string) => () => {
      long();
      ran.push(name);
      setImmediate(() => ran.push(`after ${name}`));
      return undefined;
    };
    turns.add(piece('a'));
    turns.add(piece('b'));
    while (ran.length < 4) await nextTurn();
    expect(ran).toEqual(['a', 'after a', 'b', 'after b']);
  });

  test('a piece that is added by another has its turn', async () => {
    const turns = new Turns();
    const ran: number[] = [];
    turns.add(() => {
      turns.add(() => void ran.push(2));
      ran.push(1);
      return undefined;
    });
    while (ran.length < 2) await nextTurn();
    expect(ran).toEqual([1, 2]);
  });
});
