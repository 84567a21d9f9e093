// The history of one object: its requests in the order of time, each with what it changed, as far as the log tells. A fold:
// every event is looked at once, with the last known state at hand, so that a long history is made in small pieces.
import type {AuditEvent, Json} from '../../audit/event.ts';
import {finish, type Steps} from '../../audit/steps.ts';
import type {EventId} from '../../source/source.ts';
import {isBookkeeping} from './bookkeeping.ts';
import {coversByCollection} from './covers.ts';
import {diffSteps, type FieldChange, leafSteps} from './diff.ts';
import {bornAnew, fateOf, finalizersOf, isTerminating} from './life.ts';
import {isDryRun, type PatchType, patchTypeOf, sentSteps} from './patch.ts';
import {at, isList, isObject, own, textAt} from './path.ts';
import {
  A_READ,
  type Change,
  type History,
  type Life,
  type Step,
  type StepChange,
  type StepKind,
  UNBORN,
} from './step.ts';
import {CONNECTIONS, created, type ObjectTarget} from './target.ts';

export {type Change, emptyHistory, type History, howText, type Step, type StepChange, type StepKind} from './step.ts';

const string = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Subresources whose body is the object itself. */
const WHOLE = ['', 'status', 'finalize', 'ephemeralcontainers', 'resize', 'approval'];

/** Bodies of other kinds that stand where the object would. */
const OTHER_KINDS = ['Status', 'DeleteOptions', 'Scale', 'Eviction', 'Binding', 'TokenRequest'];

function stateIn(body: Json | undefined, target: ObjectTarget): Json | undefined {
  if (!isObject(body) || OTHER_KINDS.includes(string(own(body, 'kind')))) return undefined;
  const name = textAt(body, 'metadata', 'name');
  return name === target.name ? body : undefined;
}

type Reached = {readonly state: Json; readonly asSent: boolean};

/** The state after a write, where the event holds it. */
function stateAfter(event: AuditEvent, target: ObjectTarget, subresource: string): Reached | undefined {
  if (!WHOLE.includes(subresource)) return undefined;
  const answered = stateIn(event.responseObject, target);
  if (answered !== undefined) return {state: answered, asSent: false};
  if (event.verb !== 'create' && event.verb !== 'update') return undefined;
  const sent = event.requestObject;
  const isOurs = stateIn(sent, target) !== undefined || (event.verb === 'create' && isObject(sent));
  return isOurs ? {state: sent!, asSent: true} : undefined;
}

const marked = (fields: readonly FieldChange[], subresource: string): readonly StepChange[] =>
  fields.map(field => ({...field, bookkeeping: isBookkeeping(field, subresource)}));

/** Who sends a status means it: resources without that subresource are written in one. */
const markedSent = (fields: readonly FieldChange[], subresource: string): readonly StepChange[] =>
  fields.map(field => ({
    ...field,
    bookkeeping: isBookkeeping(field, field.path[0] === 'status' ? 'status' : subresource),
  }));

function whyUnknown(event: AuditEvent): string {
  if (event.level === 'Metadata') return 'bodies not logged at level Metadata';
  if (event.annotations?.['audit.k8s.io/truncated'] === 'true') return 'bodies left out: the event was too big';
  return event.stage === 'ResponseComplete'
    ? 'the event holds no body that tells'
    : `nothing known yet at stage ${event.stage}`;
}

/** What was sent to a subresource with a body of its own: of a Scale the replicas are those of the object. */
function sentBeside(changes: readonly FieldChange[], more: number, life: Life, subresource: string): Change {
  const own = changes.filter(({path: [first]}) => first !== 'metadata' && first !== 'kind' && first !== 'apiVersion');
  const replicas = life.unknown === 0 ? at(life.state, 'spec', 'replicas') : undefined;
  const fields = own.map((field): FieldChange => {
    const isReplicas = field.path.length === 2 && field.path[0] === 'spec' && field.path[1] === 'replicas';
    return subresource === 'scale' && isReplicas && replicas !== undefined ? {...field, before: replicas} : field;
  });
  return {
    kind: 'sent',
    fields: fields.map(field => ({...field, bookkeeping: field.path[0] === 'status'})),
    more,
    answered: false,
  };
}

