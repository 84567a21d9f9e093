// What a diff reports is what has to be done to the one value to get the other.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Json} from '../../../src/audit/event.ts';
import {setKey} from '../../../src/audit/exact-json.ts';
import {diffJson, type FieldChange, leavesOf} from '../../../src/session/history/diff.ts';
import {listKey, placeOf} from '../../../src/session/history/lists.ts';
import {isList, own, type Path, pathText, type Segment} from '../../../src/session/history/path.ts';
import {effort} from '../../support/effort.ts';

type Mutable = Json[] | {[key: string]: Json};

/** Does to `value` what `change` says, with the rest of its path from `at` on. */
function applied(value: Json | undefined, {path, ...change}: FieldChange, at = 0): Json | undefined {
  if (change.order !== undefined && at === path.length) {
    const items = value as readonly Json[];
    const name = path.at(-1);
    const key = listKey(typeof name === 'string' ? name : undefined, items, items)!;
    const of = (item: Json) => (key === '' ? item : own(item, key));
    return change.order.map(label => items.find(item => of(item) === label)!);
  }
  if (at === path.length) return change.after;
  const segment: Segment = path[at]!;
  if (isList(value)) {
    const copy = [...value] as (Json | undefined)[];
    const found = typeof segment === 'object' ? placeOf(value, segment) : (segment as number);
    const place = found === -1 ? copy.length : found;
    copy[place] = applied(copy[place], {path, ...change}, at + 1);
    return copy.filter((item): item is Json => item !== undefined || false);
  }
  const copy: Mutable = {...(value as {[key: string]: Json})};
  const next = applied(own(value, segment as string), {path, ...change}, at + 1);
  if (next === undefined) delete copy[segment as string];
  else setKey(copy, segment as string, next);
  return copy;
}

/** Items that go by index are taken away from the end, so that the others keep theirs. */
const patched = (before: Json, changes: readonly FieldChange[]): Json | undefined => {
  const isRemoved = ({path, after, order}: FieldChange) =>
    after === undefined && order === undefined && typeof path.at(-1) === 'number';
  const removed = changes.filter(isRemoved).toReversed();
  const ordered = changes.filter(({order}) => order !== undefined);
  const others = changes.filter(change => !isRemoved(change) && change.order === undefined);
  return [...others, ...removed, ...ordered].reduce<Json | undefined>(
    (value, change) => applied(value, change),
    before,
  );
};

const word = fc.constantFrom('a', 'b', 'name', 'constructor', '__proto__', 'toString', 'x.y', '', '#', '@', '字');
const scalar = fc.oneof(word, fc.integer({min: -1, max: 3}), fc.boolean(), fc.constant(null), fc.constant(-0));
const item = fc.record({name: word, value: scalar}) as fc.Arbitrary<Json>;
const tree = fc.letrec<{node: Json}>(tie => ({
  node: fc.oneof(
    {maxDepth: 4},
    scalar as fc.Arbitrary<Json>,
    fc.array(item, {maxLength: 4}),
    fc.array(scalar as fc.Arbitrary<Json>, {maxLength: 4}),
    fc.array(tie('node'), {maxLength: 3}),
    fc
      .array(fc.tuple(fc.oneof(word, fc.constantFrom('ports', 'volumeMounts', 'args')), tie('node')), {maxLength: 4})
      .map(entries => {
        const object: {[key: string]: Json} = {};
        for (const [key, value] of entries) setKey(object, key, value);
        return object;
      }),
  ),
})).node;

test('the reported changes of a diff make the one value into the other', () => {
  fc.assert(
    fc.property(tree, tree, (before, after) => {
      const {changes, more} = diffJson(before, after, 100_000);
      expect(more).toBe(0);
      expect(patched(before, changes)).toEqual(after);
    }),
    {numRuns: 2000},
  );
});

test('a value is the same as itself', () => {
  fc.assert(
    fc.property(tree, value => {
      expect(diffJson(value, structuredClone(value)).changes).toEqual([]);
    }),
  );
});

const containers = (...names: readonly string[]): Json => ({
  containers: names.map(name => ({name, image: `${name}:1`, ports: [{containerPort: 80}]})),
});

