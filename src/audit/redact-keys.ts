// Rules that judge a value by the key under which it stands, and by what stands beside it.
import type {Json} from './event.ts';
import {isExactNumber, textsAt} from './exact-json.ts';
import {isNoSecret, isSecretField, isSecretName, nameKind} from './redact-names.ts';
import {type JsonObject, type Owner, PLACE, type Place, type Sibling, type Verdict} from './redact-rule.ts';
import {requestInfo} from './request-info.ts';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

type KeyRule = (key: string, value: Json, owner: Owner, place: Place) => Verdict | undefined;

const textsOf = (owner: Owner, key: Sibling): readonly string[] => textsAt(owner as JsonObject, key);

const all = (isSecret: boolean): Verdict | undefined => (isSecret ? 'all' : undefined);

/** Text, or several, by what `isSecret` says of them; of a number only a password is one. */
function holds(value: Json, name: string, isSecret: (text: string) => boolean): boolean {
  if (typeof value === 'string') return !isNoSecret(value) && isSecret(value);
  if (typeof value === 'number' || isExactNumber(value)) return nameKind(name) === 'password';
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.every(item => typeof item === 'string') && value.some(item => !isNoSecret(item) && isSecret(item));
}

const isVariable = (name: string, value: Json): boolean => isSecretName(name) && holds(value, name, () => true);
const isField = (name: string, value: Json): boolean =>
  nameKind(name) !== 'none' && holds(value, name, text => isSecretField(name, text));

const isData = (key: string): boolean => /^(?:string)?data$/i.test(key);

export const secretData: KeyRule = (key, _value, _owner, place) => all((place & PLACE.secret) !== 0 && isData(key));

