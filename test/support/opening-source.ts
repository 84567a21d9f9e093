// Events in memory whose bodies come piece by piece when they are opened, as those of a log do.
import {comingEvent, type Sizes} from '../../src/audit/coming-event.ts';
import type {AuditEvent} from '../../src/audit/event.ts';
import {stringifyGo} from '../../src/audit/exact-json.ts';
import {finish} from '../../src/audit/steps.ts';
import type {EventDetail, EventId} from '../../src/source/source.ts';
import {MemorySource} from './memory-source.ts';

export class OpeningSource extends MemorySource {
  /** As usual if absent. */
  sizes: Sizes | undefined;

  async opening(id: EventId): Promise<EventDetail> {
    const detail = await this.event(id);
    const raw = stringifyGo(detail.event as never);
    const event = finish(comingEvent(raw, this.sizes)) as AuditEvent | undefined;
    return {...detail, raw, event: event ?? detail.event};
  }
}
