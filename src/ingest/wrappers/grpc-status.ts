// Google's audit entries state a status of gRPC where the API server states one of HTTP.

/**
 * By the number of google.rpc.Code: the HTTP code that the API server answers with in that case. Most follow the mapping in
 * google/rpc/code.proto; ABORTED is what an update with an old resourceVersion becomes.
 */
export const GRPC_STATUSES = [
  {code: 0, name: 'OK', http: 200},
  {code: 1, name: 'CANCELLED', http: 499},
  {code: 2, name: 'UNKNOWN', http: 500},
  {code: 3, name: 'INVALID_ARGUMENT', http: 400},
  {code: 4, name: 'DEADLINE_EXCEEDED', http: 504},
  {code: 5, name: 'NOT_FOUND', http: 404},
  {code: 6, name: 'ALREADY_EXISTS', http: 409},
  {code: 7, name: 'PERMISSION_DENIED', http: 403},
  {code: 8, name: 'RESOURCE_EXHAUSTED', http: 429},
  {code: 9, name: 'FAILED_PRECONDITION', http: 400},
  {code: 10, name: 'ABORTED', http: 409},
  {code: 11, name: 'OUT_OF_RANGE', http: 400},
  {code: 12, name: 'UNIMPLEMENTED', http: 501},
  {code: 13, name: 'INTERNAL', http: 500},
  {code: 14, name: 'UNAVAILABLE', http: 503},
  {code: 15, name: 'DATA_LOSS', http: 500},
  {code: 16, name: 'UNAUTHENTICATED', http: 401},
] as const;

/** How the API server words its 422, which gRPC does not tell from 400: `Pod "x" is invalid: …`. */
const INVALID = /" is invalid: /;

/** @returns `undefined` if there is no such code in gRPC. */
export function httpCode(grpc: number, message = ''): number | undefined {
  if (grpc === 3 && INVALID.test(message)) return 422;
  return GRPC_STATUSES.find(({code}) => code === grpc)?.http;
}
