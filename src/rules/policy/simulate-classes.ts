// The events of a log in classes that policies cannot tell apart: each class is evaluated once, however many events it has.
import type {AuditEvent} from '../../audit/event.ts';
import type {FieldName} from '../../audit/fields.ts';
import type {EventId, Source, Tally, View} from '../../source/source.ts';
import {type Attributes, attributesOf} from './attributes.ts';
import type {Policy} from './policy.ts';

export type EventClass = {
  readonly attributes: Attributes;
  /** As logged. */
  readonly level: string;
  readonly stage: string;
  readonly count: number;
  /** Of these: code 400 and above, or a panic. */
  readonly failed: number;
  /** As they stand in the input. */
  readonly bytes: number;
  /** Some of them, spread evenly over all; all if they are few. */
  readonly samples: readonly EventId[];
};

/** What policies look at, and what the events of a class must have in common to be of one size. */
const FIELDS = [
  'level',
  'stage',
  'verb',
  'user.username',
  'user.groups',
  'objectRef.apiGroup',
  'objectRef.resource',
  'objectRef.subresource',
  'objectRef.namespace',
  'path',
] as const satisfies readonly FieldName[];

/** Names make many classes, and few policies look at them. */
const looksAtNames = ({rules}: Policy): boolean =>
  rules.some(({resources}) => resources.some(({resourceNames}) => resourceNames.length > 0));

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The event that the values of a class make, where none of it can be read any more. */
function eventOf({key}: Tally): AuditEvent {
  const [, , verb, username, groups, apiGroup, resource, subresource, namespace, path, name] = key;
  const text = (value: unknown, field: string) => (value === undefined ? {} : {[field]: textOf(value)});
  const objectRef =
    resource === undefined
      ? {}
      : {
          objectRef: {
            ...text(resource, 'resource'),
            ...text(apiGroup, 'apiGroup'),
            ...text(subresource, 'subresource'),
            ...text(namespace, 'namespace'),
            // A create is told its name by its body, which a policy does not see.
            ...(verb === 'create' && subresource === undefined ? {} : text(name, 'name')),
          },
        };
  const user = {...text(username, 'username'), ...(Array.isArray(groups) ? {groups} : {})};
  return {...text(verb, 'verb'), ...text(path, 'requestURI'), user, ...objectRef} as unknown as AuditEvent;
}

/** The first sample that can be read: its URL says what `objectRef` may not. */
async function exampleOf(source: Source, tally: Tally): Promise<AuditEvent> {
  for (const id of tally.samples.slice(0, 3)) {
    const detail = await source.event(id).catch(() => undefined);
    if (detail !== undefined) return detail.event;
  }
  return eventOf(tally);
}

/**
 * Every event of the view in a class. Waits until the source has read and searched all.
 * @param samples of each class, or some more
 */
export async function classesOf(
  source: Source,
  view: View,
  policies: readonly Policy[],
  samples: number,
): Promise<readonly EventClass[]> {
  const by: readonly FieldName[] = policies.some(looksAtNames) ? [...FIELDS, 'objectRef.name'] : FIELDS;
  const {tallies} = await source.tally({...view, stages: 'all'}, by, samples);
  const classes: EventClass[] = [];
  for (const tally of tallies) {
    const {count, failed, bytes} = tally;
    const attributes = attributesOf(await exampleOf(source, tally));
    const [level, stage] = tally.key;
    classes.push({
      attributes,
      level: textOf(level),
      stage: textOf(stage),
      count,
      failed,
      bytes,
      samples: tally.samples,
    });
  }
  return classes;
}
