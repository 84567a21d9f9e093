// verify in a real pseudo-terminal: it waits for an event that a writer appends after it began.
import {appendFileSync, renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, expect, test} from 'vitest';
import {formatMicroTime} from '../../src/audit/time.ts';
import {LOG_PATH, makeTree, putTree, removeTrees, TREES} from '../host/trees.ts';
import {event} from '../support/events.ts';
import {FIRST, PROGRAM, TestTerminal} from '../support/terminal.ts';

const DELETION = 'verb:delete resource:pods ns:prod-namespace name:webapp-pod';
const SIZE = {columns: 80, rows: 24};

let terminals: TestTerminal[] = [];
afterEach(() => {
  for (const terminal of terminals) if (terminal.exit === undefined) terminal.kill();
  terminals = [];
});
afterAll(removeTrees);

const start = (argv: readonly string[]): TestTerminal => {
  const terminal = new TestTerminal(PROGRAM, [...FIRST, 'verify', ...argv], SIZE);
  terminals.push(terminal);
  return terminal;
};

const now = () => formatMicroTime(Date.now() * 1000);
const lineOf = (change: Parameters<typeof event>[0]) =>
  `${JSON.stringify(event({requestReceivedTimestamp: now(), stageTimestamp: now(), ...change}))}\n`;

/** A sound node whose log has such a deletion already. */
function node(): {readonly dir: string; readonly log: string} {
  const dir = makeTree(TREES['kubeadm, sound']);
  return {dir, log: join(dir, LOG_PATH)};
}

test('the event that comes is told, after what is being waited for', async () => {
  const {dir, log} = node();
  const t = start([DELETION, '--root', dir, '--within', '60s']);
  await t.shows(/waiting \d+s more, 0 events came so far; for verb:delete/);
  appendFileSync(log, lineOf({auditID: 'early', verb: 'get'}));
  await t.shows('1 event came so far');
  const stages = {auditID: 'late', level: 'RequestResponse', requestReceivedTimestamp: now()} as const;
  appendFileSync(log, lineOf({...stages, stage: 'RequestReceived'}));
  appendFileSync(log, lineOf({...stages, requestObject: {kind: 'DeleteOptions'}, responseObject: {kind: 'Pod'}}));
  expect(await t.exited()).toBe(0);
  expect(t.text).toContain('Recorded: ');
  expect(t.text).toMatch(/level +RequestResponse/);
  expect(t.text).toMatch(/bodies +requestObject, responseObject/);
  expect(t.text).toMatch(/auditID +late/);
  // The line of progress is gone.
  expect(t.text).not.toContain('waiting');
});

test('the event is found through a rotation', async () => {
  const {dir, log} = node();
  const t = start([DELETION, '--root', dir]);
  await t.shows(/waiting \d+s more/);
  renameSync(log, log.replace('.log', '-2026-11-20T10-02-12.000.log'));
  writeFileSync(log, lineOf({auditID: 'in the new file'}));
  expect(await t.exited()).toBe(0);
  expect(t.text).toContain('in the new file');
});

test('a word that no request has is told while it waits', async () => {
  const {dir} = node();
  const t = start(['verb:delte', '--root', dir, '--within', '60s']);
  await t.shows(/waiting \d+s more/);
  expect(t.text).toContain('No request has the verb delte; write verb:delete.');
});

test('after its time it says why nothing may have come', async () => {
  const {dir} = node();
  putTree(dir, {
    '/etc/kubernetes/audit-policy.yaml':
      'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n  verbs: [delete]\n- level: Metadata\n',
  });
  const t = start([DELETION, '--root', dir, '--within', '1s']);
  expect(await t.exited()).toBe(1);
  const text = t.text.replace(/\s+/g, ' ');
  expect(text).toContain('Not recorded within 1s.');
  expect(text).toContain('rule 1 (/etc/kubernetes/audit-policy.yaml:4) takes it, with level None');
  expect(text).toContain('Nothing at all was written');
});
