import {describe, expect, test} from 'vitest';
import {checkPolicy} from '../../../src/rules/policy/check.ts';
import {PROFILES} from '../../../src/rules/policy/profiles.ts';
import {policyYaml, ruleYaml} from '../../../src/rules/policy/profiles-print.ts';
import {readPolicy} from '../../../src/rules/policy/read.ts';

describe('profiles', () => {
  test('names are unique and say what they are', () => {
    expect(new Set(PROFILES.map(({name}) => name)).size).toBe(PROFILES.length);
    for (const {doc} of PROFILES) expect(doc.length).toBeGreaterThan(20);
  });

  test.each(PROFILES.map(profile => [profile.name, profile] as const))('%s passes every check', (file, {policy}) => {
    const checked = checkPolicy(policyYaml(policy), {file});
    expect(checked.flatMap(({findings}) => findings)).toEqual([]);
  });

  test.each(PROFILES.map(profile => [profile.name, profile] as const))(
    '%s is commented, and its lines fit',
    (_name, {policy}) => {
      const lines = policyYaml(policy).split('\n');
      expect(lines.filter(line => line.length > 130)).toEqual([]);
      expect(lines.filter(line => line.trim().startsWith('#')).length).toBeGreaterThan(policy.rules.length);
    },
  );
});

describe('printing', () => {
  test('what is written is what is read, whatever the names', () => {
    const rule = {
      why: ['one\ntwo\u202e'],
      level: 'Request',
      users: ['a: b', '"x"', '# no', 'ünï', '\u001b[31m', ' y ', 'null', '1', '\u2028'],
      verbs: ['get'],
      resources: [{group: 'apps', resources: ['deployments'], resourceNames: ["it's"]}, {group: ''}],
      namespaces: [''],
      omitStages: ['RequestReceived'],
    } as const;
    const text = policyYaml({why: ['x'], rules: [rule]});
    const {policy, faults} = readPolicy(text, {file: 'p'});
    expect(faults).toEqual([]);
    expect(policy!.rules[0]).toMatchObject({
      level: 'Request',
      users: rule.users,
      verbs: rule.verbs,
      resources: [
        {group: 'apps', resources: ['deployments'], resourceNames: ["it's"]},
        {group: '', resources: [], resourceNames: []},
      ],
      namespaces: [''],
      omitStages: ['RequestReceived'],
    });
    expect(text).not.toMatch(/[\u001b\u202e\u2028]/);
  });

  test('a long list takes a line an item', () => {
    const users = Array.from({length: 10}, (_, i) => `system:serviceaccount:kube-system:controller-${i}`);
    const text = ruleYaml({why: [], level: 'None', users});
    expect(text.split('\n').length).toBe(12);
    expect(
      readPolicy(policyYaml({why: [], rules: [{why: [], level: 'None', users}]}), {file: 'p'}).policy!.rules[0]!.users,
    ).toEqual(users);
  });
});