describe('paths', () => {
  test.each<[claim: string, before: Json, after: Json, paths: readonly string[]]>([
    ['a field', {spec: {replicas: 2}}, {spec: {replicas: 5}}, ['spec.replicas']],
    [
      'a container put before another is that item and the order',
      containers('web'),
      containers('log', 'web'),
      ['containers', 'containers[log]'],
    ],
    ['a container added at the end is one change', containers('web'), containers('web', 'log'), ['containers[log]']],
    [
      'an item is named by its merge key',
      {
        volumeMounts: [
          {name: 'v', mountPath: '/a'},
          {name: 'v', mountPath: '/b'},
        ],
      },
      {
        volumeMounts: [
          {name: 'v', mountPath: '/a'},
          {name: 'v', mountPath: '/b', readOnly: true},
        ],
      },
      ['volumeMounts[/b].readOnly'],
    ],
    [
      'ports go by their number',
      {ports: [{containerPort: 80}]},
      {ports: [{containerPort: 80, name: 'http'}]},
      ['ports[80].name'],
    ],
    ['plain values are a set', {finalizers: ['a', 'b']}, {finalizers: ['b']}, ['finalizers[a]']],
    ['values that are there twice go by index', {args: ['a', 'a']}, {args: ['a', 'b']}, ['args[1]']],
    ['another type is a change of the whole', {a: {b: 1}}, {a: [1]}, ['a']],
    ['1 and "1" differ', {a: 1}, {a: '1'}, ['a']],
    ['null and absent differ', {a: null}, {}, ['a']],
    ['a key with dots is quoted', {'a.b/c': 1}, {'a.b/c': 2}, ['["a.b/c"]']],
  ])('%s', (_, before, after, paths) => {
    expect(diffJson(before, after).changes.map(({path}) => pathText(path))).toEqual(paths);
  });

  test('leaves of a patch are named in the same way', () => {
    const patch: Json = {spec: {template: {spec: containers('web')}}, metadata: {labels: {}}};
    expect(leavesOf(patch).changes.map(({path}) => pathText(path))).toEqual([
      'spec.template.spec.containers[web].image',
      'spec.template.spec.containers[web].ports[80].containerPort',
      'metadata.labels',
    ]);
  });
});

describe('hostile bodies', () => {
  const deep = (levels: number, end: string): Json =>
    JSON.parse(`${'{"a":['.repeat(levels)}${end}${']}'.repeat(levels)}`);

  test('nesting of thousands of levels is compared without running out of stack', () => {
    const {changes} = diffJson(deep(3000, '1'), deep(3000, '2'));
    expect(changes.length).toBe(1);
    expect(changes[0]!.path.length).toBeLessThan(110);
    expect(leavesOf(deep(3000, '1')).changes.length).toBe(1);
  });

  test('keys of the language are keys like others', () => {
    const before = JSON.parse('{"__proto__": {"x": 1}, "constructor": 1}') as Json;
    const after = JSON.parse('{"__proto__": {"x": 2}, "toString": 1}') as Json;
    expect(
      diffJson(before, after)
        .changes.map(({path}) => pathText(path))
        .toSorted(),
    ).toEqual(['__proto__.x', 'constructor', 'toString']);
    expect(({} as {x?: number}).x).toBeUndefined();
  });

  test('five megabytes take less than two seconds of the processor, and a bounded number of changes', () => {
    const big = (seed: number): Json => ({
      data: Object.fromEntries(Array.from({length: 60_000}, (_, at) => [`key-${at}`, `${'x'.repeat(60)}${at * seed}`])),
      list: Array.from({length: 20_000}, (_, at) => ({name: `item-${at}`, value: at * seed})),
    });
    const [before, after] = [big(1), big(2)];
    expect(effort(() => diffJson(before, after))).toBeLessThan(2000);
    const {changes, more} = diffJson(before, after);
    expect(changes.length).toBe(500);
    expect(more).toBeGreaterThan(70_000);
  });
});

test('a path is cut where a value in it is a whole text', () => {
  const path: Path = ['args', {item: 'x'.repeat(1000)}];
  expect(pathText(path).length).toBeLessThan(80);
});
