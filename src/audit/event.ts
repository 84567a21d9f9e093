// audit.k8s.io/v1 as the API server writes it, by upstream's names (kubernetes/apiserver pkg/apis/audit/v1/types.go).
// Notes say when a field is absent and how far it can be trusted: most of an event was written by the client.

/** In the order a request goes through them. Panic replaces ResponseComplete. */
export const STAGES = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] as const;

/** What a row can be: an event at one of the stages, or an alert about events, which the API server knows nothing of. */
export const ROW_STAGES = [...STAGES, 'Alert'] as const;
export type Stage = (typeof ROW_STAGES)[number];

/** From least to most. None is never logged. */
export const LEVELS = ['None', 'Metadata', 'Request', 'RequestResponse'] as const;
export type Level = (typeof LEVELS)[number];

export type Json = null | boolean | number | string | readonly Json[] | {readonly [key: string]: Json};

/** `{}` when authentication failed. */
export type UserInfo = {
  readonly username?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: {readonly [key: string]: readonly string[]};
};

/** Present exactly for resource requests. `name` of a create is only known from ResponseComplete on. */
export type ObjectReference = {
  readonly resource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly uid?: string;
  /** Absent for the core group. */
  readonly apiGroup?: string;
  readonly apiVersion?: string;
  readonly resourceVersion?: string;
  readonly subresource?: string;
};

/** metav1.Status, as far as audit events carry it. Absent at RequestReceived. */
export type ResponseStatus = {
  readonly status?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly details?: Json;
  /** The HTTP status; 101 is an upgraded stream (exec, attach, port-forward). */
  readonly code?: number;
};

/** An alert of Falco, by the names of its JSON output (userspace/engine/formats.cpp). Everything in it is what Falco says. */
export type Alert = {
  /** Alerts that were printed as text do not name it: absent, or a guess. */
  readonly rule?: string;
  /** What the rule is guessed from, in words, if the alert does not name it. */
  readonly ruleFrom?: string;
  /** One of PRIORITIES where Falco wrote it; whatever else was there is kept as it is. */
  readonly priority: string;
  /** Time, priority and message as one text. */
  readonly output?: string;
  /** What Falco watched: `syscall`, or `k8s_audit` for audit events. Absent in older versions. */
  readonly source?: string;
  readonly hostname?: string;
  readonly tags?: readonly string[];
  /** `output_fields` as logged; of a text alert what its parentheses say. Null is what Falco did not know. */
  readonly fields?: {readonly [key: string]: Json};
  /** RFC 3339 with the nine digits that Falco writes; stageTimestamp has the first six of them. */
  readonly time?: string;
  /** Where the date is from, in words, if the alert has none: then its time is a guess. */
  readonly dateFrom?: string;
};

/** An event of the API server; or, at stage Alert, what an alert says of one, in the same fields. */
export type AuditEvent = {
  readonly kind?: string;
  readonly apiVersion?: string;
  /** Absent in alerts alone. */
  readonly level?: Level;
  /** Not a key: two or three stages share it, and the client may choose it (header Audit-ID). Of an alert `falco-…`, see alert.ts. */
  readonly auditID: string;
  readonly stage: Stage;
  /** Path and query as the client sent them, percent-encoded. */
  readonly requestURI?: string;
  /** get list watch create update patch delete deletecollection; lower-case HTTP method for non-resource requests. */
  readonly verb?: string;
  /** Who authenticated, before impersonation. */
  readonly user: UserInfo;
  /** Absent at RequestReceived. */
  readonly impersonatedUser?: UserInfo;
  readonly authenticationMetadata?: Json;
  /** Only the last one was seen by the API server itself; the others are the client's claim. */
  readonly sourceIPs?: readonly string[];
  /** The client's claim. Cut at 1024 bytes by the API server. */
  readonly userAgent?: string;
  readonly objectRef?: ObjectReference;
  readonly responseStatus?: ResponseStatus;
  /** From level Request, never at RequestReceived. An array for a JSON patch. */
  readonly requestObject?: Json;
  /** At level RequestResponse. */
  readonly responseObject?: Json;
  /** MicroTime; absent in logs of Kubernetes 1.8. */
  readonly requestReceivedTimestamp?: string;
  /** MicroTime. For logs of Kubernetes 1.8 the readers put the event's `timestamp` here. */
  readonly stageTimestamp?: string;
  readonly annotations?: {readonly [key: string]: string};
  /** Present exactly at stage Alert. */
  readonly alert?: Alert;
};

export const DECISION = 'authorization.k8s.io/decision';
export const REASON = 'authorization.k8s.io/reason';
export const TRUNCATED = 'audit.k8s.io/truncated';
