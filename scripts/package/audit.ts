// What `npm audit --json` says, in lines: npm's report of version 2, as https://docs.npmjs.com/cli/v11/commands/npm-audit has it.

type Advisory = {readonly title: string; readonly severity: string; readonly url: string; readonly range: string};

type Report = {
  readonly vulnerabilities?: Readonly<
    Record<string, {readonly name: string; readonly via: readonly (Advisory | string)[]}>
  >;
  readonly metadata?: {readonly dependencies?: {readonly total?: number}};
  readonly message?: string;
  readonly statusCode?: number;
};

export type Answer =
  | {readonly kind: 'none'; readonly packages: number}
  | {readonly kind: 'found'; readonly lines: readonly string[]}
  | {readonly kind: 'silent'; readonly why: string};

function parsed(text: string): Report | undefined {
  try {
    return JSON.parse(text) as Report;
  } catch {
    return undefined;
  }
}

/** A vulnerability that another one brings along names that one only: it is told once, where it is. */
const linesOf = (vulnerabilities: NonNullable<Report['vulnerabilities']>): readonly string[] =>
  Object.values(vulnerabilities).flatMap(({name, via}) =>
    via.flatMap(advisory =>
      typeof advisory === 'string'
        ? []
        : [`${name} ${advisory.range}: ${advisory.severity}, ${advisory.title} (${advisory.url})`],
    ),
  );

/** Never throws: what is no report is silence, with the reason if there is one. */
export function answerOf(text: string): Answer {
  const report = parsed(text);
  if (report?.vulnerabilities === undefined) {
    const why = report?.statusCode === undefined ? report?.message : `status ${report.statusCode}`;
    return {kind: 'silent', why: why?.split('\n')[0] ?? 'no report'};
  }
  const lines = linesOf(report.vulnerabilities);
  // Counted by its keys as well, so that a report in another form is no all-clear.
  if (lines.length === 0 && Object.keys(report.vulnerabilities).length === 0)
    return {kind: 'none', packages: report.metadata?.dependencies?.total ?? 0};
  return {kind: 'found', lines: lines.length > 0 ? lines : Object.keys(report.vulnerabilities)};
}
