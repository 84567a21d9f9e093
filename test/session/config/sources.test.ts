// sources: of the config file.
import {expect, test} from 'vitest';
import {readConfig} from '../../../src/session/config/config.ts';

const read = (text: string) => readConfig(text, 'c.yaml');

test('a source has its address, files of secrets and columns of fields', () => {
  const text = `sources:
  prod:
    url: clickhouse://me@h/db/t
    password-file: ~/pw
    ca: /ca.pem
    fields:
      user: who
      event: raw
  test:
    url: clickhouse://h:8123/db/t
`;
  expect(read(text)).toEqual({
    ok: true,
    config: {
      filters: [],
      sources: [
        {
          name: 'prod',
          url: 'clickhouse://me@h/db/t',
          passwordFile: '~/pw',
          ca: '/ca.pem',
          fields: {'user.username': 'who', event: 'raw'},
        },
        {name: 'test', url: 'clickhouse://h:8123/db/t'},
      ],
    },
  });
});

test.each([
  ['sources: [a]', 'c.yaml:1:10: "sources" is a map'],
  ['sources:\n  a b:\n    url: x', 'c.yaml:2:3: a source’s name has letters'],
  ['sources:\n  a:\n    ca: x', 'c.yaml:2:3: the source "a" needs a "url"'],
  ['sources:\n  a:\n    url: http://h', 'c.yaml:2:3: the url of "a" must begin with clickhouse://'],
  ['sources:\n  a:\n    url: clickhouse://h', 'c.yaml:2:3: the url of "a": the address must name a table'],
  ['sources:\n  a:\n    url: clickhouse://me:pw@h/db/t', 'c.yaml:2:3: the url of "a": a password does not belong'],
  ['sources:\n  a:\n    password: pw', 'c.yaml:3:5: a password does not belong in this file'],
  ['sources:\n  a:\n    uri: pw', 'c.yaml:3:5: there is no "uri" in a source'],
  [
    'sources:\n  a:\n    url: clickhouse://h/d/t\n    fields:\n      colour: x',
    'c.yaml:5:7: there is no field "colour"',
  ],
  ['sources:\n  a:\n    url: clickhouse://h/d/t\n    fields:\n      verb: 3', 'c.yaml:5:13: "verb" must be text'],
])('%j is refused with its place', (text, message) => {
  const found = read(text);
  expect(found).toMatchObject({ok: false, message: expect.stringContaining(message)});
  expect(JSON.stringify(found)).not.toContain('me:pw');
});
