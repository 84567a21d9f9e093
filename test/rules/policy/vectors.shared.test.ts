// Facts about the real API server: which rule decides, what is refused, how stages are united.
import {existsSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {Stage} from '../../../src/audit/event.ts';
import {requestInfo} from '../../../src/audit/request-info.ts';
import type {Attributes} from '../../../src/rules/policy/attributes.ts';
import {evaluate, firstFailedCondition, unionStages} from '../../../src/rules/policy/evaluate.ts';
import {readPolicy} from '../../../src/rules/policy/read.ts';

const DATA = new URL('../../../../shared/data/', import.meta.url);
const isHere = existsSync(new URL('policy-vectors.json', DATA));
if (!isHere) console.log('skipped: no ../shared/data beside the repository');

type Vector = {
  id: string;
  policy: string;
  attributes: Omit<Attributes, 'isResourceRequest' | 'user'> & {
    resourceRequest: boolean;
    user: Attributes['user'] | null;
  };
  expect: {level: string; omitStages: string[]; omitManagedFields: boolean; matchedRule: number};
};
type Vectors = {
  policies: Record<string, object & {$file?: string}>;
  vectors: Vector[];
  /** null is a Go slice that was never made. */
  unionStages: {lists: (Stage[] | null)[]; expect: Stage[]}[];
  validation: {id: string; policy: object; valid: boolean; errors: string[]; stage: string}[];
};

const json = <T>(name: string) => JSON.parse(readFileSync(new URL(name, DATA), 'utf8')) as T;
const {
  policies,
  vectors,
  unionStages: unions,
  validation,
} = isHere ? json<Vectors>('policy-vectors.json') : {policies: {}, vectors: [], unionStages: [], validation: []};

const policyText = (name: string): string => {
  const policy = policies[name]!;
  return policy.$file === undefined ? JSON.stringify(policy) : readFileSync(new URL(policy.$file, DATA), 'utf8');
};

/** Vectors of API servers that knew `group: "*"` and of those that did not. */
const read = (text: string, file = 'policy.yaml') => readPolicy(text, {file});

describe.skipIf(!isHere)('evaluate on shared vectors', () => {
  test.each(vectors)('$id', ({policy: name, attributes: {resourceRequest, user, ...rest}, expect: wanted}) => {
    // One vector evaluates a policy that validation would refuse.
    const {draft: policy} = read(policyText(name));
    const info = {...rest, isResourceRequest: resourceRequest};
    const attributes: Attributes = user === null || user === undefined ? info : {...info, user};
    const {level, ruleIndex, omitStages, omitManagedFields} = evaluate(policy!, attributes);
    expect({level, matchedRule: ruleIndex ?? -1, omitStages: omitStages.toSorted(), omitManagedFields}).toEqual(wanted);
    for (const [i, rule] of policy!.rules.entries()) {
      if (i < (ruleIndex ?? Number.POSITIVE_INFINITY)) expect(firstFailedCondition(rule, attributes)).toBeDefined();
      else if (i === ruleIndex) expect(firstFailedCondition(rule, attributes)).toBeUndefined();
    }
  });
});

describe.skipIf(!isHere)('unionStages on shared vectors', () => {
  test.each(unions)('$lists', ({lists, expect: wanted}) => {
    expect(unionStages(...lists.map(list => list ?? [])).toSorted()).toEqual(wanted.toSorted());
  });
});

describe.skipIf(!isHere)('validation on shared vectors', () => {
  test.each(validation)('$id', ({policy, valid, errors}) => {
    const found = read(JSON.stringify(policy));
    expect(found.policy !== undefined).toBe(valid);
    const refusals = found.faults.filter(({severity}) => severity === 'error').map(({message}) => message);
    expect(refusals.length > 0).toBe(!valid);
    if (valid) return;
    for (const error of errors) {
      // `...` stands for what the vector leaves out; a sentence about a version is no message.
      const parts = error.startsWith('not registered') ? ['is registered for version'] : error.split(/\s*\.\.\.:?\s*/);
      const pieces = parts.flatMap(part => part.split(/: (?=non-resource)/)).filter(part => part !== '');
      expect(refusals.some(message => pieces.every(piece => message.includes(piece.trim())))).toBe(true);
    }
  });
});

describe.skipIf(!isHere)('requestInfo on shared vectors', () => {
  type UrlVector = {method: string; url: string; resourceRequest: boolean; verb: string; note?: string};
  test.each(isHere ? json<UrlVector[]>('requestinfo-vectors.json') : [])('$method $url', vector => {
    const {method, url, resourceRequest, note: _note, ...rest} = vector;
    expect(requestInfo(method, url)).toMatchObject({isResourceRequest: resourceRequest, ...rest});
  });
});
