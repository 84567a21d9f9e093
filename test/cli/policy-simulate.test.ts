import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {spanOf} from '../../src/cli/policy-simulate.ts';
import {amountText, shareText} from '../../src/cli/policy-simulate-text.ts';
import type {Expr} from '../../src/query/ast.ts';
import {runCli} from '../support/run-cli.ts';

const POLICY = 'sample-logs/audit-policy.yaml';
const LOGS = 'sample-logs';

let folder: string;
let everything: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulate-'));
  everything = join(folder, 'everything.yaml');
  writeFileSync(everything, 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n');
});
afterAll(() => rmSync(folder, {recursive: true}));

describe('policy simulate', () => {
  test('the policy of the sample logs writes the sample logs: nothing changes', async () => {
    const {code, out} = await runCli(['policy', 'simulate', POLICY, LOGS, '-o', 'json']);
    expect(code).toBe(0);
    const {log, would, before, changes, rules} = JSON.parse(out);
    expect(changes).toEqual([]);
    expect(would).toEqual(before);
    expect([would.events, would.bytes]).toEqual([log.events, log.bytes]);
    expect(rules.reduce((sum: number, rule: {matched: number}) => sum + rule.matched, 0)).toBe(log.events);
  });

  test('against the policy in force, what it dropped is named, and all is explained by it', async () => {
    const {out} = await runCli(['policy', 'simulate', everything, '--against', POLICY, LOGS, '-o', 'json']);
    const {unexplained, inForce, notes} = JSON.parse(out);
    expect(unexplained).toBe(0);
    expect(inForce).toEqual({none: [0, 1, 2, 3], noCatchAll: false});
    expect(notes[0]).toContain('its rules 1, 2, 3, 4 drop what they take');
  });

  test('a policy that was not in force is told', async () => {
    const {out} = await runCli(['policy', 'simulate', POLICY, '--against', everything, LOGS]);
    expect(out).toMatch(/[\d,]+ of [\d,]+ events are not as the policy of --against logs them/);
  });

  test('a policy in force that is no catch-all is told', async () => {
    const narrow = join(folder, 'narrow.yaml');
    writeFileSync(narrow, 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n  verbs: [get]\n');
    const {out} = await runCli(['policy', 'simulate', POLICY, '--against', narrow, LOGS]);
    expect(out).toContain('it is no catch-all: what no rule takes is dropped');
    const all = await runCli(['policy', 'simulate', POLICY, '--against', everything, LOGS]);
    expect(all.out).toContain('The policy in force logs every request');
  });

  test('the table has totals, rules by line, changes and spenders', async () => {
    const {out} = await runCli(['policy', 'simulate', everything, LOGS, '--limit', '2']);
    expect(out).toMatch(/^.*everything.yaml over [\d,]+ events, [\d.]+ MB, 1 h \d+ min \(sample-logs\)\n/);
    expect(out).toMatch(/\n {2}would be +[\d,]+ +≈[\d.]+ MB +≈[\d.]+ MB +−[\d.]+% bytes\n/);
    expect(out).toMatch(/\n {5}1 +:4 +Metadata +[\d,]+/);
    expect(out).toMatch(/\n {2}RequestResponse +Metadata +[\d,]+ +−[\d.]+ kB\n/);
    expect(out).toMatch(/\n {2}and [\d,]+ more; --limit 0 shows all\n/);
  });

  test('a terminal is never written past its width, whatever the names', async () => {
    const {out} = await runCli(['policy', 'simulate', POLICY, LOGS], {isTerminal: true, columns: 80});
    const tables = out.slice(0, out.indexOf('\n\nWhat the policy'));
    expect(tables.split('\n').filter(line => line.length > 80)).toEqual([]);
    expect(out).not.toContain('\u001b');
  });

  test('--where counts only what matches', async () => {
    const {out} = await runCli(['policy', 'simulate', POLICY, LOGS, '--where', 'ns:prod-namespace', '-o', 'json']);
    const {rules, log} = JSON.parse(out);
    expect(rules[10].matched).toBeGreaterThan(0);
    expect(rules[14].matched).toBe(0);
    expect(log.events).toBeLessThan(1000);
  });

  test.each<[argv: string[], code: number, sentence: string]>([
    [[POLICY, LOGS, '--against', 'no-such.yaml'], 2, '--against: the policy no-such.yaml is not there'],
    [[POLICY, LOGS, '--where', 'nope:'], 2, 'the query has an error'],
    [[POLICY, LOGS, '--where', 'user:nobody-of-that-name'], 1, 'no event matches'],
    [[], 2, 'POLICY is missing'],
  ])('%j: exit code %i', async (argv, code, sentence) => {
    const ran = await runCli(['policy', 'simulate', ...argv]);
    expect([ran.code, ran.out]).toEqual([code, '']);
    expect(ran.err).toContain(sentence);
  });
});

test.each<[name: string, where: Expr, span: number]>([
  ['all of it', {kind: 'and', of: []}, 100],
  ['a window of time', {kind: 'time', from: 1020, to: 1050}, 30],
  [
    'since',
    {
      kind: 'and',
      of: [
        {kind: 'text', text: 'x'},
        {kind: 'time', from: 1090},
      ],
    },
    10,
  ],
  ['a window around it', {kind: 'time', from: 0, to: 5000}, 100],
  ['a window outside', {kind: 'time', to: 5}, 0],
])('the span of %s', (_name, where, span) => {
  expect(spanOf({from: 1000, to: 1100}, where)).toBe(span);
  expect(spanOf(undefined, where)).toBe(0);
});

test('amounts say what they are', () => {
  expect(amountText({bytes: 10, approx: true, atLeast: false})).toBe('≈10 B');
  expect(amountText({bytes: 10, approx: true, atLeast: true})).toBe('≥10 B');
  expect(shareText(1, 3)).toBe('33.3%');
  expect(shareText(0, 0)).toBe('-');
});
