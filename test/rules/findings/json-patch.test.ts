import {describe, expect, test} from 'vitest';
import type {Json} from '../../../src/audit/event.ts';
import {findingsOf} from '../../../src/rules/findings/engine.ts';
import {withPatch} from '../../../src/rules/findings/json-patch.ts';
import {did} from '../../../src/rules/findings/sample.ts';
import {MemorySource} from '../../support/memory-source.ts';

const patched = (request: Json) => withPatch(did('patch pods shop/a', {request})).requestObject;

describe('a JSON patch', () => {
  test.each<[name: string, patch: Json, objects: Json]>([
    ['names and places of lists', [{op: 'add', path: '/spec/list/0/a', value: 1}], [{spec: {list: [{a: 1}]}}]],
    ['the end of a list', [{op: 'add', path: '/list/-', value: {b: 2}}], [{list: [{b: 2}]}]],
    ['escaped names', [{op: 'add', path: '/a~1b/c~0d', value: true}], [{'a/b': {'c~d': true}}]],
    ['what is taken away', [{op: 'remove', path: '/a'}], [null]],
    ['what is no operation', ['x', null, {path: 3, value: 1}], [null, null, null]],
    ['another patch', {spec: {}}, {spec: {}}],
  ])('%s', (_name, patch, objects) => {
    expect(patched(patch)).toEqual(objects);
  });

  test('that makes a workload privileged is found', async () => {
    const path = '/spec/template/spec/containers/0/securityContext';
    const request = [{op: 'add', path, value: {privileged: true}}];
    const {incidents} = await findingsOf(new MemorySource([did('patch deployments.apps shop/web', {request})]));
    expect(incidents[0]?.findings.map(({rule}) => rule)).toEqual(['privileged-pod']);
  });
});