/** The segments of a JSON pointer (RFC 6901) of the operation of a JSON patch whose value is `owner[key]`. */
function patchPath(key: string, owner: Owner): readonly string[] | undefined {
  if (key !== 'value') return undefined;
  const path = textsOf(owner, 'path').find(text => text.startsWith('/'));
  return path
    ?.slice(1, 4096)
    .split('/')
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export const secretPatch: KeyRule = (key, _value, owner, place) =>
  place & PLACE.secret ? all(patchPath(key, owner)?.some(isData) === true) : undefined;

export const lastApplied: KeyRule = (key, _value, owner, place) => {
  if (!(place & PLACE.secret)) return undefined;
  return (patchPath(key, owner)?.at(-1) ?? key) === LAST_APPLIED ? 'unlessJson' : undefined;
};

export const secretText: KeyRule = (key, _value, owner, place) =>
  place & PLACE.secret && (key === 'requestObject' || key === 'responseObject') && 'auditID' in owner
    ? 'unlessJson'
    : undefined;

/** A file in a ConfigMap is looked into; what it is called says little of what is in it. */
const isFile = (key: string, value: Json): boolean =>
  /\.(?:ya?ml|json|conf|cfg|config|properties|ini|toml|xml|sh|py|env|crt|pem|md|cnf|tpl|hcl)$/i.test(key) &&
  typeof value === 'string' &&
  /[\n=:{]/.test(value);

export const configMap: KeyRule = (key, value, _owner, place) =>
  place & PLACE.configData ? all(!isFile(key, value) && isVariable(key, value)) : undefined;

/** Helm keeps its releases in ConfigMaps where it is told to: Base64 of gzip, all values within. */
export const helmRelease: KeyRule = (key, value, _owner, place) =>
  place & PLACE.configData ? all(key === 'release' && typeof value === 'string' && /^H4sI/.test(value)) : undefined;

/** `{name, value}` and `{key, value}`: variables, headers, parameters, build arguments. */
export const pair: KeyRule = (key, value, owner) => {
  if (key !== 'value' && key !== 'Value') return undefined;
  const names: readonly Sibling[] = key === 'value' ? ['name', 'key'] : ['Name', 'Key'];
  return all(names.some(name => textsOf(owner, name).some(text => !text.includes('/') && isVariable(text, value))));
};

const isIndex = (segment: string | undefined): boolean => segment !== undefined && /^(?:\d+|-)$/.test(segment);

/** `/spec/containers/0/env/2/value` does not say which variable it sets. */
const isVariablePath = (path: readonly string[]): boolean =>
  path.at(-1) === 'value' && isIndex(path.at(-2)) && /^(?:env|httpHeaders|headers|parameters)$/.test(path.at(-3) ?? '');

export const patch: KeyRule = (key, value, owner, place) => {
  const path = patchPath(key, owner);
  const last = path?.at(-1);
  if (path === undefined || last === undefined) return undefined;
  if (isVariablePath(path)) return all(holds(value, 'password', () => true));
  const above = path.slice(0, -1);
  const parent = above.at(-1) ?? '';
  if (place & PLACE.encrypted || above.includes('encryptedData')) return undefined;
  if (isVariableMap(parent) || (place & PLACE.configMap && parent === 'data')) return all(isVariable(last, value));
  if (last === 'value') return all(isField(parent, value));
  if (parent === 'annotations') return annotation(last, value, {}, PLACE.annotations);
  return field(last, value, {}, placeOfKey(parent, {}) | (place & PLACE.registry));
};

/** Prefixes of annotations that are documented, and hold no secret by their name. */
const isKnownPrefix = (key: string): boolean => /^(?:[\w.-]+\.)?(?:k8s|kubernetes|openshift)\.io\//.test(key);

export const annotation: KeyRule = (key, value, _owner, place) => {
  if (!(place & PLACE.annotations)) return undefined;
  if (key === 'openshift.io/token-secret.value') return 'all';
  return all(!isKnownPrefix(key) && isField(key.slice(key.lastIndexOf('/') + 1), value));
};

export const variables: KeyRule = (key, value, _owner, place) =>
  place & PLACE.variables ? all(isVariable(key, value)) : undefined;

const NO_FIELDS = PLACE.encrypted | PLACE.labels | PLACE.annotations | PLACE.configData;
/** In a mapping of an ExternalSecret, `secretKey` is what a key is called. */
const isMapping = (key: string, owner: Owner): boolean =>
  key === 'secretKey' && ['remoteRef', 'sourceRef', 'match', 'objectName'].some(name => Object.hasOwn(owner, name));

export const field: KeyRule = (key, value, owner, place) =>
  place & NO_FIELDS ? undefined : all(isField(key, value) && !isMapping(key, owner));

/** `password: {value: …}`. */
export const named: KeyRule = (key, value, _owner, place) =>
  place & PLACE.named && /^(?:value|plain|plaintext|plainText|inline|inlineString|literal|content|text|data)$/.test(key)
    ? all(holds(value, 'password', () => true))
    : undefined;

export const registryAuth: KeyRule = (key, value, _owner, place) =>
  place & PLACE.registry
    ? all(/^(?:auth|password|identitytoken|registrytoken)$/i.test(key) && holds(value, 'password', () => true))
    : undefined;

export const openshift: KeyRule = (key, value, owner, place) => {
  if (key !== 'secret' && key !== 'additionalSecrets') return undefined;
  const isOurs = place & PLACE.trigger ? key === 'secret' : textsOf(owner, 'kind').includes('OAuthClient');
  return all(isOurs && holds(value, key, () => true));
};

/** Keys of maps whose keys are names of variables. */
const isVariableMap = (key: string): boolean =>
  /^(?:env|envs|environment|variables|envVars|extraEnv|extraEnvs|extraEnvVars|environmentVariables|headers|httpHeaders|requestHeaders|parameters|params|stringData)$/i.test(
    key,
  );

/** The places that a key makes of what stands under it. */
export function placeOfKey(key: string, value: Json): Place {
  const isMap = !Array.isArray(value);
  switch (key) {
    case 'labels':
    case 'matchLabels':
    case 'nodeSelector':
    case 'selector':
    case 'podSelector':
      return PLACE.labels;
    case 'annotations':
      return PLACE.annotations;
    case 'encryptedData':
      return PLACE.encrypted;
    case 'auths':
      return isMap ? PLACE.registry : PLACE.plain;
    case 'github':
    case 'gitlab':
    case 'bitbucket':
    case 'generic':
      return PLACE.trigger;
    default:
      if (!isMap) return PLACE.plain;
      if (isVariableMap(key)) return PLACE.variables;
      return nameKind(key) === 'password' || nameKind(key) === 'field' ? PLACE.named : PLACE.plain;
  }
}

const dull = new Map<string, boolean>();
const MOST = 20_000;

/** Whether no rule looks at a key of that name where nothing is known of its place: most keys, so it is remembered. */
export function isDull(key: string): boolean {
  const before = dull.get(key);
  if (before !== undefined) return before;
  const isPlain = !/^value$|^Value$/.test(key) && nameKind(key) === 'none' && placeOfKey(key, {}) === PLACE.plain;
  const is = isPlain && key !== LAST_APPLIED;
  if (dull.size >= MOST) dull.clear();
  if (key.length <= 256) dull.set(key, is);
  return is;
}

/** The places that an object makes of what stands in it. */
export function placeOfObject(object: Owner): Place {
  if (!Object.hasOwn(object, 'kind')) return PLACE.plain;
  let place: Place = PLACE.plain;
  for (const kind of textsOf(object, 'kind')) {
    if (kind === 'Secret' || kind === 'SecretList') place |= PLACE.secret;
    else if (kind === 'ConfigMap' || kind === 'ConfigMapList') place |= PLACE.configMap;
  }
  return place;
}

/** The place that a request makes of its event, by what it is for; by its path where it does not say. */
export function placeOfEvent(event: Json): Place {
  const {objectRef, requestURI} = (event ?? {}) as {readonly objectRef?: JsonObject | null; readonly requestURI?: Json};
  let resource = objectRef?.resource;
  if (resource === undefined && typeof requestURI === 'string') resource = requestInfo('GET', requestURI).resource;
  return resource === 'secrets' ? PLACE.secret : resource === 'configmaps' ? PLACE.configMap : PLACE.plain;
}
