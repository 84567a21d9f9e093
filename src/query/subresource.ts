// `resource:pods/exec`: a resource and its subresource in one word, as roles and audit policies write them. Events have them
// apart, and neither holds a slash, so that such a word can mean nothing else; in quotes it is taken as it is.
import type {Expr, FieldRef} from './ast.ts';
import {isGlob} from './pattern.ts';

const RESOURCE: FieldRef = {kind: 'field', name: 'objectRef.resource'};
const SUBRESOURCE: FieldRef = {kind: 'field', name: 'objectRef.subresource'};

const isResource = (field: FieldRef): boolean => field.kind === 'field' && field.name === 'objectRef.resource';

const term = (field: FieldRef, text: string): Expr =>
  isGlob(text) ? {kind: 'like', field, glob: text} : {kind: 'in', field, values: [text]};

/** The two terms that `text` means; undefined if it is no such word. */
export function subresourceTerms(text: string): Expr | undefined {
  const [, resource, subresource] = /^([^/]+)\/([^/]+)$/.exec(text) ?? [];
  if (resource === undefined || subresource === undefined) return undefined;
  return {kind: 'and', of: [term(RESOURCE, resource), term(SUBRESOURCE, subresource)]};
}

/** The same of a value after `field:`. */
export const readSubresource = (field: FieldRef, text: string): Expr | undefined =>
  isResource(field) ? subresourceTerms(text) : undefined;

/** Whether a bare value would be read as two terms. */
export const isSubresource = (field: FieldRef, text: string): boolean => readSubresource(field, text) !== undefined;
