import {PassThrough} from 'node:stream';
import {describe, expect, test} from 'vitest';
import {KeyStream, type MouseEvent, splitMouse} from '../../src/screen/key-stream.ts';

describe('splitting the mouse from the keys', () => {
  test.each<[chunk: string, rest: string, events: readonly MouseEvent[]]>([
    ['j', 'j', []],
    ['\x1b[A', '\x1b[A', []],
    ['\x1b', '\x1b', []],
    ['\x1b[<0;10;5M', '', [{kind: 'press', x: 9, y: 4}]],
    ['a\x1b[<64;1;1Mb', 'ab', [{kind: 'wheel', by: -1, x: 0, y: 0}]],
    [
      '\x1b[<65;3;2M\x1b[<65;3;2M',
      '',
      [
        {kind: 'wheel', by: 1, x: 2, y: 1},
        {kind: 'wheel', by: 1, x: 2, y: 1},
      ],
    ],
    ['\x1b[<0;10;5m', '', []],
    ['\x1b[<2;10;5M', '', []],
    ['\x1b[<32;10;5M', '', [{kind: 'drag', x: 9, y: 4}]],
    ['\x1b[<35;10;5M', '', []],
  ])('%j leaves %j', (chunk, rest, events) => {
    expect(splitMouse(chunk)).toEqual({events, rest, tail: ''});
  });

  test('a report that is cut anywhere arrives whole', () => {
    const report = 'j\x1b[<65;12;34Mk';
    for (let at = 4; at < report.length; at++) {
      const from = new PassThrough();
      const keys = new KeyStream(from as unknown as NodeJS.ReadStream);
      const seen: MouseEvent[] = [];
      keys.onMouse = event => seen.push(event);
      from.write(report.slice(0, at));
      from.write(report.slice(at));
      expect(seen).toEqual([{kind: 'wheel', by: 1, x: 11, y: 33}]);
      let rest = '';
      for (let chunk = keys.read(); chunk !== null; chunk = keys.read()) rest += String(chunk);
      expect(rest).toBe('jk');
      keys.close();
    }
  });
});
