// The commands about audit policies: rows of COMMANDS.
import type {CommandSpec} from './commands.ts';
import {INPUT_FLAGS, LOCAL_TYPED, PATHS} from './common-flags.ts';
import type {PositionalSpec} from './flags.ts';

const POLICY: PositionalSpec = {
  name: 'POLICY',
  doc: 'a policy file, or a file that holds one: a ConfigMap, a kubeadm or kops configuration',
  required: true,
};

export const POLICY_COMMANDS = [
  {
    name: 'policy check',
    title: 'find errors and silent mistakes in a policy',
    doc: 'Reports what the API server would say when it loads the policy, and what it would not: rules that never decide, selectors that match nothing, secrets in bodies, what is not logged. Each with its place, why it matters and what to write. Policies inside a ConfigMap, a kops or RKE cluster or a machine configuration are found. Exit status: 0 sound, 1 warnings, 2 errors that keep the API server from starting, or a file that cannot be read.',
    positionals: [
      {name: 'FILE', doc: 'a policy file, a file that holds one, or - for standard input', required: true, many: true},
    ],
    flags: [
      {
        name: 'output',
        short: 'o',
        value: 'FORMAT',
        choices: ['text', 'json', 'sarif'],
        doc: 'text (the default), json or sarif (2.1.0, for code scanning)',
      },
      {
        name: 'kubernetes-version',
        short: 'k',
        value: 'VERSION',
        doc: 'the version that will load it, such as 1.30 (default: the newest known). It decides what is an error',
      },
      {name: 'skip', value: 'CHECKS', doc: 'leave out these checks, comma-separated, as no-catch-all; errors stay'},
    ],
    examples: [
      {
        line: 'audit-tui policy check /etc/kubernetes/audit-policy.yaml',
        doc: 'before the API server is restarted with it',
      },
      {line: 'audit-tui policy check -o sarif policies/prod.yaml policies/staging.yaml > audit.sarif', doc: 'in CI'},
    ],
    load: async () => (await import('./policy-check.ts')).policyCheck,
  },
  {
    name: 'policy explain',
    title: 'show which rule of a policy decides, and why',
    doc: 'For each event that a query finds: the rule that decides, the first condition on which each earlier rule fails, the resulting level and stages, and whether the event was logged accordingly. Events with the same explanation are grouped. jsonl prints one object per event: auditID, stage, level, ruleIndex (from 0; null when no rule matches), omitStages, omitManagedFields, agrees.',
    positionals: [
      POLICY,
      {name: 'EXPR', doc: "which events, such as 'verb:delete ns:prod-*'; '' is everything", query: true},
      PATHS,
    ],
    flags: [
      {
        name: 'request',
        short: 'r',
        value: 'REQUEST',
        doc: 'a request instead of a log: user=NAME groups=A,B METHOD URL',
      },
      {name: 'output', short: 'o', value: 'FORMAT', choices: ['text', 'jsonl'], doc: 'text (the default) or jsonl'},
      {
        name: 'limit',
        short: 'l',
        value: 'N',
        doc: 'stop after N blocks or objects; 0 is all. 10 in text, all in jsonl by default',
      },
      ...INPUT_FLAGS,
      LOCAL_TYPED,
    ],
    examples: [
      {
        line: "audit-tui policy explain sample-logs/audit-policy.yaml 'verb:delete resource:pods' sample-logs",
        doc: 'why deletions of pods are logged as they are',
      },
      {
        line: "audit-tui policy explain policy.yaml --request 'user=alice groups=dev GET /api/v1/namespaces/x/secrets'",
        doc: 'a request that has not been made',
      },
    ],
    load: async () => (await import('./policy-explain.ts')).policyExplain,
  },
  {
    name: 'policy simulate',
    title: 'show what a policy would have logged',
    doc: 'Replays a policy over a log: events and bytes of each rule, rules that never matched, what changes, who causes most of it, bytes a day. Without --against it is compared with the log as it is. What the policy in force did not log is not there to be counted.',
    positionals: [POLICY, PATHS],
    flags: [
      {name: 'against', short: 'a', value: 'POLICY', doc: 'compare with this policy: the one that was in force'},
      {name: 'where', short: 'w', value: 'EXPR', doc: 'only what matches this query'},
      {name: 'output', short: 'o', value: 'FORMAT', choices: ['table', 'json'], doc: 'table (the default) or json'},
      {
        name: 'limit',
        short: 'l',
        value: 'N',
        doc: 'stop after N spenders; 0 is all. 15 in a table, all in json by default',
      },
      ...INPUT_FLAGS,
      LOCAL_TYPED,
    ],
    examples: [
      {
        line: 'audit-tui policy simulate smaller.yaml --against sample-logs/audit-policy.yaml sample-logs',
        doc: 'what a smaller policy would save',
      },
    ],
    load: async () => (await import('./policy-simulate.ts')).policySimulate,
  },
  {
    name: 'policy suggest',
    title: 'suggest rules that make a log smaller',
    doc: 'Rules that save most, each as YAML to paste, with what it saves and what would no longer be known. Never drops writes, failures, secrets, tokens, ways into containers, RBAC, or what people and anonymous users do. With --policy it says where in it each rule goes.',
    positionals: [PATHS],
    flags: [
      {name: 'policy', short: 'p', value: 'POLICY', doc: 'the policy in force'},
      {
        name: 'output',
        short: 'o',
        value: 'FORMAT',
        choices: ['text', 'json', 'policy'],
        doc: 'text (the default), json, or policy: that of --policy with the rules put in',
      },
      {
        name: 'limit',
        short: 'l',
        value: 'N',
        doc: 'stop after N suggestions; 0 is all. 10 in text, all else by default',
      },
      ...INPUT_FLAGS,
    ],
    examples: [
      {
        line: 'audit-tui policy suggest --policy sample-logs/audit-policy.yaml sample-logs',
        doc: 'what could go, and where to say so',
      },
      {
        line: 'audit-tui policy suggest --policy old.yaml -o policy audit.log > new.yaml && audit-tui policy simulate new.yaml --against old.yaml audit.log',
        doc: 'what it would come to',
      },
    ],
    load: async () => (await import('./policy-suggest.ts')).policySuggest,
  },
  {
    name: 'policy init',
    title: 'print a starter policy',
    doc: 'Prints a commented policy: one of the profiles, or with --only the one that logs just what a query finds. A query that a policy cannot express is refused, with the reason.',
    positionals: [],
    flags: [
      {
        name: 'profile',
        value: 'NAME',
        choices: ['recommended', 'minimal', 'forensic'],
        doc: 'recommended (the default; bodies of changes, never of secrets, little noise), minimal (who did what, without bodies) or forensic (nothing is dropped)',
      },
      {name: 'only', value: 'EXPR', doc: "log this and nothing else, as 'verb:delete resource:pods ns:shop'"},
      {
        name: 'level',
        value: 'LEVEL',
        choices: ['Metadata', 'Request', 'RequestResponse'],
        doc: 'of what --only names: Metadata (the default), Request or RequestResponse',
      },
      {name: 'out', value: 'FILE', doc: 'write it to this file, which must not be there yet'},
    ],
    examples: [
      {line: 'audit-tui policy init --profile recommended --out audit-policy.yaml', doc: 'a file to edit'},
      {
        line: "audit-tui policy init --only 'verb:delete resource:pods ns:prod-namespace name:webapp-pod' --level RequestResponse",
        doc: 'deletions of one pod, with both bodies',
      },
    ],
    load: async () => (await import('./policy-init.ts')).policyInit,
  },
] as const satisfies readonly CommandSpec[];
