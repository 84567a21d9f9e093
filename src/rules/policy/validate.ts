// What the API server refuses in a policy that it could decode, all at once, with its own field paths and words.
// As kubernetes/apiserver pkg/apis/audit/validation/validation.go at v1.36.
import {LEVELS, STAGES} from '../../audit/event.ts';
import type {FaultCode} from './fault.ts';
import type {GroupResources, Policy, Rule} from './policy.ts';
import {NEWEST_MINOR, SINCE} from './versions.ts';

export type Invalid = {
  readonly code: FaultCode;
  /** As the API server writes it: `resources` has no index. */
  readonly field: string;
  /** The same with every index, to find its place. */
  readonly path: string;
  readonly message: string;
};

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const SUBDOMAIN_LENGTH = 253;
const SUBDOMAIN_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end " +
  `with an alphanumeric character (e.g. 'example.com', regex used for validation is '${SUBDOMAIN.source.slice(1, -1)}')`;

const invalid = (value: unknown, why: string) => `Invalid value: ${JSON.stringify(value)}: ${why}`;

const fault = (code: FaultCode, path: string, message: string, field = path): Invalid => ({code, field, path, message});

const stageFaults = (stages: readonly string[], path: string): readonly Invalid[] =>
  stages.flatMap((stage, i) =>
    (STAGES as readonly string[]).includes(stage)
      ? []
      : [fault('stage', `${path}[${i}]`, invalid(stage, `allowed stages are ${STAGES.join(',')}`))],
  );

function levelFaults({level}: Rule, path: string): readonly Invalid[] {
  if ((LEVELS as readonly string[]).includes(level)) return [];
  if ((level as string) === '') return [fault('level', path, 'Required value')];
  const supported = LEVELS.map(known => `"${known}"`).join(', ');
  return [fault('level', path, `Unsupported value: ${JSON.stringify(level)}: supported values: ${supported}`)];
}

const urlFaults = (url: string, path: string): readonly Invalid[] =>
  url === '*'
    ? []
    : [
        ...(url.startsWith('/')
          ? []
          : [fault('url', path, invalid(url, "non-resource URL rules must begin with a '/' character"))]),
        ...(url.slice(0, -1).includes('*')
          ? [fault('url', path, invalid(url, "non-resource URL wildcards '*' must be the final character of the rule"))]
          : []),
      ];

function groupFaults({group}: GroupResources, path: string, field: string, minor: number): readonly Invalid[] {
  if (group === '' || (group === '*' && minor >= SINCE.anyGroup)) return [];
  const why = [
    ...(group.length > SUBDOMAIN_LENGTH ? [`must be no more than ${SUBDOMAIN_LENGTH} bytes`] : []),
    ...(SUBDOMAIN.test(group) ? [] : [SUBDOMAIN_RULE]),
  ];
  return why.length === 0 ? [] : [fault('group', `${path}.group`, invalid(group, why.join(',')), `${field}.group`)];
}

function resourceFaults(entry: GroupResources, path: string, field: string, minor: number): readonly Invalid[] {
  const needless = entry.resourceNames.length > 0 && entry.resources.length === 0;
  return [
    ...groupFaults(entry, path, field, minor),
    ...(needless
      ? [
          fault(
            'resource-names',
            `${path}.resourceNames`,
            invalid(entry.resourceNames, 'using resourceNames requires at least one resource'),
            `${field}.resourceNames`,
          ),
        ]
      : []),
  ];
}

function ruleFaults(rule: Rule, path: string, minor: number): readonly Invalid[] {
  const {nonResourceURLs, resources, namespaces, omitStages} = rule;
  const both = nonResourceURLs.length > 0 && resources.length + namespaces.length > 0;
  return [
    ...levelFaults(rule, `${path}.level`),
    ...nonResourceURLs.flatMap((url, i) => urlFaults(url, `${path}.nonResourceURLs[${i}]`)),
    ...resources.flatMap((entry, i) => resourceFaults(entry, `${path}.resources[${i}]`, `${path}.resources`, minor)),
    ...stageFaults(omitStages, `${path}.omitStages`),
    ...(both
      ? [
          fault(
            'urls-and-resources',
            `${path}.nonResourceURLs`,
            invalid(nonResourceURLs, 'rules cannot apply to both regular resources and non-resource URLs'),
          ),
        ]
      : []),
  ];
}

/** @param minor of the Kubernetes version that shall read it: 30 for 1.30 */
export const validate = (policy: Policy, minor: number = NEWEST_MINOR): readonly Invalid[] => [
  ...stageFaults(policy.omitStages, 'omitStages'),
  ...policy.rules.flatMap((rule, i) => ruleFaults(rule, `rules[${i}]`, minor)),
];
