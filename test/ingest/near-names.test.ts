import {expect, test} from 'vitest';
import {nearNames} from '../../src/ingest/near-names.ts';

test.each<[claim: string, wanted: string, names: string[], near: string[]]>([
  [
    'nearest first, at most three',
    'audit.log',
    ['audit.log.4', 'audit.log.1', 'audit.lo', 'other.txt', 'audit.log.2', 'adit.log'],
    ['adit.log', 'audit.lo', 'audit.log.1'],
  ],
  ['nothing that is like it', 'audit.log', ['kubelet.conf', 'x'], []],
  ['in capitals, and with letters swapped', 'Audti.log', ['audit.log', 'kubelet.log'], ['audit.log']],
])('%s', (_, wanted, names, near) => {
  expect(nearNames(wanted, names)).toEqual(near);
});
