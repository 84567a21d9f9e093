// A file becomes a policy, or what the API server would say instead of loading it: read, decoded strictly and then leniently,
// its version checked, validated. As kubernetes/apiserver pkg/audit/policy/reader.go at v1.36.
import {type Document, isMap, isScalar, type Node} from 'yaml';
import {type Decoded, decode, type Places} from './decode.ts';
import type {PolicyFault} from './fault.ts';
import {type Candidate, looksLikePolicy, type Mention, parsedDocuments, Search, textField, yamlFault} from './find.ts';
import type {Policy, Position} from './policy.ts';
import {type Locate, locator} from './position.ts';
import {validate} from './validate.ts';
import {minorOf, NEWEST_MINOR, SINCE} from './versions.ts';

export type ReadOptions = {
  /** How messages name the file. */
  readonly file: string;
  /** The Kubernetes version that shall load it, `1.30`; the newest known without one. */
  readonly version?: string;
};

export type ReadPolicy = {
  /** '' is the file itself, else the way to the policy inside it: `data["audit-policy.yaml"]`. */
  readonly where: string;
  /** The policy, if the API server would load it. */
  readonly policy?: Policy;
  /** What could be read of it, also where it would not be loaded: levels and stages may be unknown words. */
  readonly draft?: Policy;
  readonly apiVersion: string;
  readonly faults: readonly PolicyFault[];
  /** Where the policy's values stand. */
  readonly places: Places;
};

const V1 = 'audit.k8s.io/v1';
const OLD_VERSIONS = ['audit.k8s.io/v1beta1', 'audit.k8s.io/v1alpha1'];

const isEmpty = (document: Document): boolean => {
  const {contents} = document;
  return contents === null || (isScalar(contents) && contents.value === null);
};

/** What is wrong with apiVersion and kind. */
function versionFault({apiVersion, kind, places}: Decoded, root: Position, minor: number): PolicyFault | undefined {
  const at = (path: string): Position => places.get(path) ?? places.get(`${path}#`) ?? root;
  const known = minor >= SINCE.onlyV1 ? [V1] : [V1, ...OLD_VERSIONS];
  if (apiVersion === '') {
    const message = `unknown group version field audit.k8s.io/__internal, Kind=${kind === '' ? 'Policy' : kind} in policy`;
    return {code: 'api-version', severity: 'error', field: 'apiVersion', message, at: at('apiVersion')};
  }
  if (!known.includes(apiVersion) || (kind !== '' && kind !== 'Policy')) {
    const field = known.includes(apiVersion) ? 'kind' : 'apiVersion';
    const message = `failed decoding: no kind "${kind === '' ? 'Policy' : kind}" is registered for version "${apiVersion}"`;
    return {code: field === 'kind' ? 'kind' : 'api-version', severity: 'error', field, message, at: at(field)};
  }
  if (apiVersion !== V1) {
    const message = `${apiVersion} is deprecated, and not read since 1.24`;
    return {code: 'api-version', severity: 'warning', field: 'apiVersion', message, at: at('apiVersion')};
  }
  if (kind === '') {
    const message = 'kind is missing; the API server takes it for a Policy';
    return {code: 'kind', severity: 'warning', field: 'kind', message, at: at('apiVersion')};
  }
  return undefined;
}

function validationFaults(decoded: Decoded, root: Position, minor: number): readonly PolicyFault[] {
  const {places, policy} = decoded;
  // Of a value that could not be decoded there is nothing more to say.
  const wrongTypes = decoded.faults.filter(({code}) => code === 'wrong-type').map(({field}) => field);
  const isTold = (path: string) => wrongTypes.some(field => path === field || path.startsWith(`${field}.`));
  const invalid = validate(policy, minor).filter(({path}) => !isTold(path));
  return invalid.map(({code, field, path, message}) => {
    const ruleIndex = /^rules\[(\d+)\]/.exec(path)?.[1];
    const rule = ruleIndex === undefined ? undefined : policy.rules[Number(ruleIndex)]?.at;
    return {
      code,
      severity: 'error',
      field,
      message: `${field}: ${message}`,
      at: places.get(path) ?? places.get(`${path}#`) ?? rule ?? root,
    };
  });
}

/** Errors in the order in which the API server finds them: it stops at the first kind, we tell all. */
function read({document, root, locate, where}: Candidate, minor: number): ReadPolicy {
  const decoded = decode(document, root, locate, minor >= SINCE.omitManagedFields);
  const [start, end] = root.range ?? [0, 0];
  const at = locate(start, end);
  const wrongVersion = versionFault(decoded, at, minor);
  const hasUnreadableRules = decoded.faults.some(({severity, field}) => severity === 'error' && field === 'rules');
  const noRules: readonly PolicyFault[] =
    decoded.policy.rules.length > 0 || hasUnreadableRules
      ? []
      : [
          {
            code: 'no-rules',
            severity: 'error',
            field: 'rules',
            message: 'loaded illegal policy with 0 rules',
            at: decoded.places.get('rules#') ?? at,
          },
        ];
  const isYaml = !decoded.faults.some(({code}) => code === 'not-yaml');
  const faults = [
    ...decoded.faults,
    ...(wrongVersion === undefined ? [] : [wrongVersion]),
    ...(isYaml ? [...validationFaults(decoded, at, minor), ...noRules] : []),
  ];
  const isSound = !faults.some(({severity}) => severity === 'error');
  return {
    where,
    ...(isSound ? {policy: decoded.policy} : {}),
    draft: decoded.policy,
    apiVersion: decoded.apiVersion,
    faults,
    places: decoded.places,
  };
}

