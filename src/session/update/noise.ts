// Saved filters: hiding what they find, counting how much that is, saving the filter of now.
import {isVisible} from '../../audit/visible.ts';
import type {Answer, Ask} from '../ask.ts';
import type {SavedFilter} from '../config/config.ts';
import {countedFor, toggleHidden} from '../presets/hide.ts';
import {savedFilters} from '../presets/saved.ts';
import type {Session} from '../session.ts';
import {contextOf} from '../suggest.ts';
import {noticed, prompt, withTake} from '../take/change.ts';
import * as editing from '../text/editor.ts';
import {andThen, ask, forget, type Update, unchanged} from './ask.ts';
import {applyFilter} from './filter.ts';

export function openSave(session: Session): Session {
  if (session.filter.text === '') return noticed(session, 'Nothing is filtered: there is nothing to save.');
  if (!isVisible(session.filter.text))
    return noticed(session, 'The filter holds a control character: it cannot be saved.', 'warn');
  return prompt(session, {what: 'save', editor: editing.EMPTY_EDITOR, from: 'noise'});
}

/** The list stays open: its shares are counted anew under the other filter. */
export function hide(session: Session, named: string | undefined): Update {
  const {overlay} = session;
  const place = overlay?.kind === 'noise' ? overlay.scroll.cursor : -1;
  const filter = savedFilters(session).find(({name}, at) => (named === undefined ? at === place : name === named));
  if (filter === undefined) return unchanged(session);
  const text = toggleHidden(session.filter.text, filter.query, contextOf(session));
  return andThen(applyFilter(session, text), next => askShares(withTake(next, {shares: new Map()})));
}

/** A log that grows has its shares counted again so often at most, in milliseconds. */
const AGAIN_MS = 300;

/** What a saved filter hides that is not counted yet, or of fewer events: one at a time, so that the rows come first. */
export function askShares(session: Session): Update {
  if (session.overlay?.kind !== 'noise') return unchanged(session);
  const {stages, about, take} = session;
  const countedAt = ({name}: SavedFilter): number => {
    const share = take.shares.get(name);
    return share?.isWhole === true ? share.events : -1;
  };
  const next = savedFilters(session).toSorted((a, b) => countedAt(a) - countedAt(b))[0];
  const counted = next && countedFor(session.filter.text, next.query, contextOf(session));
  if (next === undefined || counted === undefined || countedAt(next) === about.events) return forget(session, 'share');
  const asked: Ask = {
    kind: 'share',
    name: next.name,
    base: {where: counted.base, stages},
    hidden: {where: counted.hidden, stages},
  };
  return countedAt(next) === -1 ? ask(session, asked) : ask(session, asked, AGAIN_MS);
}

/** There is more of the log. */
export const renewShares = (session: Session): Update =>
  session.asked.share === undefined ? askShares(session) : unchanged(session);

export function tellShare(session: Session, answer: Extract<Answer, {kind: 'share'}>, original: Ask): Update {
  if (original.kind !== 'share') return unchanged(session);
  const {hides, of, partial} = answer;
  const {events} = session.about;
  const isWhole = partial?.why !== 'searching';
  const shares = new Map(session.take.shares).set(original.name, {hides, of, isWhole, events});
  return askShares(withTake(session, {shares}));
}
