// One run a command that needs no terminal, by its name, in a folder that holds `sample-logs`.

export type Run = {
  readonly args: readonly string[];
  readonly code: number;
  readonly says: RegExp;
  /** What it prints changes with the time or the machine. */
  readonly varies?: true;
};

export const LOGS = 'sample-logs';
const POLICY = `${LOGS}/audit-policy.yaml`;

export const RUNS: Readonly<Record<string, Run>> = {
  '': {args: [LOGS], code: 0, says: /2,110 requests/},
  query: {args: ['query', 'verb:delete name:webapp-pod', LOGS, '-o', 'json'], code: 0, says: /"name": ?"webapp-pod"/},
  bundle: {args: ['bundle', 'ip:203.0.113.66', LOGS, '--out', 'incident'], code: 0, says: /incident/, varies: true},
  load: {
    args: ['load', `${LOGS}/audit.log`, '--to', 'clickhouse://127.0.0.1:1/db/t'],
    code: 2,
    says: /is not reached/,
  },
  top: {args: ['top', '--by', 'user', LOGS], code: 0, says: /system:node:worker-1/},
  'policy check': {args: ['policy', 'check', POLICY], code: 1, says: /audit-policy\.yaml/},
  'policy explain': {args: ['policy', 'explain', POLICY, 'name:webapp-pod', LOGS], code: 0, says: /rule/},
  'policy simulate': {args: ['policy', 'simulate', POLICY, LOGS], code: 0, says: /rule/},
  'policy suggest': {args: ['policy', 'suggest', LOGS], code: 0, says: /saves|%/},
  'policy init': {args: ['policy', 'init'], code: 0, says: /kind: Policy/},
  findings: {args: ['findings', LOGS], code: 1, says: /203\.0\.113\.66/},
  rbac: {args: ['rbac', '--serviceaccount', 'build:ci-runner', LOGS], code: 0, says: /kind: Role/},
  doctor: {args: ['doctor', '--root', LOGS], code: 2, says: /API server/},
  verify: {args: ['verify', 'verb:nothing', `${LOGS}/audit.log`, '--within', '1s'], code: 1, says: /./, varies: true},
  help: {args: ['help', 'query'], code: 0, says: /verb:delete/},
  man: {args: ['man'], code: 0, says: /\.TH/},
  completion: {args: ['completion', 'bash'], code: 0, says: /complete /},
};
