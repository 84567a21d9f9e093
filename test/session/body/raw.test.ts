import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {isVisible, visible} from '../../../src/audit/visible.ts';
import {RawLaid, rawLines, rawWindow} from '../../../src/session/body/raw.ts';
import {TokensSoFar, tokenize} from '../../../src/session/body/tokens.ts';
import {span} from '../../../src/session/line.ts';
import {lineText, lineWidth, wrapLine} from '../../../src/session/text/fit.ts';

const anyRaw = fc.oneof(
  fc.string({unit: 'binary'}),
  fc.json(),
  fc.json().map(json => JSON.stringify(JSON.parse(json), null, 2)),
  fc
    .array(fc.constantFrom('"', '\\', '{', '日本', '\n', 'true', '-1e5', ' ', ':', 'ab', '👍🏽'))
    .map(parts => parts.join('')),
);

describe('rawLines', () => {
  test.each<[raw: string, width: number, lines: string[]]>([
    ['{"a":1}', 20, ['{"a":1}']],
    ['{"a":1}', 4, ['{"a"', ':1}']],
    ['{\n"a": 1\n}', 20, ['{', '"a": 1', '}']],
    ['', 5, ['']],
    ['a\n\nb\n', 5, ['a', '', 'b', '']],
    ['"\u001b[31m"', 20, ['"␛[31m"']],
    ['日本語', 4, ['日本', '語']],
  ])('%j at %i cells', (raw, width, lines) => {
    expect(rawLines(raw, width).map(lineText)).toEqual(lines);
  });

  test('keys, values and punctuation have their styles', () => {
    expect(rawLines('{"a" :"x","b":-1.5e3,"c":null,d}', 80)[0]!.map(({text, style}) => `${text}=${style}`)).toEqual([
      '{=punct',
      '"a"=key',
      ' =plain',
      ':=punct',
      '"x"=string',
      ',=punct',
      '"b"=key',
      ':=punct',
      '-1.5e3=number',
      ',=punct',
      '"c"=key',
      ':=punct',
      'null=literal',
      ',=punct',
      'd=plain',
      '}=punct',
    ]);
  });

  test('loses nothing but newlines, and no line is too wide', () => {
    fc.assert(
      fc.property(anyRaw, fc.integer({min: 2, max: 40}), (raw, width) => {
        const lines = rawLines(raw, width);
        expect(lines.map(lineText).join('')).toBe(raw.split('\n').map(visible).join(''));
        expect(lines.every(line => lineWidth(line) <= width && line.every(({text}) => isVisible(text)))).toBe(true);
      }),
    );
  });
});

describe('rawWindow', () => {
  test('a window is a cut of all lines', () => {
    fc.assert(
      fc.property(
        anyRaw,
        fc.integer({min: 2, max: 20}),
        fc.nat({max: 30}),
        fc.nat({max: 10}),
        (raw, width, top, height) => {
          const all = rawLines(raw, width);
          const whole = rawWindow(raw, width, 0, Infinity);
          expect(rawWindow(raw, width, top, height)).toEqual({
            lines: all.slice(top, top + height),
            continues: whole.continues.slice(top, top + height),
            total: all.length,
          });
          const paragraphs = whole.continues.filter(continues => !continues);
          expect(paragraphs.length).toBe(raw.split('\n').length);
        },
      ),
    );
  });

  test('a megabyte-long string is one token, not a stack of them', () => {
    const raw = `{"a":"${'\\n'.repeat(1_000_000)}"}`;
    expect(tokenize(raw).kinds).toHaveLength(5);
    expect(rawWindow(raw, 80, 25_000, 1).lines[0]![0]).toMatchObject({style: 'string'});
  });
});

describe('a text that is read in pieces', () => {
  const pieces = fc.array(
    fc.constantFrom('{"a":', '"bc d"', '-1.5', 'true', ' ', '\n', 'é', 'e\u0301', '漢字', '👩‍👩‍👧', '\u202e', '\ud800'),
    {
      minLength: 1,
      maxLength: 12,
    },
  );

  test('is wrapped and coloured as it is in one', () => {
    fc.assert(
      fc.property(pieces, fc.integer({min: 8, max: 90}), (some, width) => {
        const part = some.join('');
        const raw = part.repeat(Math.ceil(70_000 / part.length));
        const laid = new RawLaid(raw, width);
        const first = laid.window(0, laid.total);
        laid.run(Infinity);
        const whole = laid.window(0, Infinity);
        expect(first.lines.map(lineText)).toEqual(whole.lines.slice(0, first.total).map(lineText));
        const text = raw.split('\n').map(visible);
        const wrapped = text.flatMap(line => wrapLine([span(line)], width).map(lineText));
        expect(whole.lines.map(lineText).join('\u0000')).toBe(wrapped.join('\u0000'));
      }),
      {numRuns: 10},
    );
  });
});

test('tokens are the same wherever a text was cut', () => {
  const text = fc.array(fc.constantFrom('"', '\\', '{', ':', ' ', 'true', '-1e5', 'ab', ',', '\n', 'é'), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(text, fc.array(fc.nat(40)), (some, cuts) => {
      const whole = some.join('');
      const tokens = new TokensSoFar();
      for (const cut of cuts.toSorted((a, b) => a - b)) tokens.read(whole.slice(0, cut), false);
      tokens.read(whole, true);
      expect({starts: tokens.starts, kinds: tokens.kinds, end: tokens.end}).toEqual({...tokenize(whole)});
    }),
  );
});
