// The events of a log in classes that policies cannot tell apart: each class is evaluated once, however many events it has.
import type {AuditEvent} from '../../audit/event.ts';
import type {FieldName, FieldValue} from '../../audit/fields.ts';
import type {EventId, Source, Tally, View} from '../../source/source.ts';
import {type Attributes, attributesOf} from './attributes.ts';
import type {Policy, Rule} from './policy.ts';

export type EventClass = {
  /** What no policy asks for is left empty. */
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

/** Who asks for what, and how it was logged. */
const ALWAYS = [
  'level',
  'stage',
  'verb',
  'user.username',
  'objectRef.apiGroup',
  'objectRef.resource',
  'objectRef.subresource',
  'path',
] as const satisfies readonly FieldName[];

/** What makes many classes, and is of use only where a policy looks at it. */
const WHERE_NEEDED: readonly (readonly [field: FieldName, needs: (rule: Rule) => boolean])[] = [
  ['user.groups', ({userGroups}) => userGroups.length > 0],
  ['objectRef.namespace', ({namespaces}) => namespaces.length > 0],
  ['objectRef.name', ({resources}) => resources.some(({resourceNames}) => resourceNames.length > 0)],
];

const fieldsFor = (policies: readonly Policy[], also: readonly FieldName[]): readonly FieldName[] => [
  ...ALWAYS,
  ...WHERE_NEEDED.flatMap(([field, needs]) =>
    also.includes(field) || policies.some(({rules}) => rules.some(needs)) ? [field] : [],
  ),
];

/** The attributes that the values of a class make: what its events have in common of what a policy sees. */
function attributesFrom(of: (name: FieldName) => FieldValue): Attributes {
  const text = (name: FieldName, key: string) => {
    const value = of(name);
    return typeof value === 'string' ? {[key]: value} : {};
  };
  const resource = of('objectRef.resource');
  const isCreate = of('verb') === 'create' && of('objectRef.subresource') === undefined;
  const objectRef = {
    ...text('objectRef.resource', 'resource'),
    ...text('objectRef.apiGroup', 'apiGroup'),
    ...text('objectRef.subresource', 'subresource'),
    ...text('objectRef.namespace', 'namespace'),
    // A create is told its name by its body, which a policy does not see.
    ...(isCreate ? {} : text('objectRef.name', 'name')),
  };
  const groups = of('user.groups');
  const user = {...text('user.username', 'username'), ...(typeof groups === 'object' ? {groups} : {})};
  const event = {
    ...text('verb', 'verb'),
    ...text('path', 'requestURI'),
    user,
    ...(resource === undefined ? {} : {objectRef}),
  };
  return attributesOf(event as unknown as AuditEvent);
}

function classOf(by: readonly FieldName[], tally: Tally): EventClass {
  const {key, count, failed, bytes} = tally;
  const of = (name: FieldName) => key[by.indexOf(name)];
  return {
    attributes: attributesFrom(of),
    level: String(of('level') ?? ''),
    stage: String(of('stage') ?? ''),
    count,
    failed,
    bytes,
    get samples() {
      return tally.samples;
    },
  };
}

/**
 * Every event of the view in a class. Waits until the source has read and searched all.
 * @param samples of each class, or some more
 * @param also fields to keep apart although no policy asks for them
 */
export async function classesOf(
  source: Source,
  view: View,
  policies: readonly Policy[],
  samples: number,
  also: readonly FieldName[] = [],
): Promise<readonly EventClass[]> {
  const by = fieldsFor(policies, also);
  const {tallies} = await source.tally({...view, stages: 'all'}, by, samples);
  const level = by.indexOf('level');
  // What has no level is none of the API server's own events.
  return tallies.filter(({key}) => key[level] !== undefined).map(tally => classOf(by, tally));
}
