import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {findingsOf} from '../../../src/rules/findings/engine.ts';
import {readRules} from '../../../src/rules/findings/rules-file.ts';
import {did, times} from '../../../src/rules/findings/sample.ts';
import {MemorySource} from '../../support/memory-source.ts';

const FILE = `
thresholds:
  secrets-enumerated: {names: 3, within: 30s}
severity: {exec: low}
off: [port-forward]
allow:
  - findings: [secret-read]
    users: ["backup*"]
    why: it saves them
  - namespaces: [sandbox]
rules:
  - id: no-friday
    title: Change on a Friday
    severity: medium
    query: verb:patch resource:deployments
    why: Nobody is there at the weekend.
`;

const read = (text: string) => readRules(text, 'rules.yaml');

async function rulesFound(text: string, events: Parameters<typeof did>[1][]) {
  const settings = read(text);
  if (!settings.ok) throw new Error(settings.message);
  const log = events.map((change, i) => did(change?.agent ?? 'get secrets shop/db', {...change, at: i}));
  const {incidents} = await findingsOf(new MemorySource(log), {settings: settings.settings});
  return incidents.flatMap(({findings}) => findings).map(({rule, severity}) => `${rule} ${severity}`);
}

describe('a file of rules', () => {
  test('is read', () => {
    expect(read(FILE)).toMatchObject({
      ok: true,
      settings: {
        thresholds: {'secrets-enumerated': {names: 3, within: 30e6}},
        severities: {exec: 'low'},
        off: ['port-forward'],
        allow: [{findings: ['secret-read'], users: ['backup*']}, {namespaces: ['sandbox']}],
        rules: [{id: 'no-friday', severity: 'medium', kind: 'query'}],
      },
    });
  });

  test.each([
    ['an empty file', '', true],
    ['only a comment', '# nothing yet\n', true],
  ])('%s changes nothing', (_name, text) => {
    expect(read(text)).toMatchObject({ok: true, settings: {off: [], allow: [], rules: []}});
  });

  test.each([
    [
      'a key that is not known',
      'treshold: {}',
      '1:1: there is no "treshold" in the rules of findings; did you mean thresholds?',
    ],
    ['a finding that is not there', 'off: [exce]', '1:7: there is no finding "exce"; did you mean exec?'],
    [
      'a threshold of another kind',
      'thresholds:\n  many-refusals: {within: 3}',
      '2:27: "within" must be a duration such as 30s, 5m or 2h',
    ],
    [
      'a threshold that is no number',
      'thresholds:\n  many-refusals:\n    kinds: many',
      '3:12: "kinds" must be a whole number above 0',
    ],
    [
      'a finding without thresholds',
      'thresholds:\n  exec: {count: 3}',
      '2:3: exec has no thresholds; those that have are many-refusals, failed-logins, new-address, secrets-enumerated, deletion-burst',
    ],
    ['one value where there must be a map', 'severity: low', '1:11: "severity" must be a map, such as "exec: low"'],
    ['one value where there must be a list', 'off: exec', '1:6: "off" must be a list, such as [exec]'],
    [
      'a map where there must be a list',
      'rules:\n  id: a',
      '2:3: "rules" must be a list, such as "- id: my-rule", a dash before each rule',
    ],
    [
      'a number where there must be text',
      'allow:\n  - users: [123]',
      '2:13: an element of "users" must be text: write "123", in quotes',
    ],
    [
      'a network that is none',
      'allow:\n  - addresses: [10.0.0/8]',
      '2:17: "10.0.0/8" is no network: write one as 10.0.3.0/24, addresses as 10.0.3.17 or 10.0.3.*',
    ],
    [
      'an alias',
      'off: &a [exec]\nallow: *a',
      '2:8: "allow" is an alias, *a, which is not followed here: write out what it stands for',
    ],
    [
      'a second document',
      'off: [exec]\n---\noff: [log-gap]',
      '2:1: a second document begins here; put all of it into one, without ---',
    ],
    [
      'a query over several lines',
      'rules:\n  - id: a\n    title: a\n    severity: low\n    why: a\n    query: >\n      verb:get\n      (resource:pods',
      '8:7: the query of "a" has an error: This parenthesis is not closed: add ) or quote the text.',
    ],
    [
      'a severity that is none',
      'severity: {exec: mid}',
      '1:18: there is no severity "mid"; known are info, low, medium, high, critical',
    ],
    [
      'an entry that allows everything',
      'allow:\n  - findings: [exec]',
      '2:5: an entry of "allow" needs users, namespaces, addresses or images; "off" turns a finding off',
    ],
    ['an empty list', 'allow:\n  - users: []', '2:12: "users" is empty: nothing is allowed by it; leave it out'],
    ['a rule without a query', 'rules:\n  - id: a\n    title: A', '2:5: a rule needs "query"'],
    [
      'a query with an error',
      'rules:\n  - {id: a, title: A, severity: low, why: b, query: "verb:get usr:x"}',
      '2:63: the query of "a" has an error',
    ],
    [
      'an id with a blank',
      'rules:\n  - {id: a b, title: A, severity: low, why: b, query: x}',
      '2:10: the id "a b" must be lower-case letters, digits and dashes',
    ],
    [
      'a rule twice',
      'rules:\n  - &r {id: a, title: A, severity: low, why: b, query: x}\n  - {id: a, title: A, severity: low, why: b, query: x}',
      '3:5: there are two rules "a"',
    ],
    ['no YAML', 'off: [', '1:7: '],
  ])('%s is told with its place', (_name, text, message) => {
    const answer = read(text);
    expect(answer.ok ? 'read' : answer.message).toContain(`rules.yaml:${message}`);
  });

  test('the example of the documentation is one', () => {
    const page = readFileSync('docs/findings.md', 'utf8');
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page)!;
    expect(read(yaml)).toMatchObject({ok: true, settings: {off: ['port-forward'], rules: [{id: 'change-on-friday'}]}});
  });

  test('never throws, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({maxLength: 60, unit: fc.constantFrom(...'{}[]:,-#&*!|>%@ \nallowrules"\u001b')}), text => {
        const answer = read(text);
        expect(answer.ok ? '' : answer.message).not.toContain('\u001b');
      }),
    );
  });

  test('what is allowed is no finding', async () => {
    expect(await rulesFound(FILE, [{user: 'backup-1'}])).toEqual([]);
    expect(await rulesFound(FILE, [{user: 'alice'}])).toEqual(['secret-read low']);
    expect(await rulesFound(FILE, [{agent: 'get pods/exec sandbox/a', code: 101}])).toEqual([]);
  });

  test('images are allowed where all of a pod are', async () => {
    const allow = 'allow:\n  - findings: [privileged-pod]\n    images: ["good/*"]\n';
    const pod = (...images: string[]) => ({
      agent: 'create pods shop/a',
      request: {spec: {containers: images.map(image => ({image, securityContext: {privileged: true}}))}},
    });
    expect(await rulesFound(allow, [pod('good/a', 'good/b')])).toEqual([]);
    expect(await rulesFound(allow, [pod('good/a', 'bad/b')])).toEqual(['privileged-pod high']);
  });

  test('severities, what is off, and own rules hold', async () => {
    expect(await rulesFound(FILE, [{agent: 'get pods/exec shop/a', code: 101}])).toEqual(['exec low']);
    expect(await rulesFound(FILE, [{agent: 'get pods/portforward shop/a', code: 101}])).toEqual([]);
    expect(await rulesFound(FILE, [{agent: 'patch deployments.apps shop/a'}])).toEqual(['no-friday medium']);
  });

  test('thresholds hold', async () => {
    const reads = times(3, 10, (at, i) => did(`get secrets shop/s${i}`, {at}));
    const settings = read(FILE);
    if (!settings.ok) throw new Error(settings.message);
    const rules = async (given: object) =>
      (await findingsOf(new MemorySource(reads), given)).incidents.flatMap(({findings}) =>
        findings.map(({rule}) => rule),
      );
    expect(await rules({settings: settings.settings})).toContain('secrets-enumerated');
    expect(await rules({})).not.toContain('secrets-enumerated');
  });
});
