// Whatever a file holds, reading and checking it ends, throws nothing, and tells places that are in the file.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {checkPolicy} from '../../../src/rules/policy/check.ts';
import {sampleText} from '../../../src/rules/policy/checks/check.ts';
import {POLICY_CHECKS} from '../../../src/rules/policy/checks.ts';

const HEAD = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n';

const inConfigMap = (text: string) => `kind: ConfigMap\ndata:\n  p: |\n${text.replaceAll(/^/gm, '    ')}\n`;
const samples = POLICY_CHECKS.flatMap(({bad, good}) => [sampleText(bad), sampleText(good)]);
const SEEDS = [...samples, ...samples.map(inConfigMap), ...samples.map(text => JSON.stringify({data: {text}}))];

const PIECES = [
  '"',
  "'",
  ':',
  '- ',
  '[',
  ']',
  '{',
  '}',
  '&a ',
  '*a',
  '<<: ',
  '|',
  '>',
  '\n',
  '\r\n',
  '\t',
  '#',
  '!!binary ',
  '---\n',
  '\ufeff',
  '\0',
  '\ud800',
  '日',
  '~',
  '0x1',
  '2020-01-01',
  '? ',
];

const anyEdit = fc.record({
  at: fc.double({min: 0, max: 1, noNaN: true}),
  cut: fc.nat(8),
  put: fc.oneof(fc.constantFrom(...PIECES), fc.string({maxLength: 6})),
});

const edited = (text: string, edits: readonly {at: number; cut: number; put: string}[]) =>
  edits.reduce((all, {at, cut, put}) => {
    const place = Math.floor(at * all.length);
    return all.slice(0, place) + put + all.slice(place + cut);
  }, text);

/** What is wrong with the places of all that is found. */
function misplaced(text: string): readonly string[] {
  const lines = text.split('\n');
  return checkPolicy(text, {file: 'f'}).flatMap(({findings}) =>
    findings.flatMap(({check, at}) => {
      const line = lines[at.line - 1];
      const isThere =
        line !== undefined && at.column >= 1 && at.length >= 0 && at.column - 1 + at.length <= line.length;
      return isThere ? [] : [`${check} ${JSON.stringify(at)}`];
    }),
  );
}

describe('any text', () => {
  test('made of a policy by edits', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SEEDS), fc.array(anyEdit, {minLength: 1, maxLength: 6}), (seed, edits) => {
        expect(misplaced(edited(seed, edits))).toEqual([]);
      }),
      {numRuns: 300},
    );
  });

  test.each<[what: string, text: string]>([
    ['open brackets', '['.repeat(20_000)],
    ['open maps', '{a: '.repeat(20_000)],
    ['lists in lists', '- '.repeat(20_000)],
    ['a map that merges itself', `${HEAD}rules:\n- &a\n  level: None\n  <<: *a\n`],
    ['a list that is in itself', `${HEAD}rules: &r\n- level: None\n  resources: *r\n`],
    ['a billion laughs', `${HEAD}a: &a [x, x]\nb: &b [*a, *a]\nrules: [*b]\n`],
  ])('%s', (_what, text) => {
    expect(misplaced(text)).toEqual([]);
    expect(checkPolicy(text, {file: 'f'}).flatMap(({findings}) => findings.map(f => f.severity))).toContain('error');
  });
});

test.each<[what: string, text: string, message: string]>([
  ['an audit log', '{"kind":"Event","auditID":"a"}\n{"kind":"Event","auditID":"b"}\n', 'it looks like an audit log'],
  [
    'a template',
    `${HEAD}rules:\n{{- if .Values.audit }}\n- level: None\n`,
    'it looks like a template, which must be rendered first',
  ],
])('%s is told from a policy', (_what, text, message) => {
  expect(checkPolicy(text, {file: 'f'})[0]?.findings[0]?.message).toContain(message);
});
