// What a request asks for, read from its URL: the API server's own rules, so that policies can be replayed over a log.
// As kubernetes/apiserver pkg/endpoints/request/requestinfo.go at v1.36.
import type {AuditEvent} from './event.ts';

export type RequestInfo = {
  readonly isResourceRequest: boolean;
  /** get list watch create update patch delete deletecollection proxy; lower-case HTTP method for non-resource requests. */
  readonly verb: string;
  /** '' is the core group. */
  readonly apiGroup: string;
  readonly apiVersion: string;
  readonly namespace: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  /** Decoded, without the query. */
  readonly path: string;
};

const VERBS: Readonly<Record<string, string>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

const SPECIAL_VERBS = ['proxy', 'watch'];
const NAMESPACE_SUBRESOURCES = ['status', 'finalize'];

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function splitPath(path: string): readonly string[] {
  let from = 0;
  let to = path.length;
  while (path[from] === '/') from++;
  while (to > from && path[to - 1] === '/') to--;
  return from === to ? [] : path.slice(from, to).split('/');
}

/** How apimachinery reads a boolean parameter: anything but false and 0, even nothing, is true. */
const isTrue = (value: string | null) => value !== null && !['false', '0'].includes(value.toLowerCase());

const isInteger = (value: string | null) => value === null || /^[+-]?\d+$/.test(value);

/** The value of a term `metadata.name=x`, as fields.ParseSelector reads it; '' if there is none or the selector is invalid. */
function nameInSelector(selector: string): string {
  let name: string | undefined;
  for (const term of (selector.match(/(?:\\[\s\S]|[^,])+/g) ?? []).sort()) {
    const match = /^((?:\\.|[^\\=!])*)(!=|==|=)((?:\\.|[^\\])*)$/s.exec(term);
    if (match === null || /(?<!\\)=/.test(match[3]!) || /\\[^\\,=]/.test(match[3]!)) return '';
    if (match[1] === 'metadata.name' && match[2] !== '!=') name ??= match[3]!.replace(/\\(.)/gs, '$1');
  }
  return name === undefined || name === '.' || name === '..' || /[/%]/.test(name) ? '' : name;
}

/** list, or watch where the query says so; with the name that a field selector pins. */
function listInfo(query: URLSearchParams): {readonly verb: string; readonly name: string} {
  const verb = isTrue(query.get('watch')) ? 'watch' : 'list';
  const decodes = isInteger(query.get('limit')) && isInteger(query.get('timeoutSeconds'));
  return {verb, name: decodes ? nameInSelector(query.get('fieldSelector') ?? '') : ''};
}

/** Never throws: what is no resource request comes back as a non-resource one. */
export function requestInfo(method: string, url: string): RequestInfo {
  const mark = url.indexOf('?');
  const path = decodePath(mark === -1 ? url : url.slice(0, mark));
  const none: RequestInfo = {
    isResourceRequest: false,
    verb: method.toLowerCase(),
    apiGroup: '',
    apiVersion: '',
    namespace: '',
    resource: '',
    subresource: '',
    name: '',
    path,
  };

  const all = splitPath(path);
  if (all.length < 3 || (all[0] !== 'api' && all[0] !== 'apis')) return none;
  const hasGroup = all[0] === 'apis';
  if (hasGroup && all.length < 4) return none;
  const apiGroup = hasGroup ? all[1]! : '';
  const apiVersion = all[hasGroup ? 2 : 1]!;
  let parts = all.slice(hasGroup ? 3 : 2);

  let verb = VERBS[method.toUpperCase()] ?? '';
  if (SPECIAL_VERBS.includes(parts[0]!)) {
    // The API server refuses these before it audits them.
    if (parts.length < 2) return none;
    verb = parts[0]!;
    parts = parts.slice(1);
  }

  let namespace = '';
  if (parts[0] === 'namespaces' && parts.length > 1) {
    namespace = parts[1]!;
    if (parts.length > 2 && !NAMESPACE_SUBRESOURCES.includes(parts[2]!)) parts = parts.slice(2);
  }

  let name = parts[1] ?? '';
  const subresource = verb === 'proxy' ? '' : (parts[2] ?? '');
  if (name === '' && verb === 'get') {
    ({verb, name} = listInfo(new URLSearchParams(mark === -1 ? '' : url.slice(mark + 1))));
  }
  if (name === '' && verb === 'delete') verb = 'deletecollection';
  return {isResourceRequest: true, verb, apiGroup, apiVersion, namespace, resource: parts[0]!, subresource, name, path};
}

const METHODS: Readonly<Record<string, string>> = {
  create: 'POST',
  post: 'POST',
  update: 'PUT',
  put: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
};

/**
 * The attributes that the API server's policy saw. The method is not logged, the verb is: it is taken as it stands. The rest
 * comes from the URL, because `objectRef.name` of a create was filled in later from the body.
 */
export function requestInfoOfEvent(event: AuditEvent): RequestInfo {
  const verb = event.verb ?? '';
  const info = requestInfo(METHODS[verb] ?? 'GET', event.requestURI ?? '');
  if (info.isResourceRequest || event.objectRef === undefined) return {...info, verb};
  const {apiGroup = '', apiVersion = '', namespace = '', resource = '', subresource = '', name = ''} = event.objectRef;
  return {isResourceRequest: true, verb, apiGroup, apiVersion, namespace, resource, subresource, name, path: info.path};
}
