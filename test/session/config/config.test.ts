import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {isVisible} from '../../../src/audit/visible.ts';
import {readConfig, withFilter} from '../../../src/session/config/config.ts';

const GOOD = `# mine
filters:
  - name: people
    doc: Everybody but the system.
    query: -user:system:*
  - {name: denied, query: 'code:403'}
`;

const read = (text: string) => readConfig(text, 'c.yaml');

describe('the config file', () => {
  test('holds filters', () => {
    expect(read(GOOD)).toEqual({
      ok: true,
      config: {
        filters: [
          {name: 'people', doc: 'Everybody but the system.', query: '-user:system:*'},
          {name: 'denied', query: 'code:403'},
        ],
      },
    });
  });

  test('names a policy file', () => {
    expect(read('policy: audit-policy.yaml\n')).toEqual({ok: true, config: {filters: [], policy: 'audit-policy.yaml'}});
    expect(read('policy: [a]\nfilters: []\n')).toEqual({
      ok: false,
      message: 'c.yaml:1:9: "policy" must be text; put it into quotes',
    });
  });

  test.each([
    ['theme: light\n', {theme: 'light'}],
    ['theme: 16\n', {theme: '16'}],
    ['theme: "16"\nascii: true\n', {theme: '16', ascii: true}],
    ['ascii: false\nsessions: true\n', {ascii: false, sessions: true}],
  ])('says how the screen looks: %j', (text, config) => {
    expect(read(text)).toEqual({ok: true, config: {filters: [], ...config}});
  });

  test.each([
    ['theme: solarized\n', 'c.yaml:1:8: "theme" must be one of auto, dark, light, 16, none'],
    ['filters: []\nascii: maybe\n', 'c.yaml:2:8: "ascii" must be true or false'],
  ])('refuses %j', (text, message) => expect(read(text)).toEqual({ok: false, message}));

  test.each(['', '# nothing yet\n', 'filters:\n', 'filters: []\n'])('may be without one: %j', text => {
    expect(read(text)).toEqual({ok: true, config: {filters: []}});
  });

  test.each([
    ['an unknown key', 'filter: []\n', 'c.yaml:1:1: there is no "filter" in the file; did you mean filters?'],
    [
      'an unknown key of a filter',
      'filters:\n  - name: a\n    querry: x\n',
      'c.yaml:3:5: there is no "querry" in a filter; did you mean query?',
    ],
    ['a list is no map', '- a\n', 'c.yaml:1:1: the file must be a map with "filters"'],
    ['filters that are no list', 'filters:\n  a: b\n', 'c.yaml:2:3: "filters" must be a list'],
    ['a filter that is no map', 'filters:\n  - a\n', 'c.yaml:2:5: a filter is a map with "name" and "query"'],
    ['no query', 'filters:\n  - name: a\n', 'c.yaml:2:5: a filter needs a "query" that is not empty'],
    [
      'an empty name',
      'filters:\n  - name: ""\n    query: x\n',
      'c.yaml:2:5: a filter needs a "name" that is not empty',
    ],
    ['a number', 'filters:\n  - name: a\n    query: 403\n', 'c.yaml:3:12: "query" must be text; put it into quotes'],
    [
      'the same name twice',
      'filters:\n  - {name: a, query: x}\n  - {name: a, query: y}\n',
      'c.yaml:3:12: there are two filters "a"',
    ],
    [
      'a query that does not parse, at the place of its own error',
      'filters:\n  - name: a\n    query: verb:get usr:x\n',
      /^c\.yaml:3:21: the query of "a" has an error: .*user/,
    ],
    [
      'the same in quotes',
      "filters:\n  - name: a\n    query: 'verb:get usr:x'\n",
      /^c\.yaml:3:22: the query of "a" has an error/,
    ],
    ['no YAML', 'filters:\n  - name: "a\n', /^c\.yaml:3:1: /],
    ['tabs', 'filters:\n\t- a\n', /^c\.yaml:2:1: /],
    ['a key twice', 'filters: []\nfilters: []\n', /^c\.yaml:2:1: /],
  ])('%s is told with its place', (_, text, message) => {
    const result = read(text);
    expect(result.ok).toBe(false);
    if (result.ok) return;
    if (typeof message === 'string') expect(result.message).toBe(message);
    else expect(result.message).toMatch(message);
    expect(result.message).not.toContain('\n');
  });

  test('whatever it holds, it is read or refused in one safe line', () => {
    const piece = fc.constantFrom(
      'filters:',
      '\n',
      '  ',
      '- ',
      'name: ',
      'query: ',
      '"',
      "'",
      '{',
      '}',
      '[',
      '&a ',
      '*a',
      '!!x ',
      '\x1b',
      '|',
      'x',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, {maxLength: 30}).map(parts => parts.join('')),
        ),
        text => {
          const result = read(text);
          if (!result.ok) expect(isVisible(result.message)).toBe(true);
        },
      ),
    );
  });
});

describe('a filter that is added', () => {
  test.each([
    ['nothing', ''],
    ['comments alone', '# mine\n'],
    ['no filters', 'filters:\n'],
    ['an empty list', 'filters: []\n'],
    ['others', GOOD],
  ])('to %s can be read again, with what was there', (_, text) => {
    const before = read(text);
    const filter = {name: 'new: "one"', query: 'user:"a # b" -(ns:kube-*)'};
    const added = withFilter(text, filter);
    expect(read(added)).toEqual({
      ok: true,
      config: {filters: [...(before.ok ? before.config.filters : []), filter]},
    });
    if (text.includes('# mine')) expect(added).toContain('# mine');
  });

  test('of the same name is replaced', () => {
    const result = read(withFilter(GOOD, {name: 'denied', query: 'code:401,403'}));
    expect(result.ok && result.config.filters.map(({query}) => query)).toEqual(['-user:system:*', 'code:401,403']);
  });

  test('any name and query come back as they were', () => {
    const text = fc.string({unit: 'grapheme', minLength: 1}).filter(value => value.trim() === value && value !== '');
    fc.assert(
      fc.property(text, text, (name, word) => {
        const query = JSON.stringify(word.replace(/[\\"]/g, ''));
        fc.pre(query !== '""');
        const result = read(withFilter(GOOD, {name, query}));
        expect(result.ok && result.config.filters.at(-1)).toEqual({name, query});
      }),
    );
  });
});
