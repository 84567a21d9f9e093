// Whether a request that deletes many objects took one of them along.
import type {AuditEvent, Json} from '../../audit/event.ts';
import {parameter} from './patch.ts';
import {isList, isObject, own, textAt} from './path.ts';
import type {ObjectTarget} from './target.ts';

export type Cover = 'yes' | 'no' | 'perhaps';

const both = (...covers: readonly Cover[]): Cover =>
  covers.includes('no') ? 'no' : covers.includes('perhaps') ? 'perhaps' : 'yes';

const known = (is: boolean): Cover => (is ? 'yes' : 'no');

function byLabel(term: string, labels: Json | undefined): Cover {
  if (!isObject(labels)) return 'perhaps';
  const unequal = /^([^!=]+)!=(.*)$/.exec(term);
  if (unequal !== null) return known(textAt(labels, unequal[1]!.trim()) !== unequal[2]!.trim());
  const equal = /^([^!=]+)==?(.*)$/.exec(term);
  if (equal !== null) return known(textAt(labels, equal[1]!.trim()) === equal[2]!.trim());
  if (/[\s()]/.test(term)) return 'perhaps';
  return term.startsWith('!')
    ? known(own(labels, term.slice(1)) === undefined)
    : known(own(labels, term) !== undefined);
}

function byField(term: string, target: ObjectTarget): Cover {
  const match = /^metadata\.(name|namespace)(!?=)=?(.*)$/.exec(term);
  if (match === null) return 'perhaps';
  const isEqual = target[match[1] as 'name' | 'namespace'] === match[3];
  return known(match[2] === '=' ? isEqual : !isEqual);
}

const terms = (selector: string | undefined): readonly string[] =>
  selector === undefined || selector === ''
    ? []
    : /[()]/.test(selector)
      ? [selector]
      : selector.split(',').map(term => term.trim());

/** Whether a deletecollection took `target`, whose last known labels are `labels`, along. */
export function coversByCollection(event: AuditEvent, target: ObjectTarget, labels: Json | undefined): Cover {
  const items = own(event.responseObject, 'items');
  if (isList(items)) return known(items.some(item => textAt(item, 'metadata', 'name') === target.name));
  return both(
    ...terms(parameter(event, 'labelSelector')).map(term => byLabel(term, labels)),
    ...terms(parameter(event, 'fieldSelector')).map(term => byField(term, target)),
  );
}
