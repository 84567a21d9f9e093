// What a policy looks at: who asks for what. Taken from a logged event, or from a request that somebody writes down.
import type {AuditEvent} from '../../audit/event.ts';
import {type RequestInfo, requestInfo, requestInfoOfEvent} from '../../audit/request-info.ts';

export type Attributes = RequestInfo & {
  /** Who authenticated, before impersonation; absent where nobody did. */
  readonly user?: {readonly name: string; readonly groups: readonly string[]};
};

/**
 * The attributes that the API server's policy saw when this event was made. Two things differ from what was logged: who is
 * impersonated did not count, and a create had no name but one in its URL.
 */
export function attributesOf(event: AuditEvent): Attributes {
  const {username, groups = []} = event.user ?? {};
  const info = requestInfoOfEvent(event);
  return username === undefined ? info : {...info, user: {name: username, groups}};
}

export type RequestResult =
  | {readonly ok: true; readonly attributes: Attributes}
  /** One sentence. */
  | {readonly ok: false; readonly message: string};

export const REQUEST_EXAMPLE = 'user=alice groups=dev,ops GET /api/v1/namespaces/x/secrets';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const VERB_METHODS: Readonly<Record<string, string>> = {
  list: 'GET',
  watch: 'GET',
  create: 'POST',
  update: 'PUT',
  deletecollection: 'DELETE',
};

/** `key=value` or a bare word; a value may be quoted. */
const WORD = /(\w+)=(?:"([^"]*)"|(\S*))|\S+/g;

const bad = (message: string): RequestResult => ({ok: false, message});

/** Groups that authenticators give without being asked. As kubernetes/apiserver pkg/authentication at v1.36. */
function impliedGroups(user: string): readonly string[] {
  if (user === 'system:anonymous') return ['system:unauthenticated'];
  const [, namespace] = /^system:serviceaccount:([^:]+):[^:]+$/.exec(user) ?? [];
  return [
    ...(namespace === undefined ? [] : ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]),
    'system:authenticated',
  ];
}

function methodFault(word: string): string {
  const method = VERB_METHODS[word.toLowerCase()];
  if (method !== undefined)
    return `"${word}" is a verb, and a request has an HTTP method: write ${method}; the verb follows from the URL.`;
  return `"${word}" is no HTTP method; write one of ${METHODS.join(', ')}, as in "${REQUEST_EXAMPLE}".`;
}

/**
 * Reads `user=NAME groups=A,B METHOD URL`. Without `user=` it is system:anonymous. The groups that every such user has
 * (system:authenticated, those of a service account) are added. Never throws.
 */
export function parseRequest(text: string): RequestResult {
  const words: string[] = [];
  let user = 'system:anonymous';
  let groups: readonly string[] = [];
  const said = new Set<string>();
  for (const [word, key, quoted, plain] of text.matchAll(WORD)) {
    if (key === undefined || words.length > 0) {
      words.push(word);
      continue;
    }
    const value = quoted ?? plain ?? '';
    if (said.has(key)) return bad(`${key}= is there twice; write it once${key === 'groups' ? ', as groups=a,b' : ''}.`);
    said.add(key);
    if (key === 'user') user = value;
    else if (key === 'groups') groups = value.split(',').filter(group => group !== '');
    else return bad(`"${key}=" is not known here; there are user= and groups=, as in "${REQUEST_EXAMPLE}".`);
  }
  if (user === '') return bad('user= has no name; leave it out for a request without credentials.');
  const [method, url, more] = words;
  if (method === undefined) return bad(`The request has no method and URL; write it as "${REQUEST_EXAMPLE}".`);
  if (!METHODS.includes(method.toUpperCase())) return bad(methodFault(method));
  if (url === undefined) return bad(`The URL is missing after ${method}; write it as "${REQUEST_EXAMPLE}".`);
  if (!url.startsWith('/'))
    return bad(`The URL "${url}" does not begin with /: write path and query, without the server.`);
  if (more !== undefined) return bad(`"${more}" after the URL is one word too many; user= and groups= come before.`);
  const allGroups = [...new Set([...groups, ...impliedGroups(user)])];
  return {ok: true, attributes: {...requestInfo(method, url), user: {name: user, groups: allGroups}}};
}
