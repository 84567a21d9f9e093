// Explanations in words, on one line each. What they quote is of a policy or a log: it is made safe where it is shown.
import type {Attributes} from './attributes.ts';
import {combinedResource, type Decision, type FailedCondition} from './evaluate.ts';
import type {Agreement} from './explain.ts';

/** Of a list that a rule or a request has, so many are named. */
const NAMED = 4;

function listed(items: readonly string[], none: string): string {
  if (items.length === 0) return none;
  const named = items.slice(0, NAMED).map(item => (item === '' ? '""' : item));
  const rest = items.length - named.length;
  return rest > 0 ? `${named.join(', ')} and ${rest} more` : named.join(', ');
}

const isNone = (wanted: readonly string[]) => (wanted.length === 1 ? 'is not' : 'is none of');

/** `verb get is none of create, update`. */
export function conditionText({condition, wanted, got}: FailedCondition): string {
  const all = listed(wanted, 'anything');
  const [value] = got;
  switch (condition) {
    case 'users':
      return value === undefined
        ? `nobody authenticated, so it is not ${all}`
        : `user ${value} ${isNone(wanted)} ${all}`;
    case 'userGroups':
      return got.length === 0
        ? `the user has no groups, so none is ${all}`
        : `of its groups (${listed(got, '')}) none is ${all}`;
    case 'verbs':
      return `verb ${value === '' ? '""' : value} ${isNone(wanted)} ${all}`;
    case 'resourceRequest':
      return wanted[0]?.includes('no resource')
        ? 'it is a request for a resource, not for a path'
        : 'it is a request for a path, not for a resource';
    case 'namespaces':
      return value === '' || value === undefined
        ? `it has no namespace, and that ${isNone(wanted)} ${all}`
        : `namespace ${value} ${isNone(wanted)} ${all}`;
    case 'resources':
      return `resource ${listed(got, '""')} ${isNone(wanted)} ${all}`;
    case 'resourceNames':
      return value === undefined
        ? `the request names no object, so it is not ${all}`
        : `name ${value} ${isNone(wanted)} ${all}`;
    case 'nonResourceURLs':
      return `path ${value} ${isNone(wanted)} ${all}`;
  }
}

/** `delete pods in prod-namespace, name webapp-pod`, `get /healthz`; then who asks. */
export function requestText(attributes: Attributes): string {
  const {verb, isResourceRequest, apiGroup, namespace, name, path, user} = attributes;
  const resource = combinedResource(attributes);
  const what = isResourceRequest
    ? [
        apiGroup === '' ? resource : `${resource} (${apiGroup})`,
        namespace === '' ? '' : `in ${namespace}`,
        name === '' ? '' : `named ${name}`,
      ]
    : [path];
  const who = user === undefined ? 'by nobody who authenticated' : `by ${user.name}`;
  return [verb === '' ? '(no verb)' : verb, ...what, who].filter(part => part !== '').join(' ');
}

/** What the policy does with it: `level Request, without RequestReceived`. */
export function decisionText({level, omitStages}: Decision): string {
  if (level === 'None') return 'level None: nothing is logged';
  const stages = omitStages.length === 0 ? 'every stage' : `without stage ${omitStages.join(', ')}`;
  return `level ${level}, ${stages}`;
}

/** Whether the log shows the same. `logged` is what it shows. */
export function agreementText(agreement: Agreement, logged: {readonly level: string; readonly stage: string}): string {
  switch (agreement) {
    case 'agrees':
      return 'the log agrees';
    case 'more was logged':
    case 'less was logged':
      return `the log disagrees: it has level ${logged.level}`;
    case 'stage is omitted':
      return `the log disagrees: it has stage ${logged.stage}`;
    case 'not logged at all':
      return `the log disagrees: it has the event, at level ${logged.level}`;
  }
}
