// All saved filters, in the order of their list.
import type {SavedFilter} from '../config/config.ts';
import type {Session} from '../session.ts';
import {PRESETS} from './presets.ts';

/** The presets, then the user's own. */
export const savedFilters = ({take}: Pick<Session, 'take'>): readonly SavedFilter[] => [...PRESETS, ...take.own];
