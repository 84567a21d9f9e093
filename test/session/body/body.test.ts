import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import type {Json} from '../../../src/audit/event.ts';
import {parseExact} from '../../../src/audit/exact-json.ts';
import {isVisible} from '../../../src/audit/visible.ts';
import {type BodyFormat, type BodyLine, bodyLines, segmentsOf, toggleFold} from '../../../src/session/body/body.ts';
import {lineText, lineWidth} from '../../../src/session/text/fit.ts';

const NONE: ReadonlySet<string> = new Set();
const open = {folded: NONE, unfolded: NONE};

const linesOf = (value: Json, format: BodyFormat = 'yaml', options: Partial<Parameters<typeof bodyLines>[1]> = {}) =>
  bodyLines(value, {format, ...open, ...options});

const textOf = (lines: readonly BodyLine[]): string => lines.map(({line}) => lineText(line)).join('\n');

const POD = {
  kind: 'Pod',
  metadata: {
    name: 'webapp-pod',
    annotations: {'a.b/c': 'yes'},
    labels: {},
    managedFields: [{manager: 'kubectl'}, {manager: 'kubelet'}],
  },
  spec: {
    containers: [
      {name: 'app', image: 'nginx:1.25', args: ['-c', 'true'], ports: [{containerPort: 80}]},
      {name: 'side', command: []},
    ],
    script: 'set -e\necho hi\n',
    enabled: true,
    none: null,
  },
} as const satisfies Json;

test('YAML is laid out as kubectl does', () => {
  expect(textOf(linesOf(POD))).toBe(`kind: Pod
metadata:
  name: webapp-pod
  annotations:
    a.b/c: "yes"
  labels: {}
  managedFields: ▸ [2 items]
spec:
  containers:
  - name: app
    image: nginx:1.25
    args:
    - "-c"
    - "true"
    ports:
    - containerPort: 80
  - name: side
    command: []
  script: |
    set -e
    echo hi
  enabled: true
  none: null`);
});

test('JSON is laid out as JSON.stringify does', () => {
  const unfolded = new Set(['metadata.managedFields']);
  expect(textOf(linesOf(POD, 'json', {unfolded}))).toBe(JSON.stringify(POD, null, 2));
  expect(textOf(linesOf(POD, 'json'))).toContain('    "managedFields": ▸ [2 items]\n  },');
});

describe('YAML strings', () => {
  test.each([
    ['webapp-pod', 'webapp-pod'],
    ['system:serviceaccount:kube-system:x', 'system:serviceaccount:kube-system:x'],
    ['Pod x (y) failed, retry', 'Pod x (y) failed, retry'],
    ['/var/log', '/var/log'],
    ['10.0.0.1', '10.0.0.1'],
    ['100m', '100m'],
    ['', '""'],
    ['true', '"true"'],
    ['No', '"No"'],
    ['null', '"null"'],
    ['1', '"1"'],
    ['1e3', '"1e3"'],
    ['0x1F', '"0x1F"'],
    ['12:30:45', '"12:30:45"'],
    ['2026-11-20T10:02:11Z', '"2026-11-20T10:02:11Z"'],
    ['1.5', '"1.5"'],
    ['key: value', '"key: value"'],
    ['a #b', '"a #b"'],
    ['ends:', '"ends:"'],
    ['- a', '"- a"'],
    ['*x', '"*x"'],
    ['{a}', '"{a}"'],
    [' a', '" a"'],
    ['a ', '"a "'],
    ['~', '"~"'],
    ['日本', '"日本"'],
    ['\u001b[31mred', '"\\u001b[31mred"'],
    ['a\u202eb', '"a\\u202eb"'],
    ['tag\u{e0041}', '"tag\\U000e0041"'],
    ['a\tb\n', '"a\\tb\\n"'],
    ['  indented\nb', '"  indented\\nb"'],
    ['\n', '"\\n"'],
  ])('%j is written %s', (value, expected) => {
    expect(textOf(linesOf(value))).toBe(expected);
    expect(parse(expected, {version: '1.1'})).toBe(value);
    expect(parse(expected)).toBe(value);
  });

  test.each([
    ['two\nlines', ['|-', '  two', '  lines']],
    ['two\nlines\n', ['|', '  two', '  lines']],
    ['a\n\n  b\n', ['|', '  a', '', '    b']],
    ['# no comment\n--- no end', ['|-', '  # no comment', '  --- no end']],
  ])('%j is a block', (value, expected) => {
    expect(textOf(linesOf(value))).toBe(expected.join('\n'));
    expect(parse(expected.join('\n'))).toBe(value);
  });
});

