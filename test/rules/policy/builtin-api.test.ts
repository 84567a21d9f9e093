import {describe, expect, test} from 'vitest';
import {
  BUILTIN_API,
  builtinResource,
  groupMeant,
  groupsOf,
  resourceMeant,
  verbsOf,
} from '../../../src/rules/policy/builtin-api.ts';

describe('BUILTIN_API', () => {
  test('groups are unique, and spelled as in apiVersion', () => {
    const groups = BUILTIN_API.map(({group}) => group);
    expect(new Set(groups).size).toBe(groups.length);
    expect(groups.filter(group => !/^[a-z0-9.]*$/.test(group))).toEqual([]);
  });

  test('resources are plural and lower case, in one scope each', () => {
    for (const {namespaced = {}, cluster = {}} of BUILTIN_API) {
      const names = [...Object.keys(namespaced), ...Object.keys(cluster)];
      expect(new Set(names).size).toBe(names.length);
      expect(names.filter(name => !/^[a-z]+s$/.test(name))).toEqual([]);
    }
  });

  test('every subresource answers verbs of its own', () => {
    const all = BUILTIN_API.flatMap(({group, namespaced = {}, cluster = {}}) =>
      Object.entries({...namespaced, ...cluster}).flatMap(([resource, subresources]) =>
        subresources
          .split(' ')
          .filter(Boolean)
          .map(subresource => [group, resource, subresource] as const),
      ),
    );
    // Those of resourceclaims are checks inside other requests.
    const whole = all.filter(([, resource, subresource]) => verbsOf('', resource, subresource).length > 8);
    expect(
      whole.filter(([, resource]) => resource !== 'resourceclaims' && builtinResource('', resource) !== undefined),
    ).toEqual([]);
  });
});

test.each<[group: string, resource: string, scope: string | undefined]>([
  ['', 'pods', 'namespaced'],
  ['', 'nodes', 'cluster'],
  ['apps', 'deployments', 'namespaced'],
  ['', 'deployments', undefined],
  ['example.com', 'pods', undefined],
])('%j %s is %s', (group, resource, scope) => {
  expect(builtinResource(group, resource)?.scope).toBe(scope);
});

test('the groups of a resource', () => {
  expect(groupsOf('deployments')).toEqual(['apps', 'extensions']);
  expect(groupsOf('widgets')).toEqual([]);
});

test.each<[group: string, written: string, meant: string | undefined]>([
  ['', 'pod', 'pods'],
  ['', 'Pod', 'pods'],
  ['', 'po', 'pods'],
  ['', 'secret', 'secrets'],
  ['', 'confgimaps', 'configmaps'],
  ['networking.k8s.io', 'networkpolicy', 'networkpolicies'],
  ['networking.k8s.io', 'ingress', 'ingresses'],
  ['apps', 'pods', undefined],
  ['', 'widgets', undefined],
])('in %j %s means %s', (group, written, meant) => {
  expect(resourceMeant(group, written)).toBe(meant);
});

test.each<[written: string, meant: string | undefined]>([
  ['core', ''],
  ['v1', ''],
  ['rbac', 'rbac.authorization.k8s.io'],
  ['rbac.authorization', 'rbac.authorization.k8s.io'],
  ['rbac.authorisation.k8s.io', 'rbac.authorization.k8s.io'],
  ['app', 'apps'],
  ['storage.x-k8s.io', undefined],
  ['cluster.x-k8s.io', undefined],
  ['snapshot.storage.k8s.io', undefined],
  ['gateway.networking.k8s.io', undefined],
  ['custom.metrics.k8s.io', undefined],
  ['policy.karmada.io', undefined],
  ['apps.openshift.io', undefined],
  ['apps.kruise.io', undefined],
  ['batch.volcano.sh', undefined],
  ['authorization.openshift.io', undefined],
  ['scheduling.volcano.sh', undefined],
  ['scheduling.x-k8s.io', undefined],
  ['policy.networking.k8s.io', undefined],
  ['networking.istio.io', undefined],
  ['node.k8s.io', undefined],
  ['security.istio.io', undefined],
])('the group %s means %s', (written, meant) => {
  const found = groupMeant(written);
  expect(found === written ? undefined : found).toBe(meant);
});

test.each<[group: string, resource: string, subresource: string, verbs: string]>([
  ['', 'pods', 'exec', 'create get'],
  ['', 'pods', 'log', 'get'],
  ['', 'pods', 'status', 'get patch update'],
  ['authentication.k8s.io', 'tokenreviews', '', 'create'],
])('%j %s/%s answers %s', (group, resource, subresource, verbs) => {
  expect(verbsOf(group, resource, subresource).join(' ')).toBe(verbs);
});
