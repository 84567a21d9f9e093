// What the server made of what it was sent: defaults, admission, other writers. Of a create or an update the whole object is
// compared; of a patch the fields that it sends.
import {arrival} from '../../audit/coming.ts';
import type {AuditEvent, Json} from '../../audit/event.ts';
import {counted} from '../../audit/numbers.ts';
import {finish, type Steps} from '../../audit/steps.ts';
import {span} from '../line.ts';
import {safe} from '../text/safe.ts';
import {wrapWords} from '../words.ts';
import {type AnswerLine, answerLinesOf} from './answer-line.ts';
import {isBookkeeping} from './bookkeeping.ts';
import {type Diff, diffJson, diffSteps, type FieldChange} from './diff.ts';
import {placeOf} from './lists.ts';
import {PATCH_TYPES, patchTypeOf, sentSteps} from './patch.ts';
import {isList, isObject, own, type Path, pathText, textAt} from './path.ts';

export type Answered =
  | {readonly kind: 'compared'; readonly note: string; readonly diff: Diff}
  | {readonly kind: 'not'; readonly why: string};

const valueAt = (root: Json | undefined, path: Path): Json | undefined =>
  path.reduce<Json | undefined>((value, segment) => {
    if (typeof segment === 'string') return own(value, segment);
    if (!isList(value)) return undefined;
    return value[typeof segment === 'number' ? segment : placeOf(value, segment)];
  }, root);

function fieldOf(field: FieldChange, response: Json): readonly FieldChange[] {
  const is = valueAt(response, field.path);
  if (field.after === undefined) return is === undefined ? [] : [{path: field.path, after: is}];
  if (is === undefined) return [{path: field.path, before: field.after}];
  // A list that a merge adds to may hold more than was sent: the difference says what.
  return diffJson(field.after, is).changes.map(({path, ...rest}) => ({...rest, path: [...field.path, ...path]}));
}

function* comparePatch(event: AuditEvent, request: Json, response: Json): Steps<Answered> {
  const type = patchTypeOf(event);
  const sent = yield* sentSteps(request, type);
  const diff: FieldChange[] = [];
  for (const field of sent.changes) {
    diff.push(...fieldOf(field, response));
    yield;
  }
  const note = `Of the ${counted(sent.changes.length, 'field')} that this ${PATCH_TYPES[type]} sent, those that the answer has otherwise.`;
  return {kind: 'compared', note, diff: {changes: diff, more: sent.more}};
}

/**
 * The difference between request and response.
 * @param whyNot why the event has no such body, in a sentence
 */
export const compareAnswer = (event: AuditEvent, whyNot: WhyNot): Answered => finish(compareSteps(event, whyNot));

type WhyNot = (which: 'request' | 'response') => string;

function* compareSteps(event: AuditEvent, whyNot: WhyNot): Steps<Answered> {
  const {requestObject: request, responseObject: response} = event;
  for (const body of [request, response]) yield* arrival(body);
  if (request === undefined || request === null) return {kind: 'not', why: whyNot('request')};
  if (response === undefined || response === null) return {kind: 'not', why: whyNot('response')};
  const kind = textAt(response, 'kind');
  if (kind === 'Status' && textAt(request, 'kind') !== 'Status') {
    const message = textAt(response, 'message');
    const said = message === undefined ? '' : `: ${message}`;
    return {kind: 'not', why: `The server answered with a Status, not with the object${said}.`};
  }
  if (event.verb === 'delete' || event.verb === 'deletecollection')
    return {
      kind: 'not',
      why: 'The request holds the options of the deletion, the response the object: they cannot be compared.',
    };
  if (event.verb !== 'patch')
    return {
      kind: 'compared',
      note: 'What the server added, took away and changed of what was sent.',
      diff: yield* diffSteps(request, response),
    };
  if (!isList(request) && !isObject(request))
    return {kind: 'not', why: 'The patch is not JSON: it cannot be compared with the answer.'};
  return yield* comparePatch(event, request, response);
}

/** The lines of the tab Diff. `event` is masked already. */
export const answerLines = (event: AuditEvent, width: number, whyNot: WhyNot): readonly AnswerLine[] =>
  finish(answerSteps(event, width, whyNot));

/** As answerLines, of bodies of megabytes a piece at a time. */
export function* answerSteps(event: AuditEvent, width: number, whyNot: WhyNot): Steps<readonly AnswerLine[]> {
  const answered = yield* compareSteps(event, whyNot);
  const words = (text: string): readonly AnswerLine[] =>
    wrapWords(safe(text), width).map(line => ({line: [span(line, 'dim')]}));
  if (answered.kind === 'not') return words(answered.why);
  const {note, diff} = answered;
  const subresource = typeof event.objectRef?.subresource === 'string' ? event.objectRef.subresource : '';
  const bookkeeping = diff.changes.filter(change => isBookkeeping(change, subresource));
  const others = diff.changes.filter(change => !isBookkeeping(change, subresource));
  const lines: AnswerLine[] = [...words(note)];
  if (others.length === 0) lines.push(...words('Nothing: the server accepted it as it was sent.'));
  for (const change of others) {
    lines.push(...answerLinesOf(change, event, width));
    yield;
  }
  if (bookkeeping.length > 0) {
    const names = bookkeeping.map(({path}) => pathText(path)).join(', ');
    lines.push(...words(`+ ${counted(bookkeeping.length, 'bookkeeping field')}: ${names}`));
  }
  if (diff.more > 0) lines.push(...words(`… ${counted(diff.more, 'change')} more`));
  return lines;
}