const styleOfValue = (value: Json, format: BodyFormat) => linesOf(value, format)[0]!.line.at(-1)!.style;

describe.each<BodyFormat>(['yaml', 'json'])('in %s', format => {
  test.each<[Json, string]>([
    ['x', 'string'],
    [1, 'number'],
    [true, 'literal'],
    [null, 'literal'],
    [{}, 'punct'],
    ['‹masked 1a2b3c4d›', 'masked'],
    ['Bearer ‹masked 1a2b3c4d›', 'masked'],
    ['‹masked', 'string'],
  ])('%j has the style %s', (value, style) => {
    expect(styleOfValue(value, format)).toBe(style);
  });

  test('numbers past 2^53 keep every digit', () => {
    const text = textOf(linesOf(parseExact('{"a": 9007199254740993, "b": 1.0, "c": 1e3, "d": -0}'), format));
    for (const digits of ['9007199254740993', '1.0', '1e3', '-0']) expect(text).toContain(`: ${digits}`);
  });

  test('a scalar line holds the raw value', () => {
    const line = linesOf({a: 'x\u001b'}, format).find(each => each.path === 'a')!;
    expect(line.scalar).toBe('x\u001b');
    expect(lineText(line.line)).not.toContain('\u001b');
  });

  test('a folded node is one line that says what is inside', () => {
    const folded = new Set(['spec', 'metadata.annotations', 'spec.containers[0]']);
    const lines = linesOf(POD, format, {folded});
    const summaries = lines.filter(each => each.folded).map(each => [each.path, lineText(each.line).trim()]);
    const quote = (key: string) => (format === 'json' ? `"${key}"` : key);
    expect(summaries).toEqual([
      ['metadata.annotations', `${quote('annotations')}: ▸ {1 key}${format === 'json' ? ',' : ''}`],
      ['metadata.managedFields', `${quote('managedFields')}: ▸ [2 items]`],
      ['spec', `${quote('spec')}: ▸ {4 keys}`],
    ]);
  });

  test('folding and unfolding come back to the same lines', () => {
    const before = linesOf(POD, format);
    const spec = before.find(each => each.path === 'spec' && each.foldable)!;
    const folds = toggleFold(spec, open);
    const folded = linesOf(POD, format, folds);
    expect(folded.length).toBeLessThan(before.length);
    const again = toggleFold(folded.find(each => each.path === 'spec')!, folds);
    expect(linesOf(POD, format, again)).toEqual(before);
  });

  test('on a line that folds nothing, folding means its container', () => {
    const image = linesOf(POD, format).find(each => each.path === 'spec.containers[0].image')!;
    expect(image.foldable).toBe(false);
    const folded = linesOf(POD, format, toggleFold(image, open));
    expect(folded.find(each => each.path === 'spec.containers[0]')).toMatchObject({folded: true, foldable: true});
  });

  test('managedFields open when asked', () => {
    const managed = linesOf(POD, format).find(each => each.path === 'metadata.managedFields')!;
    const lines = linesOf(POD, format, toggleFold(managed, open));
    expect(textOf(lines)).toContain('kubelet');
  });

  test('a long list shows 200 items, and the rest when asked', () => {
    const list = {items: Array.from({length: 1500}, (_, i) => i)};
    const lines = linesOf(list, format);
    const more = lines.find(each => lineText(each.line).includes('more'))!;
    expect(lineText(more.line).trim()).toBe('… 1,300 more');
    expect(lines.filter(each => /^items\[/.test(each.path))).toHaveLength(200);
    const all = linesOf(list, format, toggleFold(more, open));
    expect(all.filter(each => /^items\[/.test(each.path))).toHaveLength(1500);
  });

  test('a body nested 10,000 deep ends in one line', () => {
    let deep: Json = 'bottom';
    for (let i = 0; i < 10_000; i++) deep = i % 2 === 0 ? [deep] : {a: deep};
    const text = textOf(linesOf(deep, format));
    expect(text.match(/…/g)).toHaveLength(1);
    expect(text).not.toContain('bottom');
  });

  test('wrapped lines fit, continue indented, and lose nothing', () => {
    const value = {spec: {message: 'word '.repeat(30).trim(), list: ['日本語'.repeat(20)]}};
    const lines = linesOf(value, format, {wrap: 30});
    expect(Math.max(...lines.map(each => lineWidth(each.line)))).toBeLessThanOrEqual(30);
    const parts = lines.filter(each => each.path === 'spec.message');
    expect(parts.length).toBeGreaterThan(4);
    expect(parts.every(each => each.scalar === value.spec.message)).toBe(true);
    expect(
      parts.map((each, i) => lineText(each.line).slice(i === 0 ? 0 : format === 'yaml' ? 4 : 6)).join(''),
    ).toContain(value.spec.message);
  });
});

const anyString = fc.oneof(
  fc.string({unit: 'grapheme'}),
  fc.string({unit: 'binary'}),
  fc.stringMatching(/^[ -~\n]{0,30}$/),
  fc.constantFrom(
    'true',
    'no',
    '1:30',
    '~',
    '- x',
    'a: b',
    '<<',
    '=',
    '__proto__',
    'two\nlines\n',
    '# x\ny',
    'a\n \n',
    '?',
    '...',
  ),
);
const {value: anyJson} = fc.letrec<{value: Json}>(tie => ({
  value: fc.oneof(
    {maxDepth: 4, withCrossShrink: true},
    anyString,
    fc.integer(),
    fc.double({noNaN: true, noDefaultInfinity: true}).map(number => JSON.parse(JSON.stringify(number)) as number),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), {maxLength: 4}),
    fc.dictionary(anyString, tie('value'), {maxKeys: 4, noNullPrototype: true}).map(plain),
  ),
}));

