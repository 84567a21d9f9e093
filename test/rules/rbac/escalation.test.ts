// Of writes of roles as few need `escalate` as can be.
import {describe, expect, test} from 'vitest';
import {type Access, mayDo, type ResourceAccess} from '../../../src/rules/rbac/access.ts';
import {escalations, openOf} from '../../../src/rules/rbac/escalation.ts';

/** `get pods x`: verb, resource and name. */
const access = (text: string): ResourceAccess => {
  const [verb = '', resource = '', name = ''] = text.split(' ');
  return {kind: 'resource', verb, apiGroup: 'g', resource, name, namespace: ''};
};

const holds = mayDo([access('get pods'), access('bind roles x')]);

describe('openOf', () => {
  test.each<[claim: string, given: readonly string[] | undefined, open: readonly string[] | undefined]>([
    ['what is held is not open', ['get pods', 'get pods x'], []],
    ['what is not held never will be', ['list pods'], undefined],
    [
      'what bodies may still tell is',
      ['get pods', 'bind roles y', 'escalate roles z'],
      ['bind roles y', 'escalate roles z'],
    ],
    ['what is not counted', undefined, undefined],
  ])('%s', (_, given, open) => expect(openOf(given?.map(access), holds)).toEqual(open?.map(access)));
});

/** `r: escalate roles s`: the role written, and what it grants; `?` is more than anybody holds. */
const needing = (writes: readonly string[]): readonly string[] =>
  escalations(
    writes.map(text => {
      const [role = '', given = ''] = text.split(':');
      const open: readonly Access[] = given.split(',').flatMap(one => (one.trim() === '' ? [] : [access(one.trim())]));
      return {escalate: access(`escalate roles ${role}`), open: given.includes('?') ? undefined : open, text};
    }),
    holds,
  ).map(({text}) => text);

describe('escalations', () => {
  test.each<[claim: string, writes: readonly string[], needing: readonly string[]]>([
    ['a role of nothing', ['r:'], []],
    ['a role of more', ['r: ?'], ['r: ?']],
    ['a role of what came to be held', ['r: bind roles x'], []],
    ['a role of what did not', ['r: bind roles y'], ['r: bind roles y']],
    ['a role of what another write needs', ['r: escalate roles s', 's: ?'], ['s: ?']],
    ['a role that grants its own writing', ['r: escalate roles r'], ['r: escalate roles r']],
    ['the same twice: once is enough', ['r: escalate roles r', 'r: escalate roles r'], ['r: escalate roles r']],
    [
      'two that grant each other’s: one of them',
      ['r: escalate roles s', 's: escalate roles r'],
      ['s: escalate roles r'],
    ],
    [
      'a chain: every other one',
      ['r: escalate roles s', 's: escalate roles t', 't: ?'],
      ['t: ?', 'r: escalate roles s'],
    ],
    [
      'a chain whose end nobody writes: the last that somebody does',
      ['r: escalate roles s', 's: escalate roles t'],
      ['s: escalate roles t'],
    ],
    ['what is written by all names covers one', [': ?', 'r: escalate roles x'], [': ?']],
  ])('%s', (_, writes, expected) => expect(needing(writes)).toEqual(expected));

  test('of very many that depend on each other all need it', () => {
    const many = Array.from({length: 300}, (_, i) => `r${i}: escalate roles r${(i + 1) % 300}`);
    expect(needing(many)).toEqual(many);
  });
});
