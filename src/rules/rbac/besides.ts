// What the API server asks the authorizer besides the request itself: some of it the request tells, some only its body.
// As kubernetes/kubernetes at v1.36: pkg/registry/rbac/escalation_check.go, plugin/pkg/admission/certificates,
// pkg/registry/core/pod/rest/subresources.go, and kubernetes/apiserver pkg/endpoints/handlers/{patch,update}.go.
import type {AuditEvent, Json} from '../../audit/event.ts';
import type {Expr} from '../../query/ast.ts';
import type {Access, ResourceAccess} from './access.ts';

export type Besides = {readonly access: Access; readonly reason: string};

export const RBAC = 'rbac.authorization.k8s.io';
const CERTIFICATES = 'certificates.k8s.io';

const STREAMS = ['pods/exec', 'pods/attach', 'pods/portforward'];

/** Told by the request and its code. */
export function besidesRequest(access: Access, code: number | undefined): readonly Besides[] {
  if (access.kind === 'url') return [];
  const {verb, resource} = access;
  const create: ResourceAccess = {...access, verb: 'create'};
  if (code === 201 && (verb === 'patch' || verb === 'update'))
    return [{access: {...create, name: ''}, reason: `create: a ${verb} made an object that was not there`}];
  if (verb === 'get' && access.apiGroup === '' && STREAMS.includes(resource))
    return [
      {access: create, reason: 'create: asked for besides get since Kubernetes 1.35, when the stream is a WebSocket'},
    ];
  return [];
}

type Body = {readonly [key: string]: Json};
const isObject = (json: unknown): json is Body => typeof json === 'object' && json !== null && !Array.isArray(json);
const textAt = (json: unknown, ...path: readonly string[]): string => {
  let at: unknown = json;
  for (const key of path) at = isObject(at) ? at[key] : undefined;
  return typeof at === 'string' ? at : '';
};

const WRITES = ['create', 'update', 'patch'];
const BINDINGS = ['rolebindings', 'clusterrolebindings'];
const ROLES = ['roles', 'clusterroles'];

/** What a body is needed for. */
export type BodyNeed = 'binding' | 'role' | 'approval' | 'signing' | 'bundle';

/** Whether more is asked for than the request tells. */
export function bodyNeed(access: Access): BodyNeed | undefined {
  if (access.kind === 'url' || !WRITES.includes(access.verb)) return undefined;
  const {apiGroup, resource, verb} = access;
  if (apiGroup === RBAC) return BINDINGS.includes(resource) ? 'binding' : ROLES.includes(resource) ? 'role' : undefined;
  if (apiGroup !== CERTIFICATES) return undefined;
  if (resource === 'clustertrustbundles') return 'bundle';
  if (verb === 'create') return undefined;
  if (resource === 'certificatesigningrequests/approval') return 'approval';
  return resource === 'certificatesigningrequests/status' ? 'signing' : undefined;
}

/** Requests that may need a body, as a query. */
export const MAY_NEED_BODY: Expr = {
  kind: 'in',
  field: {kind: 'field', name: 'objectRef.apiGroup'},
  values: [RBAC, CERTIFICATES],
};

const strings = (json: Json | undefined): readonly string[] =>
  Array.isArray(json) ? json.filter((item): item is string => typeof item === 'string') : [];

/** More combinations than this are taken for more than anybody was seen to use. */
const MOST_COMBINATIONS = 2000;

/** Every single access that the rules of a role give; undefined where they are not to be counted: wildcards, too many. */
function givenBy(rules: Json | undefined, namespace: string): readonly Access[] | undefined {
  const given: Access[] = [];
  for (const rule of Array.isArray(rules) ? rules : []) {
    if (!isObject(rule)) continue;
    const verbs = strings(rule.verbs);
    const names = strings(rule.resourceNames);
    for (const path of strings(rule.nonResourceURLs)) for (const verb of verbs) given.push({kind: 'url', verb, path});
    for (const apiGroup of strings(rule.apiGroups))
      for (const resource of strings(rule.resources))
        for (const verb of verbs)
          for (const name of names.length === 0 ? [''] : names)
            if (given.push({kind: 'resource', verb, apiGroup, resource, name, namespace}) > MOST_COMBINATIONS)
              return undefined;
  }
  const isWild = (access: Access) =>
    Object.values(access).some(value => value === '*' || value.endsWith('/*') || value.startsWith('*/'));
  return given.some(isWild) ? undefined : given;
}

/** Asked for besides the write of a role, of whoever does not hold all that the role grants. */
export const escalateOf = (access: ResourceAccess): ResourceAccess => ({...access, verb: 'escalate'});
export const ESCALATED =
  'escalate: it wrote a role that grants more than what it was seen to use; holding all of that does as well';

/**
 * What the role that was written grants, one by one; undefined where it is not to be counted.
 * @returns 'untold' where no body is logged
 */
export function grantedIn(access: ResourceAccess, event: AuditEvent): readonly Access[] | undefined | 'untold' {
  const body = bodyOf(event);
  if (body === undefined) return 'untold';
  return body.aggregationRule == null ? givenBy(body.rules, access.namespace) : undefined;
}

const signer = (verb: string, name: string): ResourceAccess => ({
  kind: 'resource',
  verb,
  apiGroup: CERTIFICATES,
  resource: 'signers',
  name,
  namespace: '',
});

/** The object as it was after the write, or as it was sent. A patch tells only a part. */
function bodyOf({requestObject, responseObject}: AuditEvent): Body | undefined {
  const isWhole = isObject(responseObject) && responseObject.kind !== 'Status';
  return isWhole ? responseObject : isObject(requestObject) ? requestObject : undefined;
}

/**
 * Told by the body; of a role, as if its writer held nothing that it grants.
 * @returns undefined where it is not logged, or does not say
 */
export function besidesBody(need: BodyNeed, access: ResourceAccess, event: AuditEvent): readonly Besides[] | undefined {
  const body = bodyOf(event);
  if (body === undefined) return undefined;
  if (need === 'role') {
    const given = grantedIn(access, event);
    return Array.isArray(given) && given.length === 0 ? [] : [{access: escalateOf(access), reason: ESCALATED}];
  }
  if (need === 'binding') {
    const name = textAt(body, 'roleRef', 'name');
    const resource = textAt(body, 'roleRef', 'kind') === 'Role' ? 'roles' : 'clusterroles';
    const reason = 'bind: it bound that role; holding all that the role grants does as well';
    const bind: ResourceAccess = {...access, verb: 'bind', apiGroup: RBAC, resource, name};
    return name === '' ? undefined : [{access: bind, reason}];
  }
  const name = textAt(body, 'spec', 'signerName');
  if (need === 'bundle')
    return name === ''
      ? []
      : [{access: signer('attest', name), reason: 'attest: asked for besides the write of a bundle with a signer'}];
  if (name === '') return undefined;
  if (need === 'approval')
    return [{access: signer('approve', name), reason: 'approve: asked for besides the write of an approval'}];
  return textAt(body, 'status', 'certificate') === ''
    ? []
    : [{access: signer('sign', name), reason: 'sign: asked for besides the write of a certificate'}];
}
