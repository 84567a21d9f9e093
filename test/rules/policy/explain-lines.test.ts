import {describe, expect, test} from 'vitest';
import {linesOf, ruleLines, sharedIndent} from '../../../src/rules/policy/explain-lines.ts';
import {readPolicy} from '../../../src/rules/policy/read.ts';

const HEAD = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n';

const rulesIn = (text: string, most = 20) => {
  const {policy, faults} = readPolicy(text, {file: 'p.yaml'});
  if (policy === undefined) throw new Error(faults.map(({message}) => message).join());
  return policy.rules.map(rule =>
    ruleLines(linesOf(text), rule, most).map(({number, text: line}) => `${number} ${line}`),
  );
};

describe('ruleLines', () => {
  test.each<[name: string, rules: string, expected: string[][]]>([
    [
      'block style',
      '  - level: None\n    users: [a]\n  - level: Metadata\n',
      [['4   - level: None', '5     users: [a]'], ['6   - level: Metadata']],
    ],
    [
      'no indent',
      '- level: None\n  users:\n  - a\n- level: Metadata\n',
      [['4 - level: None', '5   users:', '6   - a'], ['7 - level: Metadata']],
    ],
    [
      'a comment above the next rule belongs to that',
      '- level: None\n  # why\n  users: [a]\n\n# next\n- level: Metadata\n# end\n',
      [['4 - level: None', '5   # why', '6   users: [a]'], ['9 - level: Metadata']],
    ],
    [
      'a dash on its own line',
      '-\n  level: None\n  users: [a]\n- level: Metadata\n',
      [['5   level: None', '6   users: [a]'], ['7 - level: Metadata']],
    ],
    [
      'flow style on a line',
      '- {level: None, users: ["}"]}\n- {level: Metadata}\n',
      [['4 - {level: None, users: ["}"]}'], ['5 - {level: Metadata}']],
    ],
    [
      'flow style on several',
      '- {level: None,\n   users: [a]\n  }\n- level: Metadata\n',
      [['4 - {level: None,', '5    users: [a]', '6   }'], ['7 - level: Metadata']],
    ],
  ])('%s', (_name, rules, expected) => {
    expect(rulesIn(HEAD + rules)).toEqual(expected);
  });

  test('after the last rule other keys are not of it', () => {
    expect(rulesIn(`${HEAD}  - level: None\n    users: [a]\nomitStages: [Panic]\n`)).toEqual([
      ['4   - level: None', '5     users: [a]'],
    ]);
  });

  test('CRLF and a byte order mark change no line', () => {
    const text = `\uFEFF${HEAD}- level: None\n  users: [a]\n`.replaceAll('\n', '\r\n');
    expect(rulesIn(text)).toEqual([['4 - level: None', '5   users: [a]']]);
  });

  test('JSON', () => {
    const text = JSON.stringify(
      {apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules: [{level: 'None', users: ['a']}, {level: 'Metadata'}]},
      null,
      2,
    );
    expect(rulesIn(text)[1]).toEqual(['11     {', '12       "level": "Metadata"', '13     }']);
  });

  test('inside a ConfigMap', () => {
    const text = `apiVersion: v1\nkind: ConfigMap\ndata:\n  p.yaml: |\n    apiVersion: audit.k8s.io/v1\n    kind: Policy\n    rules:\n    - level: None\n      users: [a]\n  other: x\n`;
    expect(rulesIn(text)).toEqual([['8     - level: None', '9       users: [a]']]);
  });

  test('at most so many', () => {
    expect(rulesIn(`${HEAD}- level: None\n  users: [a]\n  verbs: [get]\n`, 2)).toEqual([
      ['4 - level: None', '5   users: [a]'],
    ]);
  });
});

test('the indent that lines share', () => {
  expect(
    sharedIndent([
      {number: 1, text: '    a'},
      {number: 2, text: ''},
      {number: 3, text: '  b'},
    ]),
  ).toBe(2);
});
