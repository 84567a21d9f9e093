// The events of a log in classes that policies cannot tell apart: each class is evaluated once, however many events it has.
import type {AuditEvent} from '../../audit/event.ts';
import type {FieldName, FieldValue} from '../../audit/fields.ts';
import {nameOf} from '../../index/tally.ts';
import type {EventId, Source, Tally, TallyField, View} from '../../source/source.ts';
import {type Attributes, attributesOf} from './attributes.ts';
import type {Policy, Rule} from './policy.ts';

export type EventClass = {
  /** What no policy asks for is left empty; a name that none of them has is some noncharacter. */
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

/** What makes many classes: only the values that some rule names are told apart. */
const WHERE_NAMED: readonly (readonly [field: FieldName, names: (rule: Rule) => readonly string[]])[] = [
  ['user.groups', ({userGroups}) => userGroups],
  ['objectRef.namespace', ({namespaces}) => namespaces],
  ['objectRef.name', ({resources}) => resources.flatMap(({resourceNames}) => resourceNames)],
];

function fieldsFor(policies: readonly Policy[], groups: readonly string[]): readonly TallyField[] {
  const rules = policies.flatMap(policy => policy.rules);
  return [
    ...ALWAYS,
    ...WHERE_NAMED.flatMap(([field, names]): TallyField[] => {
      const only = new Set([...rules.flatMap(names), ...(field === 'user.groups' ? groups : [])]);
      return only.size === 0 ? [] : [{field, only: [...only]}];
    }),
  ];
}

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

function classOf(by: readonly TallyField[], tally: Tally): EventClass {
  const {key, count, failed, bytes} = tally;
  const of = (name: FieldName) => key[by.findIndex(field => nameOf(field) === name)];
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
 * @param groups of users, kept apart although no policy names them
 */
export async function classesOf(
  source: Source,
  view: View,
  policies: readonly Policy[],
  samples: number,
  groups: readonly string[] = [],
): Promise<readonly EventClass[]> {
  const by = fieldsFor(policies, groups);
  const {tallies} = await source.tally({...view, stages: 'all'}, by, samples);
  const level = by.indexOf('level');
  // What has no level is none of the API server's own events.
  return tallies.filter(({key}) => key[level] !== undefined).map(tally => classOf(by, tally));
}
