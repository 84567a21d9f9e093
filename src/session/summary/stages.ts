// The stages of a request as a ladder: which were logged, when, and how long after it was received.
import {type AuditEvent, ROW_STAGES, STAGES, type Stage} from '../../audit/event.ts';
import {fieldOf} from '../../audit/fields.ts';
import {formatMicroTime, type Micros} from '../../audit/time.ts';
import type {Row as SourceRow} from '../../source/source.ts';
import {span} from '../line.ts';
import {note, type Row, row, shown} from './rows.ts';
import {tookWords} from './sentence.ts';

const STAGE_WIDTH = 18;

const timeOf = (event: AuditEvent, field: 'requestReceivedTimestamp' | 'stageTimestamp'): Micros | undefined => {
  const value = fieldOf(field).read(event);
  return typeof value === 'number' ? value : undefined;
};

/** Times by stage, of this event and of those that share its request. An event without a time has none. */
function timesByStage(event: AuditEvent, related: readonly SourceRow[]): ReadonlyMap<Stage, Micros | undefined> {
  const times = new Map<Stage, Micros | undefined>();
  for (const {id} of related) if (!times.has(id.stage)) times.set(id.stage, id.time);
  times.set(event.stage, timeOf(event, 'stageTimestamp'));
  return times;
}

/** Why a stage that is not there is not there. */
function absence(stage: Stage, times: ReadonlyMap<Stage, unknown>): string {
  if (stage === 'ResponseStarted') return 'not logged; only watches, streams and failed logins have it';
  if (stage === 'RequestReceived' || times.has('Panic')) return 'not logged';
  return 'not logged: still running, cut off, or left out by the policy';
}

function moment(time: Micros | undefined, received: Micros | undefined, stage: Stage) {
  if (time === undefined) return [span('logged, without a time')];
  const delta = received === undefined || stage === 'RequestReceived' ? [] : [note(`+${tookWords(time - received)}`)];
  return [span(formatMicroTime(time)), ...delta];
}

/** One row a stage; a panic only where there was one, in the place of the end. */
export function stageRows(event: AuditEvent, related: readonly SourceRow[]): readonly Row[] {
  const times = timesByStage(event, related);
  const received = timeOf(event, 'requestReceivedTimestamp') ?? times.get('RequestReceived');
  const ladder = STAGES.filter(stage =>
    times.has('Panic') ? stage !== 'ResponseComplete' || times.has(stage) : stage !== 'Panic',
  );
  return ladder.map((stage, i): Row => {
    const name = stage.padEnd(STAGE_WIDTH);
    const label = i === 0 ? 'Stages' : '';
    if (!times.has(stage)) return row(label, span(`○ ${name}`, 'dim'), span(absence(stage, times), 'dim'));
    const here = stage === event.stage;
    const style = stage === 'Panic' ? 'error' : here ? 'accent' : 'plain';
    return {
      ...row(
        label,
        span(`● ${name}`, style),
        ...moment(times.get(stage), received, stage),
        ...(here ? [note('this event')] : []),
      ),
      field: 'stage',
      raw: stage,
    };
  });
}

/** Whether a stage after the one of `event` is known. */
export const isAnswered = (event: AuditEvent, related: readonly SourceRow[]): boolean =>
  related.some(({id}) => ROW_STAGES.indexOf(id.stage) > ROW_STAGES.indexOf(event.stage));

/** How much the policy logged of it. */
export const levelRow = ({level = 'None'}: AuditEvent): Row => ({
  ...row('Level', shown(level)),
  field: 'level',
  raw: level,
});
