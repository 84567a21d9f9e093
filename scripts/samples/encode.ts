// Writes audit.k8s.io/v1 events as the API server does: one line of compact JSON, fields in the order of the Go structs
// (kubernetes/apiserver pkg/apis/audit/v1/types.go), strings escaped as Go's encoding/json does with HTML escaping on.
import type {Level, ObjectReference, Stage, UserInfo} from '../../src/audit/event.ts';

/** JSON as it goes over the wire. A bigint stands for an int64 that a double would round. `undefined` fields are left out. */
export type Body = null | boolean | number | bigint | string | readonly Body[] | Fields;
export type Fields = {readonly [key: string]: Body | undefined};

/** metav1.Status as `responseStatus` has it. */
export type Status = {
  readonly status?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly details?: Fields;
  readonly code: number;
};

/** An event before it is encoded. Fields that are `undefined` are left out. */
export type WireEvent = {
  readonly kind: 'Event';
  readonly apiVersion: 'audit.k8s.io/v1';
  readonly level: Level;
  readonly auditID: string;
  readonly stage: Stage;
  readonly requestURI: string;
  readonly verb: string;
  readonly user: UserInfo;
  readonly impersonatedUser: UserInfo | undefined;
  readonly sourceIPs: readonly string[];
  readonly userAgent: string | undefined;
  readonly objectRef: ObjectReference | undefined;
  readonly responseStatus: Status | undefined;
  readonly requestObject: Body | undefined;
  readonly responseObject: Body | undefined;
  readonly requestReceivedTimestamp: string;
  readonly stageTimestamp: string;
  readonly annotations: {readonly [key: string]: string} | undefined;
};

/** How Go writes one struct: its fields in order, and those that have no `omitempty`. `'sorted'` is a map. */
type Shape =
  | {
      readonly order: readonly string[];
      readonly always?: readonly string[];
      readonly in?: {readonly [key: string]: Shape};
    }
  | 'sorted';

const USER: Shape = {order: ['username', 'uid', 'groups', 'extra'], in: {extra: 'sorted'}};

const OBJECT_REFERENCE: Shape = {
  order: ['resource', 'namespace', 'name', 'uid', 'apiGroup', 'apiVersion', 'resourceVersion', 'subresource'],
};

const STATUS: Shape = {
  order: ['metadata', 'status', 'message', 'reason', 'details', 'code'],
  always: ['metadata'],
  in: {details: {order: ['name', 'group', 'kind', 'uid', 'causes', 'retryAfterSeconds']}},
};

const EVENT: Shape = {
  order: [
    'kind',
    'apiVersion',
    'level',
    'auditID',
    'stage',
    'requestURI',
    'verb',
    'user',
    'impersonatedUser',
    'authenticationMetadata',
    'sourceIPs',
    'userAgent',
    'objectRef',
    'responseStatus',
    'requestObject',
    'responseObject',
    'requestReceivedTimestamp',
    'stageTimestamp',
    'annotations',
  ],
  always: ['auditID', 'requestURI', 'verb', 'user', 'requestObject', 'responseObject'],
  in: {
    user: USER,
    impersonatedUser: USER,
    objectRef: OBJECT_REFERENCE,
    responseStatus: STATUS,
    annotations: 'sorted',
  },
};

const HTML: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/**
 * A string as Go 1.22 and later writes it. C0 controls become \u00XX (\b \f \n \r \t in short); DEL, C1 controls, bidi
 * overrides and zero-width characters go through raw. A lone surrogate, which Go cannot hold, becomes \ufffd.
 */
export function quote(text: string): string {
  if (!text.isWellFormed()) {
    return `"${text
      .split(/\p{Surrogate}/u)
      .map(part => quote(part).slice(1, -1))
      .join('\\ufffd')}"`;
  }
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, char => HTML[char]!);
}

/** JSON in the order of its keys, as it was sent. */
export function encodeBody(value: Body): string {
  if (typeof value === 'string') return quote(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(encodeBody).join(',')}]`;
  const pairs: string[] = [];
  for (const key in value) {
    const field = value[key];
    if (field !== undefined) pairs.push(`${quote(key)}:${encodeBody(field)}`);
  }
  return `{${pairs.join(',')}}`;
}

const isList = (value: Body): value is readonly Body[] => Array.isArray(value);

const isEmpty = (value: Body) => value === '' || (isList(value) && value.length === 0);

/** Go compares the bytes of UTF-8, which order as code points do. */
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

function encodeStruct(value: Fields, shape: Shape): string {
  const order = shape === 'sorted' ? Object.keys(value).sort(byBytes) : shape.order;
  const unknown = Object.keys(value).filter(key => value[key] !== undefined && !order.includes(key));
  if (unknown.length > 0) throw new Error(`no place in the struct for ${unknown.join(', ')}`);
  const pairs: string[] = [];
  for (const key of order) {
    const field = value[key];
    if (field === undefined) continue;
    if (shape !== 'sorted' && isEmpty(field) && !shape.always?.includes(key)) continue;
    const inner = shape === 'sorted' ? undefined : shape.in?.[key];
    pairs.push(`${quote(key)}:${inner === undefined ? encodeBody(field) : encodeStruct(field as Fields, inner)}`);
  }
  return `{${pairs.join(',')}}`;
}

/** One event as its line, without the newline. */
export function encodeEvent(event: WireEvent): string {
  const {responseStatus} = event;
  const withMetadata = responseStatus && {metadata: {}, ...responseStatus};
  return encodeStruct({...event, responseStatus: withMetadata} as unknown as Fields, EVENT);
}
