import {describe, expect, test} from 'vitest';
import {
  ALERT_ID,
  alertField,
  alertID,
  alertTitle,
  messageOf,
  PRIORITIES,
  priorityOf,
  ruleShown,
} from '../../src/audit/alert.ts';
import type {Alert, AuditEvent} from '../../src/audit/event.ts';
import {fieldOf} from '../../src/audit/fields.ts';
import {redact} from '../../src/audit/redact.ts';
import {expectHidden, S} from './redact-expect.ts';

test.each([
  ['10:02:11.318214763: Notice A shell (user=root)', 'A shell (user=root)'],
  ['2026-11-20T10:02:11.318214763+0000: Notice A shell', 'A shell'],
  ['A shell', 'A shell'],
  ['10:02:11.3: Notice 10:02:11.3: Notice twice', '10:02:11.3: Notice twice'],
])('%s says %s', (output, message) => {
  expect(messageOf(output)).toBe(message);
});

test('priorities are known in any case, the rest is kept', () => {
  for (const priority of PRIORITIES) {
    expect(priorityOf(priority.toUpperCase())).toBe(priority);
    expect(priorityOf(priority.toLowerCase())).toBe(priority);
  }
  expect(priorityOf('info')).toBe('Informational');
  expect(priorityOf('Loud')).toBe('Loud');
});

const ALERT: Alert = {
  rule: 'Shell',
  priority: 'Notice',
  output: '10:02:11.3: Notice A shell',
  time: '2026-11-20T10:02:11.318214763Z',
  fields: {a: 'x', b: null, c: '<NA>', d: '', e: 5, f: ['x']},
};

test.each<[key: string, value: string | undefined]>([
  ['a', 'x'],
  ['b', undefined],
  ['c', undefined],
  ['d', undefined],
  ['e', '5'],
  ['f', undefined],
  ['constructor', undefined],
])('the field %s is %s', (key, value) => {
  expect(alertField(ALERT, key)).toBe(value);
});

test('an alert without a rule is called by what it says', () => {
  const {rule: _, ...text} = ALERT;
  expect(alertTitle(ALERT)).toBe('Shell (Notice)');
  expect(alertTitle(text)).toBe('A shell (Notice)');
});

test('a rule that is a guess is called one, and is no part of the auditID', () => {
  const guessed = {...ALERT, ruleFrom: 'the words of its output'};
  const {rule: _, ...text} = ALERT;
  expect(alertTitle(guessed)).toBe('Shell (Notice, the rule is a guess)');
  expect(alertID(guessed)).toBe(alertID(text));
});

test('a rule that is a guess says so wherever rules are listed', () => {
  const {rule: _, ...text} = ALERT;
  expect(ruleShown(ALERT)).toBe('Shell');
  expect(ruleShown({...ALERT, ruleFrom: 'the words of its output'})).toBe('guess: Shell');
  expect(ruleShown(text)).toBeUndefined();
  expect(
    fieldOf('rule').read({
      stage: 'Alert',
      user: {},
      auditID: 'falco-1',
      alert: {...ALERT, ruleFrom: 'the words of its output'},
    }),
  ).toBe('guess: Shell');
});

test('whatever differs makes another auditID, and none is a UUID', () => {
  const changes: readonly Partial<Alert>[] = [
    {},
    {rule: 'Other'},
    {priority: 'Error'},
    {output: 'other'},
    {hostname: 'n2'},
    {time: '2026-11-20T10:02:11.318214764Z'},
    {fields: {}},
  ];
  const ids = changes.map(change => alertID({...ALERT, ...change}));
  expect(new Set(ids).size).toBe(changes.length);
  expect(alertID({...ALERT})).toBe(ids[0]);
  for (const id of ids) expect(id.startsWith(ALERT_ID)).toBe(true);
});

describe('secrets of commands are hidden in what alerts say and in their fields', () => {
  const row = (command: string): AuditEvent => ({
    auditID: 'falco-1',
    stage: 'Alert',
    user: {},
    alert: {
      priority: 'Notice',
      output: `10:02:11.318214763: Notice A shell (user=root command=${command} parent=runc terminal=34816)`,
      fields: {'proc.cmdline': command, cmdline: `cmdline=${command}`},
    },
  });

  test.each([
    `mysql -uroot -p${S}`,
    `/usr/bin/curl -u user:${S} http://x`,
    `redis-cli -a ${S} ping`,
    `docker login -u x -p ${S}`,
    `kubectl create secret generic x --from-literal=foo=${S}`,
    `sh -c mysql --password=${S} db`,
    `env PGPASSWORD=${S} psql`,
    `curl -H "Authorization: Bearer ${S}" http://x`,
    `mysql --host db --password ${S}`,
  ])('%s', command => {
    expectHidden(row(command));
  });

  test('the name of a Secret that an alert is about is none', () => {
    const event: AuditEvent = {
      auditID: 'falco-1',
      stage: 'Alert',
      user: {},
      alert: {
        priority: 'Error',
        output:
          '10:02:11.318214000: Error K8s Secret Get Successfully (user=jane secret=db-credentials ns=shop resource=secrets resp=200)',
      },
    };
    expect(redact(event).event).toBe(event);
  });

  test.each([`(user=jane secret=${S})`, `secret=${S} ns=shop resource=pods`, `token=db ns=shop secret=${S} x`])(
    'but %s is',
    output => expectHidden({auditID: 'falco-1', stage: 'Alert', user: {}, alert: {priority: 'Error', output}}),
  );

  test('and what is none stays', () => {
    const event = row('sh -c id; cat /etc/passwd');
    expect(redact(event).event).toBe(event);
  });
});