/** What a write did, with the state before it. */
function* changeOf(
  event: AuditEvent,
  life: Life,
  subresource: string,
  reached: Reached | undefined,
  patch: PatchType | undefined,
): Steps<Change> {
  if ((CONNECTIONS as readonly string[]).includes(subresource))
    return {kind: 'none', why: `${subresource} reaches what runs behind the object and changes no field of it`};
  if (subresource === 'token') return {kind: 'none', why: 'a token was issued; no field changed'};
  if (reached !== undefined) {
    const {state, asSent} = reached;
    const sent = event.requestObject;
    if (life.state === undefined && patch !== undefined && (isObject(sent) || isList(sent))) {
      const {changes, more} = yield* sentSteps(sent, patch);
      return {kind: 'sent', fields: markedSent(changes, subresource), more, answered: true};
    }
    if (life.state === undefined) {
      const {changes, more} = yield* leafSteps(state);
      return {kind: 'first', fields: marked(changes, subresource), more, asSent};
    }
    const {changes, more} = yield* diffSteps(life.state, state);
    return {kind: 'changed', fields: marked(changes, subresource), more, between: life.unknown, asSent};
  }
  const body = event.requestObject;
  if (isObject(body) || isList(body)) {
    const {changes, more} = yield* sentSteps(body, patch ?? 'unknown');
    if (!WHOLE.includes(subresource)) return sentBeside(changes, more, life, subresource);
    const before = (field: FieldChange): FieldChange => {
      // Exact only where nothing unknown lies between, and where the path goes by keys alone.
      const keys = field.path.filter(segment => typeof segment === 'string');
      const was = life.unknown === 0 && keys.length === field.path.length ? at(life.state, ...keys) : undefined;
      return was === undefined ? field : {...field, before: was};
    };
    return {kind: 'sent', fields: markedSent(changes.map(before), subresource), more, answered: false};
  }
  return {kind: 'none', why: whyUnknown(event)};
}

function kindOf(event: AuditEvent, subresource: string): StepKind {
  const code = event.responseStatus?.code;
  if (event.stage === 'Panic' || (typeof code === 'number' && code >= 400)) return 'failed';
  if ((CONNECTIONS as readonly string[]).includes(subresource)) return 'write';
  return ['get', 'list', 'watch', 'head'].includes(string(event.verb)) || isDryRun(event) ? 'read' : 'write';
}

function* written(
  history: History,
  event: AuditEvent,
  base: Omit<Step, 'change' | 'notes' | 'life' | 'kind'>,
): Steps<History> {
  const {target, steps} = history;
  const {subresource, patch} = base;
  const reached =
    event.verb === 'delete' && !isTerminating(event.responseObject)
      ? undefined
      : stateAfter(event, target, subresource);
  const isNew = bornAnew(event, history.life, reached?.state, subresource);
  const before: Life = isNew ? {...UNBORN, number: history.life.number + 1} : history.life;
  const change: Change =
    event.verb === 'delete' && reached === undefined
      ? {kind: 'none', why: 'deletion'}
      : yield* changeOf(event, before, subresource, reached, patch);
  const after: Life =
    reached === undefined
      ? {...before, unknown: before.unknown + (change.kind === 'none' && subresource !== '' ? 0 : 1)}
      : {
          ...before,
          state: reached.state,
          uid: textAt(reached.state, 'metadata', 'uid') ?? before.uid,
          unknown: 0,
          gone: false,
        };
  const revived: Life =
    event.verb === 'create' && subresource === '' ? {...after, gone: false, terminating: false} : after;
  const fate = fateOf(
    event,
    {...revived, terminating: revived.terminating || isTerminating(revived.state)},
    subresource,
  );
  const isBirth = event.verb === 'create' && subresource === '';
  const notes = [
    ...(isNew
      ? [isBirth ? 'created anew' : 'another object under this name: its uid is new']
      : isBirth
        ? ['created']
        : []),
    ...fate.notes,
  ];
  const answered = stateIn(event.responseObject, target);
  const edge = fate.edge ?? (isNew || isBirth ? 'begins' : undefined);
  const step: Step = {
    ...base,
    kind: 'write',
    change:
      fate.edge === 'ends' && event.verb === 'delete'
        ? yield* lastOf(answered ?? fate.life.state, before.unknown)
        : change,
    notes,
    life: before.number,
    ...(edge === undefined ? {} : {edge}),
  };
  return {target, steps: [...steps, step], life: fate.life};
}

