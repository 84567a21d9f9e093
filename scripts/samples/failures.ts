// Responses of requests that failed, in the API server's own words (kubernetes/apimachinery pkg/api/errors).
import type {Fields, Status} from './encode.ts';

const failure = (code: number, reason: string, message: string, details: Fields): Status => ({
  status: 'Failure',
  message,
  reason,
  details,
  code,
});

const qualified = (resource: string, group: string) => (group === '' ? resource : `${resource}.${group}`);
const withGroup = (group: string) => (group === '' ? {} : {group});

export const notFound = (resource: string, name: string, group = ''): Status =>
  failure(404, 'NotFound', `${qualified(resource, group)} "${name}" not found`, {
    name,
    ...withGroup(group),
    kind: resource,
  });

/** RBAC's sentence. `scope` is a namespace; without it the request was for the whole cluster. */
export function forbidden(
  user: string,
  verb: string,
  resource: string,
  group: string,
  scope?: string,
  name?: string,
): Status {
  const where = scope === undefined ? 'at the cluster scope' : `in the namespace "${scope}"`;
  const what = name === undefined ? qualified(resource, group) : `${qualified(resource, group)} "${name}"`;
  return failure(
    403,
    'Forbidden',
    `${what} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`,
    {name, ...withGroup(group), kind: resource},
  );
}

export const conflict = (
  resource: string,
  name: string,
  group = '',
  why = 'the object has been modified; please apply your changes to the latest version and try again',
): Status =>
  failure(409, 'Conflict', `Operation cannot be fulfilled on ${qualified(resource, group)} "${name}": ${why}`, {
    name,
    ...withGroup(group),
    kind: resource,
  });

export const invalid = (kind: string, group: string, name: string, field: string, message: string): Status =>
  failure(422, 'Invalid', `${kind}.${group} "${name}" is invalid: ${field}: ${message}`, {
    name,
    group,
    kind,
    causes: [{reason: 'FieldValueInvalid', message, field}],
  });

export const tooManyRequests: Status = failure(429, 'TooManyRequests', 'Too many requests, please try again later.', {
  retryAfterSeconds: 1,
});

export const internalError = (message: string): Status =>
  failure(500, 'InternalError', `Internal error occurred: ${message}`, {causes: [{message}]});