const failed = (faults: readonly PolicyFault[], where = ''): readonly ReadPolicy[] => [
  {where, apiVersion: '', faults, places: new Map()},
];

/** Nothing in the file is a policy; it may say where one is. */
function notFound(mentions: readonly Mention[], documents: readonly Document[], locate: Locate): PolicyFault {
  const [mention] = mentions;
  const said =
    mention === undefined
      ? 'write "apiVersion: audit.k8s.io/v1", "kind: Policy" and rules'
      : `it names ${mention.path}: check that file, on the node`;
  const root = documents[0]?.contents as Node | null | undefined;
  const kind = isMap(root) ? textField(root, 'kind') : '';
  const [start, end] = root?.range ?? [0, 0];
  return {
    code: 'no-policy',
    severity: 'error',
    field: '',
    message: `there is no audit policy in it${kind === '' ? '' : `, a ${kind}`}; ${said}`,
    at: mention === undefined ? locate(start, end) : locate(mention.start, mention.end),
  };
}

/** Whether a document is to be read as a policy, rather than searched for one. */
const isMeantForPolicy = (root: Node): boolean =>
  isMap(root) &&
  (looksLikePolicy(root) ||
    textField(root, 'kind') === 'Policy' ||
    textField(root, 'apiVersion').startsWith('audit.k8s.io/') ||
    (root.has('rules') && !root.has('kind')));

/** What a text that is no YAML looks like instead. */
const otherThanPolicy = (text: string): string =>
  /^\s*\{"kind":"Event(?:List)?"/.test(text)
    ? '; it looks like an audit log'
    : /\{\{|\{%/.test(text)
      ? '; it looks like a template, which must be rendered first'
      : '';

/** What the API server's YAML reader takes, as yaml_parser_update_buffer of go-yaml. A byte order mark at the start is no part of it. */
const NOT_TAKEN = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;

function controlFault(text: string, locate: Locate): PolicyFault | undefined {
  const skipped = text.startsWith('\ufeff') ? 1 : 0;
  const found = NOT_TAKEN.exec(text.slice(skipped));
  if (found === null) return undefined;
  const at = locate(found.index + skipped, found.index + skipped + 1);
  const message = 'failed decoding: yaml: control characters are not allowed';
  return {code: 'not-yaml', severity: 'error', field: '', message, at};
}

/**
 * Every policy in a file: the file itself, or all that stand in what it is.
 * At least one; without a policy and with an error if there is none. Never throws.
 */
export function readPolicies(text: string, options: ReadOptions): readonly ReadPolicy[] {
  const {version = ''} = options;
  const minor = minorOf(version) ?? NEWEST_MINOR;
  const locate = locator(text);
  const documents = parsedDocuments(text);
  const full = documents.filter(document => !isEmpty(document));
  const [first] = full;
  const isPolicy = first !== undefined && isMeantForPolicy(first.contents as Node);
  // What follows the first document is not read, be it YAML or not.
  const looked = isPolicy ? documents.slice(0, documents.indexOf(first) + 1) : documents;
  const broken = looked.map(document => yamlFault(document, text, locate)).find(fault => fault !== undefined);
  const control = isPolicy ? controlFault(text, locate) : undefined;
  if (control !== undefined) return failed([control]);
  if (broken !== undefined) return failed([{...broken, message: `${broken.message}${otherThanPolicy(text)}`}]);
  if (first === undefined)
    return failed([
      {
        code: 'no-rules',
        severity: 'error',
        field: '',
        message: 'the file is empty: loaded illegal policy with 0 rules',
        at: locate(0, 0),
      },
    ]);

  if (isPolicy) {
    const found = read({document: first, root: first.contents as Node, locate, where: ''}, minor);
    return [{...found, faults: [...found.faults, ...documentFaults(documents, locate)]}].map(withoutLateFirst);
  }

  const search = new Search();
  search.documents(documents, {file: text, text, map: offset => offset, where: ''}, 0);
  const broke = search.broken.flatMap(({where, fault}) => failed([fault], where));
  if (search.candidates.length + broke.length === 0) return failed([notFound(search.mentions, full, locate)]);
  return [...search.candidates.map(candidate => read(candidate, minor)), ...broke];
}

/** The API server reads the first document of a file, be it empty. */
function documentFaults(documents: readonly Document[], locate: Locate): readonly PolicyFault[] {
  const at = ({contents}: Document): Position => {
    const [start, end] = (contents as Node | null)?.range ?? [0, 0];
    return locate(start, end);
  };
  if (isEmpty(documents[0]!)) {
    const policy = documents.find(document => !isEmpty(document))!;
    const message = 'the first document of the file is empty, and the API server reads only that one';
    return [{code: 'first-document', severity: 'error', field: '', message, at: at(policy)}];
  }
  const second = documents.slice(1).find(document => !isEmpty(document));
  if (second === undefined) return [];
  const message = 'the API server reads only the first document of a file; this one is ignored';
  return [{code: 'more-documents', severity: 'warning', field: '', message, at: at(second)}];
}

/** A policy that is not the first document is not loaded. */
function withoutLateFirst(found: ReadPolicy): ReadPolicy {
  if (!found.faults.some(({code}) => code === 'first-document')) return found;
  const {policy: _policy, ...rest} = found;
  return rest;
}

/** The policy of a file, or the first that stands in it, and what is wrong with it. Never throws. */
export function readPolicy(text: string, options: ReadOptions): ReadPolicy {
  return readPolicies(text, options)[0]!;
}
