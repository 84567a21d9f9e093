// The command about roles: a row of COMMANDS.
import type {CommandSpec} from './commands.ts';
import {INPUT_FLAGS, LOCAL_TYPED, PATHS, REVEAL} from './common-flags.ts';

export const RBAC_COMMANDS = [
  {
    name: 'rbac',
    title: 'print the least roles that allow what somebody did',
    doc: 'Prints the Roles, ClusterRoles and bindings that would have allowed what a user, a group or a service account was seen to do, as YAML for kubectl apply; a comment above each rule counts the requests that need it. A request counts if the authorizer allowed it: by its decision in the log or, if there is none, by a code other than 401, 403 and 429. Requests made by impersonation (kubectl --as) count for the impersonated user, and "impersonate" for who did it. With --unused it is the other way round: what the roles in a file grant that was never used. Exit status: 0 rules printed, 1 no such request, 2 error; with --unused 0 all was used, 1 something was not, 2 error.',
    positionals: [
      {
        name: 'EXPR',
        doc: "only requests that match this query, such as 'since:1h ns:shop'; a single word without a colon is a path",
        query: true,
      },
      PATHS,
    ],
    flags: [
      {name: 'user', short: 'u', value: 'NAME', doc: 'requests of this user, named as in the log'},
      {name: 'serviceaccount', value: 'NS:NAME', doc: 'requests of a service account'},
      {
        name: 'group',
        short: 'g',
        value: 'NAME',
        doc: 'requests of all members of a group, also impersonated ones, for a role to bind to the group',
      },
      {name: 'denied', doc: 'also allow what was refused'},
      {
        name: 'expand',
        value: 'WHAT',
        many: true,
        choices: ['names', 'namespaces', 'verbs'],
        doc: 'grant more than was seen: names (every object of a kind of which several were named), namespaces (the whole cluster where several were seen), verbs (who lists or watches may get, list and watch; who updates or patches may get, update and patch); comma-separated',
      },
      {name: 'name', value: 'NAME', doc: 'what the objects are called; made from the user by default'},
      {name: 'unused', value: 'FILE', doc: 'tell what the roles in this file grant that was never used'},
      {
        name: 'output',
        short: 'o',
        value: 'FORMAT',
        choices: ['yaml', 'json', 'text'],
        doc: 'yaml (the default) or json; with --unused text (the default) or json',
      },
      REVEAL,
      ...INPUT_FLAGS,
      LOCAL_TYPED,
    ],
    examples: [
      {
        line: 'audit-tui rbac --serviceaccount build:ci-runner sample-logs',
        doc: 'what the build server needs, and nothing else',
      },
      {
        line: 'audit-tui rbac --user alice --expand names,verbs audit.log | kubectl apply --dry-run=server -f -',
        doc: 'roles that also fit tomorrow’s pods, looked over by the API server',
      },
      {
        line: 'audit-tui rbac --unused role.yaml --user alice audit.log',
        doc: 'what could be taken away from a role',
      },
    ],
    load: async () => (await import('./rbac.ts')).rbac,
  },
] as const satisfies readonly CommandSpec[];
