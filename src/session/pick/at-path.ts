// What keeps an event by what stands at a path of it: its value, or of an object or list that it is there. A term is only
// offered if it finds this event.
import type {AuditEvent, Json} from '../../audit/event.ts';
import {isContainer, isExactNumber} from '../../audit/exact-json.ts';
import {fieldOf, findField} from '../../audit/fields.ts';
import type {FieldRef} from '../../query/ast.ts';
import {fieldText, TOP_KEYS} from '../../query/names.ts';
import {leavesOf} from '../../query/read.ts';
import type {Zone} from '../time-text.ts';
import {fieldRef, NO_VALUE, none, type Pick, pickOf} from './pick.ts';

type Path = readonly string[];

const NOT_QUERIED = none('The query language has no field for this: it cannot be kept or dropped.');
const MASKED: Pick = {kind: 'none', why: 'A masked value matches nothing: r shows it first.'};

const own = (value: Json | undefined, key: string): Json | undefined =>
  isContainer(value) && Object.hasOwn(value, key) ? (value as {readonly [key: string]: Json})[key] : undefined;

const valueAt = (event: AuditEvent, path: Path): Json | undefined =>
  path.reduce<Json | undefined>(own, event as unknown as Json);

/** Who filters by one container's image wants it wherever it stands: steps that are indices are left out. */
function anyElement(event: AuditEvent, path: Path): Path {
  let value: Json | undefined = event as unknown as Json;
  return path.filter(step => {
    const isIndex = Array.isArray(value);
    value = own(value, step);
    return !isIndex;
  });
}

/** The field or path that queries name so. */
function refOf(path: Path): FieldRef | undefined {
  const field = findField(path.join('.'));
  if (field?.name === path.join('.')) return fieldRef(field.name);
  return (TOP_KEYS as readonly (string | undefined)[]).includes(path[0]) ? {kind: 'path', segments: path} : undefined;
}

/** As a query compares it: numbers as doubles, whatever digits they were written with. */
const textOf = (value: unknown): string => String(isExactNumber(value) ? Number(value.rawJSON) : value);

/** What an event has there, in the words of queries. */
function textsAt(ref: FieldRef, event: AuditEvent): readonly string[] {
  if (ref.kind === 'path') return leavesOf(ref.segments, event).map(textOf);
  const value = fieldOf(ref.name).read(event);
  return value === undefined ? [] : [value].flat().map(String);
}

function pickFrom(path: Path, value: Json | undefined, event: AuditEvent, zone: Zone): Pick | undefined {
  const ref = refOf(path);
  if (ref === undefined) return NOT_QUERIED;
  const texts = textsAt(ref, event);
  if (texts.length === 0) return pickOf(ref, undefined, zone);
  if (value === null || value === '') return undefined;
  // Of a list, and of what is inside of one of its items, there are several.
  if (value === undefined || isContainer(value)) return {kind: 'clause', text: `has:${fieldText(ref)}`};
  const text = ref.kind === 'field' ? (texts[0] ?? '') : textOf(value);
  return texts.includes(text) ? pickOf(ref, text, zone) : undefined;
}

/** Whether the event has anything there, be it empty; a body of megabytes may be still coming. */
export const isThere = (path: Path, event: AuditEvent): boolean => valueAt(event, path) !== undefined;

/**
 * @param shown the event as it is on the screen; what is masked in it is offered for nothing
 * @param event as it was logged
 */
export function pickAt(path: Path, shown: AuditEvent, event: AuditEvent, zone: Zone): Pick {
  const value = valueAt(event, path);
  if (!isContainer(value) && textOf(valueAt(shown, path)) !== textOf(value)) return MASKED;
  const paths = [anyElement(event, path), path];
  const picks = paths.map(each => pickFrom(each, value, event, zone));
  return picks.find(pick => pick !== undefined) ?? NO_VALUE;
}

/** Of a value that is on the screen while its event is still coming. */
export const pickShown = (path: Path, value: string): Pick =>
  value.includes('‹masked')
    ? MASKED
    : {kind: 'value', field: {kind: 'path', segments: path.filter(step => !/^\d+$/.test(step))}, value};
