import fc from 'fast-check';
import {expect, test} from 'vitest';
import {AuditIdColumn, wordsOf} from '../../src/index/audit-ids.ts';

test('auditIDs are what was put in, UUIDs or not', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.uuid(), fc.string(), fc.constant('ABCDEF00-0000-4000-8000-000000000000'))),
      ids => {
        const column = new AuditIdColumn();
        for (const id of ids) column.push(id);
        expect(ids.map((_, row) => column.at(row))).toEqual(ids);
        expect(ids.map((id, row) => column.tester(id)(row))).toEqual(ids.map(() => true));
      },
    ),
  );
});

test.each(['0', '01234567-89ab-cdef-0123-456789abcde', '01234567-89AB-cdef-0123-456789abcdef'])(
  '%s is no UUID as the server writes it',
  id => {
    expect(wordsOf(id)).toBeUndefined();
  },
);
