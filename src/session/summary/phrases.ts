// PHRASES: one row a kind of request that people have a word for. The first row that fits gives the sentence its verb.
// Rows for every other request are made from the Kubernetes verb.
import type {AuditEvent} from '../../audit/event.ts';
import {paramOf, paramsOf, type RequestTarget, shellWords} from './uri.ts';

export type Phrase = {
  /** For what was done. */
  readonly past: string;
  /** For what was tried: "tried to …". */
  readonly infinitive: string;
  /** How the object is named; absent: by resource, name and namespace. `none`: the verb says all of it. */
  readonly object?: 'none' | 'serviceaccount';
  /** More about it, after the object. */
  readonly more?: string;
};

type Row = {
  readonly resource?: string;
  readonly subresource?: string;
  readonly verbs?: readonly string[];
  readonly phrase: (target: RequestTarget, event: AuditEvent) => Phrase;
};

const same = (past: string, infinitive: string, object?: Phrase['object']) => (): Phrase => ({
  past,
  infinitive,
  ...(object === undefined ? {} : {object}),
});

const CHANGE = ['update', 'patch'];

const joined = (...parts: readonly (string | undefined)[]): string => parts.filter(part => part !== undefined).join('');

const container = (target: RequestTarget): string | undefined => {
  const name = paramOf(target, 'container');
  return name === undefined ? undefined : `, container ${name}`;
};

function exec(target: RequestTarget): Phrase {
  const command = paramsOf(target, 'command');
  const isShell = paramOf(target, 'tty') === 'true' || paramOf(target, 'stdin') === 'true' || command.length === 0;
  const more = joined(container(target), command.length === 0 ? undefined : `: ${shellWords(command)}`);
  return isShell
    ? {past: 'opened a shell (exec) in', infinitive: 'open a shell (exec) in', more}
    : {past: 'ran a command (exec) in', infinitive: 'run a command (exec) in', more};
}

function log(target: RequestTarget): Phrase {
  const more = joined(container(target), paramOf(target, 'previous') === 'true' ? ', its previous run' : undefined);
  return paramOf(target, 'follow') === 'true'
    ? {past: 'followed the log of', infinitive: 'follow the log of', more}
    : {past: 'read the log of', infinitive: 'read the log of', more};
}

function portForward(target: RequestTarget): Phrase {
  const ports = paramsOf(target, 'ports');
  const more = ports.length === 0 ? '' : `, ports ${ports.join(', ')}`;
  return {past: 'forwarded ports of', infinitive: 'forward ports of', more};
}

export const PHRASES = [
  {resource: 'pods', subresource: 'exec', phrase: exec},
  {
    resource: 'pods',
    subresource: 'attach',
    phrase: target => ({past: 'attached to', infinitive: 'attach to', more: joined(container(target))}),
  },
  {resource: 'pods', subresource: 'portforward', phrase: portForward},
  {resource: 'pods', subresource: 'log', phrase: log},
  {subresource: 'proxy', phrase: same('went through the proxy of', 'go through the proxy of')},
  {resource: 'pods', subresource: 'eviction', phrase: same('evicted', 'evict')},
  {resource: 'pods', subresource: 'binding', phrase: () => ({past: 'bound', infinitive: 'bind', more: ' to a node'})},
  {
    resource: 'pods',
    subresource: 'ephemeralcontainers',
    verbs: CHANGE,
    phrase: same('added a debug container to', 'add a debug container to'),
  },
  {subresource: 'resize', verbs: CHANGE, phrase: same('resized', 'resize')},
  {subresource: 'scale', verbs: CHANGE, phrase: same('scaled', 'scale')},
  {subresource: 'rollback', phrase: same('rolled back', 'roll back')},
  {subresource: 'finalize', phrase: same('finalized', 'finalize')},
  {
    resource: 'certificatesigningrequests',
    subresource: 'approval',
    verbs: CHANGE,
    phrase: same('decided on', 'decide on'),
  },
  {
    resource: 'serviceaccounts',
    subresource: 'token',
    verbs: ['create'],
    phrase: same('requested a token for', 'request a token for', 'serviceaccount'),
  },
  {resource: 'tokenreviews', phrase: same('checked a token (TokenReview)', 'check a token (TokenReview)', 'none')},
  {
    resource: 'selfsubjectaccessreviews',
    phrase: same('reviewed access (SelfSubjectAccessReview)', 'review access (SelfSubjectAccessReview)', 'none'),
  },
  {
    resource: 'subjectaccessreviews',
    phrase: same('reviewed access (SubjectAccessReview)', 'review access (SubjectAccessReview)', 'none'),
  },
  {
    resource: 'localsubjectaccessreviews',
    phrase: same('reviewed access (LocalSubjectAccessReview)', 'review access (LocalSubjectAccessReview)', 'none'),
  },
  {
    resource: 'selfsubjectrulesreviews',
    phrase: same(
      'asked for their permissions (SelfSubjectRulesReview)',
      'ask for their permissions (SelfSubjectRulesReview)',
      'none',
    ),
  },
  {
    resource: 'selfsubjectreviews',
    phrase: same('asked who they are (SelfSubjectReview)', 'ask who they are (SelfSubjectReview)', 'none'),
  },
] as const satisfies readonly Row[];

/** Kubernetes verbs in words: past, infinitive. */
const VERBS: Readonly<Record<string, readonly [past: string, infinitive: string]>> = {
  get: ['read', 'read'],
  list: ['listed', 'list'],
  watch: ['watched', 'watch'],
  create: ['created', 'create'],
  update: ['updated', 'update'],
  patch: ['patched', 'patch'],
  delete: ['deleted', 'delete'],
  deletecollection: ['deleted a collection of', 'delete a collection of'],
  proxy: ['went through the proxy of', 'go through the proxy of'],
};

const rows: readonly Row[] = PHRASES;

/** How to say what a resource request does. Its words are not made visible yet. */
export function phraseOf(event: AuditEvent, target: RequestTarget): Phrase {
  const verb = event.verb ?? '';
  const {resource, subresource} = event.objectRef ?? {};
  const row = rows.find(
    candidate =>
      (candidate.resource === undefined || candidate.resource === resource) &&
      candidate.subresource === (subresource || undefined) &&
      (candidate.verbs === undefined || candidate.verbs.includes(verb)),
  );
  if (row !== undefined) return row.phrase(target, event);
  const [past, infinitive] = (Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined) ?? [
    `did ${verb || 'something'} on`,
    `do ${verb || 'something'} on`,
  ];
  if (!subresource) return {past, infinitive};
  const part = ` the ${subresource} of`;
  return {past: past + part, infinitive: infinitive + part};
}
