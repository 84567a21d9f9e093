import {describe, expect, test} from 'vitest';
import {sarif, uriOf} from '../../src/export/sarif.ts';
import {checkPolicy} from '../../src/rules/policy/check.ts';
import {POLICY_CHECKS} from '../../src/rules/policy/checks.ts';

type Log = {
  $schema: string;
  version: string;
  runs: {
    tool: {
      driver: {
        name: string;
        version: string;
        rules: {id: string; shortDescription: {text: string}; defaultConfiguration: {level: string}}[];
      };
    };
    columnKind: string;
    results: {
      ruleId: string;
      ruleIndex: number;
      level: string;
      message: {text: string};
      locations: {
        physicalLocation: {
          artifactLocation: {uri: string};
          region: {startLine: number; startColumn: number; endLine: number; endColumn: number};
        };
        logicalLocations?: {fullyQualifiedName: string}[];
      }[];
    }[];
  }[];
};

const POLICY =
  'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n  verbs: ["*"]\n- level: Metadata\n';

const logOf = (text: string, file = 'a b/policy.yaml') =>
  JSON.parse(
    sarif(
      checkPolicy(text, {file}).flatMap(({findings}) => findings),
      POLICY_CHECKS,
      '1.2.3',
    ),
  ) as Log;

describe('sarif', () => {
  const log = logOf(POLICY);
  const [run] = log.runs;

  test('has what the schema requires of a log and a run', () => {
    expect(log).toMatchObject({version: '2.1.0', $schema: expect.stringContaining('sarif')});
    expect(log.runs).toHaveLength(1);
    expect(run).toMatchObject({tool: {driver: {name: 'audit-tui', version: '1.2.3'}}, columnKind: 'utf16CodeUnits'});
  });

  test('every check is a rule', () => {
    expect(run!.tool.driver.rules.map(({id}) => id)).toEqual(POLICY_CHECKS.map(({id}) => id));
    for (const {defaultConfiguration, shortDescription} of run!.tool.driver.rules) {
      expect(['error', 'warning', 'note']).toContain(defaultConfiguration.level);
      expect(shortDescription.text).not.toBe('');
    }
  });

  test('every finding is a result that names its rule by id and index', () => {
    expect(run!.results.length).toBeGreaterThan(1);
    for (const {ruleId, ruleIndex, message} of run!.results) {
      expect(run!.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
      expect(message.text).not.toBe('');
    }
  });

  test('a place is a region of a file', () => {
    const glob = run!.results.find(({ruleId}) => ruleId === 'glob');
    expect(glob).toMatchObject({
      level: 'warning',
      locations: [
        {
          physicalLocation: {
            artifactLocation: {uri: 'a%20b/policy.yaml'},
            region: {startLine: 5, startColumn: 11, endLine: 5, endColumn: 14},
          },
        },
      ],
    });
  });

  test('a policy inside a file says where', () => {
    const inside = logOf(`kind: ConfigMap\ndata:\n  p: |\n${POLICY.replaceAll(/^/gm, '    ').trimEnd()}\n`);
    expect(inside.runs[0]!.results[0]!.locations[0]!.logicalLocations).toEqual([{fullyQualifiedName: 'data.p'}]);
  });

  test('nothing found is an empty list of results', () => {
    expect(JSON.parse(sarif([], POLICY_CHECKS, '1')).runs[0].results).toEqual([]);
  });
});

test.each<[path: string, uri: string]>([
  ['policy.yaml', 'policy.yaml'],
  ['a/ü 1.yaml', 'a/%C3%BC%201.yaml'],
  ['/etc/a.yaml', 'file:///etc/a.yaml'],
  ['C:\\x\\a.yaml', 'file:///C:/x/a.yaml'],
  ['a:b.yaml', './a:b.yaml'],
  ['50%.yaml', '50%25.yaml'],
])('the path %s is the URI %s', (path, uri) => {
  expect(uriOf(path)).toBe(uri);
});
