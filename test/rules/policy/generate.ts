// Rules and requests for property tests: few values of each kind, so that they often meet.
import fc from 'fast-check';
import {LEVELS, STAGES} from '../../../src/audit/event.ts';
import {requestInfo} from '../../../src/audit/request-info.ts';
import type {Attributes} from '../../../src/rules/policy/attributes.ts';
import type {Policy, Rule} from '../../../src/rules/policy/policy.ts';

const NOWHERE = {line: 1, column: 1, offset: 0, length: 0};

export const ruleOf = (rule: Partial<Rule> = {}): Rule => ({
  level: 'Metadata',
  users: [],
  userGroups: [],
  verbs: [],
  resources: [],
  namespaces: [],
  nonResourceURLs: [],
  omitStages: [],
  at: NOWHERE,
  ...rule,
});

export const policyOf = (rules: readonly Rule[], rest: Partial<Policy> = {}): Policy => ({
  rules,
  omitStages: [],
  omitManagedFields: false,
  ...rest,
});

export const ALICE_GETS_SECRET: Attributes = {
  ...requestInfo('GET', '/api/v1/namespaces/x/secrets/db'),
  user: {name: 'alice', groups: ['dev', 'system:authenticated']},
};

const USERS = ['alice', 'bob'];
const GROUPS = ['dev', 'ops', 'system:authenticated'];
const VERBS = ['get', 'list', 'create', 'delete'];
const API_GROUPS = ['', 'apps'];
const RESOURCES = ['pods', 'secrets'];
const SUBRESOURCES = ['', 'log', 'status'];
const NAMES = ['', 'a', 'b'];
const NAMESPACES = ['', 'x', 'y'];
const PATHS = ['/version', '/healthz', '/healthz/etcd', '/api', '/apis/apps'];

const some = (values: readonly string[], most = 2) => fc.subarray([...values], {maxLength: most});
/** Mostly nothing: a rule with all selectors matches next to nothing. */
const seldom = <T>(list: fc.Arbitrary<T[]>) =>
  fc.oneof({weight: 2, arbitrary: fc.constant<T[]>([])}, {weight: 1, arbitrary: list});

const anyGroupResources = fc
  .record({
    group: fc.constantFrom(...API_GROUPS, '*'),
    resources: some(['pods', 'secrets', 'pods/log', 'pods/*', '*/status', '*', '*/*'], 3),
    resourceNames: seldom(some(NAMES)),
  })
  .map(entry => (entry.resources.length === 0 ? {...entry, resourceNames: []} : entry));

/** A rule that validation accepts. */
export const anyRule: fc.Arbitrary<Rule> = fc
  .record({
    level: fc.constantFrom(...LEVELS),
    users: seldom(some(USERS)),
    userGroups: seldom(some(GROUPS)),
    verbs: seldom(some(VERBS, 4)),
    resources: seldom(fc.array(anyGroupResources, {minLength: 1, maxLength: 3})),
    namespaces: seldom(some(NAMESPACES)),
    nonResourceURLs: seldom(some(['*', '/version', '/healthz*', '/healthz', '/api*', '/*'])),
    omitStages: seldom(fc.subarray([...STAGES])),
  })
  .map(rule => (rule.resources.length + rule.namespaces.length > 0 ? {...rule, nonResourceURLs: []} : rule))
  .map(ruleOf);

export const anyPolicy: fc.Arbitrary<Policy> = fc
  .array(anyRule, {minLength: 1, maxLength: 5})
  .map(rules => policyOf(rules));

const anyUser = fc.option(fc.record({name: fc.constantFrom(...USERS, 'eve'), groups: some([...GROUPS, 'others'])}), {
  nil: undefined,
});

const anyResourceRequest = fc.record({
  isResourceRequest: fc.constant(true),
  verb: fc.constantFrom(...VERBS, 'watch'),
  apiGroup: fc.constantFrom(...API_GROUPS, 'batch'),
  apiVersion: fc.constant('v1'),
  namespace: fc.constantFrom(...NAMESPACES, 'z'),
  resource: fc.constantFrom(...RESOURCES, 'events'),
  subresource: fc.constantFrom(...SUBRESOURCES),
  name: fc.constantFrom(...NAMES, 'c'),
  path: fc.constant('/api/v1/anything'),
});

const anyOtherRequest = fc
  .tuple(fc.constantFrom('GET', 'POST'), fc.constantFrom(...PATHS, '/'))
  .map(([method, url]) => requestInfo(method, url));

export const anyAttributes: fc.Arbitrary<Attributes> = fc
  .tuple(fc.oneof({weight: 3, arbitrary: anyResourceRequest}, {weight: 1, arbitrary: anyOtherRequest}), anyUser)
  .map(([info, user]) => (user === undefined ? info : {...info, user}));
