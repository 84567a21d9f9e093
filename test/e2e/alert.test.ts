// Alerts of Falco beside the sample log, in the built program.
import {afterEach, expect, test} from 'vitest';
import {FIRST, PROGRAM, ROOT, TestTerminal} from '../support/terminal.ts';

const BOTH = [`${ROOT}sample-logs/audit.log`, `${ROOT}sample-logs/falco/falco.json`];

let terminal: TestTerminal | undefined;
afterEach(() => {
  if (terminal !== undefined && terminal.exit === undefined) terminal.kill();
});

/** Keys: / A */
test('both open; the priority is filtered; A goes to the request and back', async () => {
  terminal = new TestTerminal(PROGRAM, [...FIRST, ...BOTH], {columns: 120, rows: 40});
  await terminal.shows(/row [\d,]+ of 2,\d\d\d/);
  await terminal.type('/priority:error..', /> priority:error\.\./);
  await terminal.type('\r', /\b1 of 2,\d\d\d rows/);
  await terminal.shows(/Error +200 /);
  await terminal.type('\r', 'Falco: K8s Secret Get Successfully (Error)');
  await terminal.shows('2026-11-20T09:43:31.021444000Z');
  await terminal.shows('the same moment, user and object');
  await terminal.type('A', /ci-runner read secret db-credentials in/);
  await terminal.shows('A goes back.');
  await terminal.shows('Falco: K8s Secret Get Successfully (Error)');
  await terminal.type('A', 'Back where you were.');
  await terminal.shows('2026-11-20T09:43:31.021444000Z');
  terminal.write('\x03');
  expect(await terminal.exited()).toBe(0);
});

test('alerts alone open at 80x24, and a shell says that its request is not there', async () => {
  terminal = new TestTerminal(PROGRAM, [...FIRST, BOTH[1]!], {columns: 80, rows: 24});
  await terminal.shows(/row 13 of 13/);
  await terminal.type('/rule:"Terminal shell in container"', /\b2 of 13/);
  terminal.write('\r');
  await terminal.type('\r', 'Falco: Terminal shell in container (Notice)');
  await terminal.shows('none in this log fits its time, user and object');
  expect(terminal.lines.every(line => line.length <= 80)).toBe(true);
});