/** As JSON.parse makes objects: `__proto__` a key like any other. */
function plain(value: Json): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

const everything = (value: Json): ReadonlySet<string> =>
  new Set(
    linesOf(value)
      .filter(each => each.folded)
      .map(each => each.path),
  );

function valueAt(value: Json, path: string): Json | undefined {
  let at: Json | undefined = value;
  for (const segment of segmentsOf(path)) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, segment)) return undefined;
    at = (at as {readonly [key: string]: Json})[segment];
  }
  return at;
}

describe('for every value', () => {
  test('the YAML is the value, for readers of YAML 1.2 and 1.1', () => {
    fc.assert(
      fc.property(anyJson, value => {
        const text = textOf(linesOf(value, 'yaml', {unfolded: everything(value)}));
        expect(JSON.stringify(parse(text, {stringKeys: true}))).toBe(JSON.stringify(value));
        expect(JSON.stringify(parse(text, {version: '1.1', stringKeys: true}))).toBe(JSON.stringify(value));
      }),
      {numRuns: 500},
    );
  });

  test('the JSON is the value', () => {
    fc.assert(
      fc.property(anyJson, value => {
        const text = textOf(linesOf(value, 'json', {unfolded: everything(value)}));
        expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(value));
      }),
    );
  });

  test('every line is safe for a terminal, wrapped or not', () => {
    fc.assert(
      fc.property(
        anyJson,
        fc.constantFrom<BodyFormat>('yaml', 'json'),
        fc.option(fc.integer({min: 2, max: 60})),
        (value, format, wrap) => {
          const lines = linesOf(value, format, wrap === null ? {} : {wrap});
          expect(lines.length).toBeGreaterThan(0);
          expect(lines.every(({line}) => line.every(({text}) => isVisible(text)))).toBe(true);
          if (wrap !== null) expect(lines.every(({line}) => lineWidth(line) <= wrap)).toBe(true);
        },
      ),
    );
  });

  test('every path leads back to its value', () => {
    fc.assert(
      fc.property(anyJson, fc.constantFrom<BodyFormat>('yaml', 'json'), (value, format) => {
        for (const {path, scalar} of linesOf(value, format)) {
          const found = valueAt(value, path);
          expect(found).not.toBe(undefined);
          if (scalar !== undefined) expect(String(found)).toBe(scalar);
        }
      }),
    );
  });
});
