// Findings as SARIF 2.1.0 (OASIS), for code scanning: what was looked for are the run's rules, what was found its results.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/
import type {PolicyFinding} from '../rules/policy/check.ts';
import type {CheckInfo, Severity} from '../rules/policy/checks/check.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

const LEVELS: Readonly<Record<Severity, string>> = {error: 'error', warning: 'warning', info: 'note'};

/** A path as a URI reference: relative ones stay so, to be resolved where the program ran. */
export function uriOf(path: string): string {
  const parts = path.replaceAll('\\', '/').split('/');
  // A first part with a colon would be read as a scheme.
  const [first = ''] = parts;
  const encoded = parts.map(encodeURIComponent).join('/').replaceAll('%3A', ':');
  if (path.startsWith('/')) return `file://${encoded}`;
  if (/^[A-Za-z]:$/.test(first)) return `file:///${encoded}`;
  return first.includes(':') ? `./${encoded}` : encoded;
}

const descriptor = ({id, severity, title, why, write}: CheckInfo) => ({
  id,
  shortDescription: {text: title},
  fullDescription: {text: why},
  help: {text: `${why}\n${write}`},
  defaultConfiguration: {level: LEVELS[severity]},
});

const location = ({file, where, at}: PolicyFinding) => ({
  physicalLocation: {
    artifactLocation: {uri: uriOf(file)},
    region: {
      startLine: at.line,
      startColumn: at.column,
      endLine: at.line,
      endColumn: at.column + at.length,
    },
  },
  ...(where === '' ? {} : {logicalLocations: [{fullyQualifiedName: where}]}),
});

const result = (finding: PolicyFinding, checks: readonly CheckInfo[]) => ({
  ruleId: finding.check,
  ruleIndex: checks.findIndex(({id}) => id === finding.check),
  level: LEVELS[finding.severity],
  message: {text: `${finding.message}\n${finding.write}`},
  locations: [location(finding)],
});

/** A whole log, as text. @param version of this program */
export function sarif(findings: readonly PolicyFinding[], checks: readonly CheckInfo[], version: string): string {
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {driver: {name: 'audit-tui', version, rules: checks.map(descriptor)}},
        columnKind: 'utf16CodeUnits',
        results: findings.map(finding => result(finding, checks)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}
