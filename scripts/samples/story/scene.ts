// Who takes part in the incident, what they touch, and how a step of it is written down.
import type {ObjectReference} from '../../../src/audit/event.ts';
import type {Micros} from '../../../src/audit/time.ts';
import {type Actor, at, byCluster, byRole, CI, SECOND, serviceAccount} from '../cluster.ts';
import type {Fields} from '../encode.ts';
import {forbidden} from '../failures.ts';
import {pod, secret} from '../objects.ts';
import type {Call} from '../record.ts';

export const PROD = 'prod-namespace';
export const ATTACKER_IP = '203.0.113.66';
export const AGENT = 'python-requests/2.32.5';
export const BINDING = 'metrics-reader-admin';
export const AGENT_POD = 'node-metrics-agent-x7k2p';
export const RBAC = 'rbac.authorization.k8s.io';

/** The runner's own token, from elsewhere. */
export const THIEF: Actor = {
  ...CI,
  sourceIPs: [ATTACKER_IP],
  userAgent: AGENT,
  allowedBy: byRole('ci-runner-debug', PROD, 'Role', 'ci-runner-debug', 'ServiceAccount "ci-runner/build"'),
};
/** The same hand with the token that it had issued. Its last address is the real one; the first is a header. */
export const MANAGER: Actor = {
  ...serviceAccount(PROD, 'release-manager', {ip: ATTACKER_IP, token: 'release-manager/issued'}),
  userAgent: AGENT,
  allowedBy: byCluster('release-manager', 'release-manager', 'ServiceAccount "release-manager/prod-namespace"'),
};
export const AS_ADMIN = byCluster(BINDING, 'cluster-admin', 'ServiceAccount "release-manager/prod-namespace"');
export const BASIC_USER = byCluster('system:basic-user', 'system:basic-user', 'Group "system:authenticated"');
export const DISCOVERY = byCluster('system:discovery', 'system:discovery', 'Group "system:authenticated"');
export const STALE = {
  'authentication.k8s.io/stale-token':
    'subject: system:serviceaccount:build:ci-runner, seconds after warning threshold: 1042.',
};

export const core = (resource: string, namespace?: string, name?: string, subresource?: string): ObjectReference => ({
  resource,
  ...(namespace && {namespace}),
  ...(name && {name}),
  apiVersion: 'v1',
  ...(subresource && {subresource}),
});
export const rbac = (resource: string, name?: string, namespace?: string): ObjectReference => ({
  resource,
  ...(namespace && {namespace}),
  ...(name && {name}),
  apiGroup: RBAC,
  apiVersion: 'v1',
});
export const review = (resource: string): ObjectReference => ({
  resource,
  apiGroup: 'authorization.k8s.io',
  apiVersion: 'v1',
});

export const ago = (time: Micros, days: number) => time - days * 86_400 * SECOND - 7 * 3600 * SECOND;
export const WEBAPP_ENV: readonly Fields[] = [
  {name: 'DB_HOST', value: 'orders-db.prod-namespace.svc'},
  {name: 'DB_PASSWORD', valueFrom: {secretKeyRef: {name: 'db-credentials', key: 'password'}}},
  {name: 'FEATURE_FLAGS', value: 'new-cart=true&express<=2'},
];
export const webapp = (now: Micros, created: Micros): Fields =>
  pod({
    namespace: PROD,
    name: 'webapp-pod',
    app: 'webapp',
    image: 'registry.example.com/shop/webapp:3.14.2',
    node: 'worker-2',
    ip: '10.244.2.41',
    created,
    now,
    env: WEBAPP_ENV,
    serviceAccount: 'webapp',
  });

export const dbCredentials = (now: Micros) =>
  secret(
    PROD,
    'db-credentials',
    {
      host: 'orders-db.prod-namespace.svc',
      username: 'orders_app',
      password: 'FAKE-sample-password-0001',
      url: 'postgres://orders_app:FAKE-sample-password-0001@orders-db:5432/orders',
    },
    now,
  );

/** What a role does not allow, refused before anything was read. */
export function denied(time: string, verb: string, ref: ObjectReference): Call {
  const {resource, apiGroup = '', namespace, name} = ref;
  return {
    at: at(time),
    took: 640,
    actor: THIEF,
    verb,
    ref,
    code: 403,
    failure: forbidden(THIEF.user.username!, verb, resource!, apiGroup, namespace, name),
    allowedBy: null,
    annotations: STALE,
  };
}

export type Rest = Partial<
  Pick<Call, 'request' | 'response' | 'query' | 'allowedBy' | 'as' | 'annotations' | 'failure'>
>;
export const did = (
  time: string,
  took: Micros,
  actor: Actor,
  verb: string,
  ref: ObjectReference,
  code: number,
  rest: Rest = {},
): Call => ({
  at: at(time),
  took,
  actor,
  verb,
  ref,
  code,
  ...rest,
});
