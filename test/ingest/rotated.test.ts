import {describe, expect, test} from 'vitest';
import {rotatedName, rotationsOf} from '../../src/ingest/rotated.ts';
import {setsOf} from '../../src/ingest/siblings.ts';

describe('names', () => {
  test.each<[name: string, live: string, rotatedAt: string | undefined]>([
    ['audit-2021-03-09T00-12-19.834.log', 'audit.log', '2021-03-09T00:12:19.834Z'],
    ['audit-2021-03-09T00-12-19.834.log.gz', 'audit.log', '2021-03-09T00:12:19.834Z'],
    ['audit-2021-03-09T00-12-19.834', 'audit', '2021-03-09T00:12:19.834Z'],
    ['x.log-2021-03-09T00-12-19.834.json', 'x.log.json', '2021-03-09T00:12:19.834Z'],
    ['kube-apiserver-audit-2021-03-09T00-12-19.834.log', 'kube-apiserver-audit.log', '2021-03-09T00:12:19.834Z'],
    ['audit.log.1', 'audit.log', undefined],
    ['audit.log.12.gz', 'audit.log', undefined],
    ['audit.1.log', 'audit.log', undefined],
    ['audit.log-20261120', 'audit.log', undefined],
    ['audit.log-20261120.gz', 'audit.log', undefined],
    ['audit.log-2026-11-20', 'audit.log', undefined],
    ['audit.log-2026112013', 'audit.log', undefined],
    ['audit-20261120.log', 'audit.log', undefined],
    ['0.log.20261120-100211', '0.log', undefined],
    ['0.log.20261120-100211.gz', '0.log', undefined],
    ['audit.log.3.zst', 'audit.log', undefined],
  ])('%s was %s', (name, live, rotatedAt) => {
    const rotated = rotatedName(name);
    expect(rotated?.live).toBe(live);
    expect(rotated?.rotatedAt).toBe(rotatedAt === undefined ? undefined : Date.parse(rotatedAt) * 1000);
  });

  test.each([
    'audit.log',
    'audit',
    'audit.log.gz',
    'node-1.log',
    '0.log',
    'audit.log-20269999',
    'audit-5f3a.log',
    '2026.json',
  ])('%s was not rotated', name => {
    expect(rotatedName(name)).toBeUndefined();
  });
});

describe('the files of one log', () => {
  test.each<[what: string, live: string, names: string[], newestFirst: string[]]>([
    [
      "lumberjack's, by time",
      'audit.log',
      [
        'audit-2026-11-20T10-02-11.310.log.gz',
        'audit.log',
        'audit-2026-11-20T10-02-11.311.log',
        'audit-2026-11-19T23-59-59.999.log.gz',
        'other-2026-11-20T10-02-11.310.log',
      ],
      [
        'audit-2026-11-20T10-02-11.311.log',
        'audit-2026-11-20T10-02-11.310.log.gz',
        'audit-2026-11-19T23-59-59.999.log.gz',
      ],
    ],
    [
      "logrotate's, by number",
      'audit.log',
      ['audit.log.10.gz', 'audit.log.2.gz', 'audit.log.1', 'audit.log', 'audit.log.bak'],
      ['audit.log.1', 'audit.log.2.gz', 'audit.log.10.gz'],
    ],
    [
      "logrotate's, by date, and by date and hour",
      'audit.log',
      ['audit.log-20261120.gz', 'audit.log-20261121', 'audit.log-2026112105', 'audit.log-20261119.gz'],
      ['audit.log-2026112105', 'audit.log-20261121', 'audit.log-20261120.gz', 'audit.log-20261119.gz'],
    ],
    ['plain before compressed', 'audit.log', ['audit.log.1.gz', 'audit.log.1'], ['audit.log.1']],
  ])('%s: newest first', (_what, live, names, newestFirst) => {
    expect(rotationsOf(live, names).map(({name}) => name)).toEqual(newestFirst);
    expect(rotationsOf(live, names.toReversed()).map(({name}) => name)).toEqual(newestFirst);
  });

  test('the compressed twin is remembered', () => {
    expect(rotationsOf('a.log', ['a.log.1', 'a.log.1.gz'])[0]?.twin).toBe('a.log.1.gz');
  });
});

describe('the sets of a directory', () => {
  const setsIn = (names: readonly string[]) =>
    setsOf(names.map(name => `/d/${name}`)).map(
      ({live, members}) => `${live}: ${members.map(({path}) => path.slice(3)).join(' ')}`,
    );

  test.each<[what: string, names: string[], sets: string[]]>([
    [
      'two logs',
      ['b.log', 'a.log.1', 'a.log', 'b-2026-11-20T10-02-11.310.log.gz'],
      ['/d/a.log: a.log a.log.1', '/d/b.log: b.log b-2026-11-20T10-02-11.310.log.gz'],
    ],
    [
      'a log that is not there',
      ['a-2026-11-20T10-02-11.310.log', 'a-2026-11-20T10-02-12.310.log'],
      ['/d/a.log: a-2026-11-20T10-02-12.310.log a-2026-11-20T10-02-11.310.log'],
    ],
    [
      'addresses of nodes are no rotations',
      ['10.0.0.1.log', '10.0.0.2.log'],
      ['/d/10.0.0.1.log: 10.0.0.1.log', '/d/10.0.0.2.log: 10.0.0.2.log'],
    ],
    ['twins', ['a.log', 'a.log.gz', 'b.1', 'b.1.gz'], ['/d/a.log: a.log', '/d/b.1: b.1']],
  ])('%s', (_what, names, sets) => {
    expect(setsIn(names)).toEqual(sets);
  });
});
