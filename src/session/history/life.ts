// When an object begins and ends: deletions, finalizers, grace, and creates under the same name.
import type {AuditEvent, Json} from '../../audit/event.ts';
import {at, isList, textAt} from './path.ts';
import type {Life} from './step.ts';

export const finalizersOf = (state: Json | undefined): readonly string[] => {
  const list = at(state, 'metadata', 'finalizers');
  return isList(list) ? list.filter(item => typeof item === 'string') : [];
};

export const isTerminating = (state: Json | undefined): boolean =>
  textAt(state, 'metadata', 'deletionTimestamp') !== undefined;

type Fate = {readonly life: Life; readonly notes: readonly string[]; readonly edge?: 'ends'};

const gone = (life: Life, ...notes: readonly string[]): Fate => ({
  life: {...life, gone: true, terminating: false},
  notes,
  edge: 'ends',
});

/** What a deletion, an eviction or the last update of a dying object means. */
export function fateOf(event: AuditEvent, life: Life, subresource: string): Fate {
  const {verb} = event;
  if (subresource === 'eviction') return {life: {...life, terminating: true}, notes: ['evicted']};
  if (verb === 'delete') {
    const answered = event.responseObject;
    const state = isTerminating(answered) ? answered : undefined;
    if (state !== undefined) {
      const held = finalizersOf(state);
      const grace = at(state, 'metadata', 'deletionGracePeriodSeconds');
      if (held.length > 0)
        return {life: {...life, terminating: true}, notes: [`marked for deletion, held by ${held.join(', ')}`]};
      if (typeof grace === 'number' && grace > 0)
        return {life: {...life, terminating: true}, notes: [`marked for deletion, ${grace} s of grace`]};
      return gone(life, 'deleted');
    }
    const held = finalizersOf(life.state);
    if (answered === undefined && held.length > 0)
      return {
        life: {...life, terminating: true},
        notes: [`marked for deletion: finalizers ${held.join(', ')} have to go first`],
      };
    if (answered === undefined && at(event.requestObject, 'gracePeriodSeconds') === 0)
      return gone(life, 'deleted at once, without grace');
    return gone(life, answered === undefined ? 'deleted, or marked for it: the response is not logged' : 'deleted');
  }
  if (life.terminating && isTerminating(life.state) && finalizersOf(life.state).length === 0 && verb !== 'create')
    return gone(life, 'the last finalizer is gone, and the object with it');
  return {life, notes: []};
}

/** A new life begins with a create after an end, and with another uid. */
export function bornAnew(event: AuditEvent, life: Life, state: Json | undefined, subresource: string): boolean {
  if (event.verb === 'create' && subresource === '' && life.gone) return true;
  const uid = textAt(state, 'metadata', 'uid');
  if (uid !== undefined && life.uid !== undefined) return uid !== life.uid;
  return event.verb === 'create' && subresource === '' && (life.terminating || life.state !== undefined);
}
