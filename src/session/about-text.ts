// How much there is, in words. Where there are alerts not every row is a request, and not everything that was read an event.
import {counted} from '../audit/numbers.ts';
import type {About, View} from '../source/source.ts';

type Counts = Pick<About, 'events' | 'requests' | 'alerts'>;

/** `2,110 requests`, or where every event is a row `2,630 events`; with alerts among them `2,123 rows`. */
export function rowsText(about: Counts, stages: View['stages'], count?: number): string {
  const all = stages === 'all';
  return counted(
    count ?? (all ? about.events : about.requests),
    about.alerts !== undefined ? 'row' : all ? 'event' : 'request',
  );
}

/** `2,630 events of 2,110 requests`, `2,630 events and 13 alerts`. */
export const readText = ({events, requests, alerts}: Counts): string =>
  alerts === undefined
    ? `${counted(events, 'event')} of ${counted(requests, 'request')}`
    : `${counted(events - alerts, 'event')} and ${counted(alerts, 'alert')}`;
