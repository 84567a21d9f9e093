// Whatever shows what the whole log holds is asked for anew when there is more of it.
import type {Session} from '../session.ts';
import {renewLinks} from './alert.ts';
import {andThen, type Update} from './ask.ts';
import {renewFindings} from './findings.ts';
import {renewHistory} from './history.ts';
import {renewShares} from './noise.ts';
import {renewRoles} from './roles.ts';
import {renewTimeline} from './timeline.ts';

const RENEWALS: readonly ((session: Session) => Update)[] = [
  renewShares,
  renewHistory,
  renewTimeline,
  renewLinks,
  renewFindings,
  renewRoles,
];

export const renewed = (update: Update): Update => RENEWALS.reduce(andThen, update);
