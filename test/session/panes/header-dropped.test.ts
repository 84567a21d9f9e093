import {expect, test} from 'vitest';
import {headerLine} from '../../../src/session/panes/header.ts';
import {initialSession} from '../../../src/session/session.ts';
import {lineText} from '../../../src/session/text/fit.ts';

test.each([80, 120])('what was left out for want of memory is in the header at %i columns', columns => {
  const session = initialSession(
    {columns, rows: 24},
    {
      name: '/var/log/kubernetes/audit/audit.log',
      files: ['a'],
      events: 1_204_331,
      requests: 800_000,
      bytes: {read: 1e9, total: 2e9},
      loading: false,
      problems: [],
      notes: [
        {kind: 'dropped', text: 'the oldest 512 MB are not indexed', short: 'oldest 512 MB left out'},
        {kind: 'gap', text: 'nothing for 3m'},
      ],
    },
    0,
  );
  expect(lineText(headerLine(session))).toContain('oldest 512 MB left out');
  expect(lineText(headerLine(session))).not.toContain('nothing for');
});