/** What is gone is shown as it was seen last. */
function* lastOf(state: Json | undefined, unknown: number): Steps<Change> {
  if (state === undefined) return {kind: 'none', why: 'deletion'};
  const {changes, more} = yield* leafSteps(state);
  const fields = changes.map(({path, after}): FieldChange => ({path, ...(after === undefined ? {} : {before: after})}));
  return {kind: 'last', fields: marked(fields, ''), more, between: unknown};
}

/** A deletion of many, or of the namespace. */
function* takenAlong(
  history: History,
  event: AuditEvent,
  base: Omit<Step, 'change' | 'notes' | 'life' | 'kind'>,
): Steps<History> {
  const {target, steps, life} = history;
  const isNamespace = event.objectRef?.resource === 'namespaces';
  const cover = isNamespace ? 'yes' : coversByCollection(event, target, at(life.state, 'metadata', 'labels'));
  // What is gone cannot be deleted again, and what was never there neither.
  if (cover === 'no' || life.gone) return history;
  const what = isNamespace ? 'deletes the namespace and everything in it' : `deletes ${target.resource} in bulk`;
  const isKnown = steps.some(step => step.kind !== 'failed');
  const sure = isKnown ? 'this one, too' : 'this one, too, if it was there';
  const note = `${what}: ${cover === 'perhaps' ? 'by its selector perhaps this one, too' : sure}`;
  const held = finalizersOf(life.state);
  const isEnd = cover === 'yes' && held.length === 0 && isKnown;
  const why = isEnd ? note : held.length > 0 ? `${note}, once ${held.join(', ')} lets it` : note;
  return {
    target,
    steps: [
      ...steps,
      {
        ...base,
        kind: 'write',
        change: isEnd ? yield* lastOf(life.state, life.unknown) : {kind: 'none', why: 'deletion'},
        notes: [why],
        life: life.number,
        ...(isEnd ? {edge: 'ends' as const} : {}),
      },
    ],
    life: {...life, gone: isEnd, terminating: life.terminating || (!isEnd && cover === 'yes' && isKnown)},
  };
}

/** `history` with one event more, which is not before those that it has. `event` is masked already. Takes any JSON. */
export const addEvent = (history: History, id: EventId, event: AuditEvent): History =>
  finish(addSteps(history, id, event));

/** As addEvent, of bodies of megabytes a piece at a time. */
export function* addSteps(history: History, id: EventId, event: AuditEvent): Steps<History> {
  const {target, life, steps} = history;
  const ref = event.objectRef;
  const subresource = string(ref?.subresource);
  const kind = kindOf(event, subresource);
  const base = {
    id,
    user: string(event.user?.username),
    as: string(event.impersonatedUser?.username),
    userAgent: string(event.userAgent),
    verb: string(event.verb),
    subresource,
    patch: event.verb === 'patch' ? patchTypeOf(event) : undefined,
    code: typeof event.responseStatus?.code === 'number' ? event.responseStatus.code : undefined,
  };
  const isOther = string(ref?.resource) !== target.resource;
  if (isOther || event.verb === 'deletecollection')
    return kind === 'write' ? yield* takenAlong(history, event, base) : history;
  if (string(ref?.name) === '' && !created(event, target)) return history;
  if (kind === 'write' && event.stage !== 'RequestReceived') return yield* written(history, event, base);
  const why =
    kind === 'failed'
      ? string(event.responseStatus?.message) ||
        string(event.responseStatus?.reason) ||
        'it failed, and changed nothing'
      : isDryRun(event)
        ? 'a dry run changes nothing'
        : kind === 'write'
          ? 'only its arrival is logged, not how it went'
          : A_READ;
  return {target, steps: [...steps, {...base, kind, change: {kind: 'none', why}, notes: [], life: life.number}], life};
}
