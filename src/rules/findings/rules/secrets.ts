// Secrets that were read: one, those of a namespace, all of them.
import type {QueryRule} from '../finding.ts';
import {did} from '../sample.ts';
import {NOT_COMPONENTS} from './users.ts';

const SECRETS = {id: 'T1552.007', name: 'Container API'} as const;

/**
 * Lists of programs that keep a copy: they say from which version on. Argo CD keeps a copy of everything and does not say so. That
 * an account watches is enough.
 */
const COPIES =
  '-(verb:watch user:system:serviceaccount:*) -(user:system:serviceaccount:* uri:/\\bresourceVersion=[0-9]/) -user:system:serviceaccount:*:argocd-application-controller';
/** What shows all secrets that there are: a list, and a watch that does not say from where on. */
const SHOWS_ALL = `verb:list,watch resource:secrets sub:"" -has:name code:2xx ${NOT_COMPONENTS} ${COPIES} -(verb:watch uri:/\\bresourceVersion=[1-9]/)`;
const watcher = {user: 'system:serviceaccount:ingress-nginx:ingress-nginx', query: 'limit=500&resourceVersion=0'};

export const SECRET_RULES: readonly QueryRule[] = [
  {
    kind: 'query',
    id: 'secret-read',
    title: 'Secret read',
    severity: 'low',
    technique: SECRETS,
    did: 'read secrets',
    sees: 'A Secret read by its name by somebody outside of Kubernetes itself.',
    why: 'Whoever that was knows what is in it.',
    falseAlarms: 'Operators and service accounts that read their own secrets, and the people who look after them.',
    query: `verb:get,list,watch resource:secrets sub:"" has:name code:2xx ${NOT_COMPONENTS}`,
    found: [did('get secrets shop/db'), did('watch secrets shop/db')],
    near: [
      did('get secrets shop/db', {code: 403}),
      did('get secrets shop/db', {user: 'system:node:worker-1'}),
      did('list secrets shop'),
    ],
  },
  {
    kind: 'query',
    id: 'secrets-listed',
    title: 'Secrets of a namespace listed',
    severity: 'medium',
    technique: SECRETS,
    did: 'listed the secrets of a namespace',
    sees: 'The Secrets of one namespace listed, or watched from the beginning, by somebody outside of Kubernetes itself. Helm asking for its releases, and programs that keep a copy, are left out.',
    why: 'A list shows the contents. It is the quickest way to all passwords of an application.',
    falseAlarms: 'People who look around with kubectl get secrets.',
    query: `${SHOWS_ALL} has:ns -uri:*owner%3Dhelm*`,
    found: [did('list secrets shop'), did('watch secrets shop', {query: 'watch=true'})],
    near: [
      did('list secrets shop', {code: 403}),
      did('list pods shop'),
      did('list secrets shop', watcher),
      did('list secrets shop', {query: 'labelSelector=name%3Dweb%2Cowner%3Dhelm'}),
      did('watch secrets shop', {query: 'resourceVersion=8123&watch=true'}),
    ],
  },
  {
    kind: 'query',
    id: 'all-secrets-listed',
    title: 'All secrets of the cluster listed',
    severity: 'high',
    technique: SECRETS,
    did: 'listed all secrets of the cluster',
    sees: 'The Secrets of all namespaces listed, or watched from the beginning, by somebody outside of Kubernetes itself. Programs that keep a copy are left out.',
    why: 'Every password in them, and every token that does not expire soon, must be taken for known.',
    falseAlarms: 'Backups and scanners that list everything. Allow their users.',
    query: `${SHOWS_ALL} ns:""`,
    found: [did('list secrets'), did('watch secrets', {query: 'watch=1'})],
    near: [did('list secrets shop'), did('list secrets', {code: 403}), did('list secrets', watcher)],
  },
  {
    kind: 'query',
    id: 'secrets-watched',
    title: 'Copy of secrets kept',
    severity: 'low',
    technique: SECRETS,
    did: 'keeps a copy of secrets',
    sees: 'A service account outside of Kubernetes itself that watches Secrets, as programs do that keep a copy of them.',
    why: 'Whoever has its token can read all of them, and may watch in order to look harmless.',
    falseAlarms: 'Ingress controllers, cert-manager, service meshes, Argo CD and kube-state-metrics all do this.',
    query: `verb:watch resource:secrets sub:"" -has:name code:2xx user:system:serviceaccount:* ${NOT_COMPONENTS}`,
    found: [did('watch secrets', watcher), did('watch secrets shop', {...watcher, query: 'sendInitialEvents=true'})],
    near: [did('watch secrets'), did('list secrets', watcher), did('watch configmaps', watcher)],
  },
  {
    kind: 'query',
    id: 'secret-refused',
    title: 'Secret asked for and refused',
    severity: 'low',
    technique: SECRETS,
    did: 'was refused secrets',
    sees: 'A get, list or watch of Secrets that was refused.',
    why: 'Somebody tried.',
    falseAlarms: 'Programs with too few rights, and mistakes.',
    query: `verb:get,list,watch resource:secrets code:403 ${NOT_COMPONENTS}`,
    found: [did('get secrets shop/db', {code: 403})],
    near: [did('get secrets shop/db', {code: 404})],
  },
];
