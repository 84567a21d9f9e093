// Requests become sessions, and what is met for the first time is known as such.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {fieldOf} from '../../../src/audit/fields.ts';
import {formatMicroTime} from '../../../src/audit/time.ts';
import {
  doingOf,
  gather,
  isWrite,
  NOTHING_GATHERED,
  SILENCE,
  TIMELINE_CELLS,
} from '../../../src/session/timeline/gather.ts';
import type {Row} from '../../../src/source/source.ts';
import {event, TEN_PAST} from '../../support/events.ts';

type Request = {
  /** In minutes. */
  readonly at: number;
  readonly ip?: string;
  readonly agent?: string;
  readonly user?: string;
  readonly verb?: string;
  readonly resource?: string;
  readonly sub?: string;
  readonly code?: number;
  readonly uri?: string;
};

let places = 0;
function row({
  at,
  ip = '10.0.3.17',
  agent = 'runner',
  user = 'ci',
  verb = 'get',
  resource = 'pods',
  sub,
  code = 200,
  uri,
}: Request): Row {
  const time = TEN_PAST + at * 60e6;
  const {objectRef: _, ...nonResource} = event({
    verb,
    stageTimestamp: formatMicroTime(time),
    user: {username: user},
    sourceIPs: ['192.0.2.1', ip],
    userAgent: agent,
    responseStatus: {code},
    ...(uri === undefined ? {} : {requestURI: uri}),
  });
  const objectRef = {resource, ...(sub === undefined ? {} : {subresource: sub})};
  const made = uri === undefined ? {...nonResource, objectRef} : nonResource;
  const place = String(places++);
  return {
    id: {time, auditID: place, stage: 'ResponseComplete', place},
    stages: ['ResponseComplete'],
    cells: TIMELINE_CELLS.map(name => fieldOf(name).read(made)),
  };
}
const gathered = (...requests: readonly Request[]) => gather(NOTHING_GATHERED, requests.map(row));
const visits = (...requests: readonly Request[]) => gathered(...requests).visits;

describe('sessions', () => {
  test.each<[name: string, requests: readonly Request[], counts: readonly number[]]>([
    ['requests without a long silence are one', [{at: 0}, {at: 29}, {at: 59}], [3]],
    ['exactly half an hour of silence is none too long', [{at: 0}, {at: 30}], [2]],
    ['a longer silence begins another', [{at: 0}, {at: 30.01}], [1, 1]],
    ['another address is another', [{at: 0}, {at: 1, ip: '203.0.113.66'}, {at: 2}], [2, 1]],
    ['another program is another', [{at: 0}, {at: 1, agent: 'curl'}, {at: 2, agent: 'curl'}], [1, 2]],
    ['of one address another user is another', [{at: 0}, {at: 1, user: 'cd'}], [1, 1]],
    ['the silence is that of the session, not of the log', [{at: 0}, {at: 25, agent: 'curl'}, {at: 31}], [1, 1, 1]],
  ])('%s', (_, requests, counts) => expect(visits(...requests).map(visit => visit.requests)).toEqual(counts));

  test('count writes, failures and verbs', () => {
    const [visit] = visits(
      {at: 0, verb: 'list', resource: 'secrets', code: 403},
      {at: 1, verb: 'list', resource: 'secrets'},
      {at: 2, verb: 'delete'},
      {at: 3, verb: 'get', sub: 'exec', code: 101},
      {at: 4, verb: 'create', resource: 'selfsubjectrulesreviews', code: 201},
    );
    expect(visit).toMatchObject({requests: 5, writes: 2, failures: 1});
    expect([...visit!.verbs]).toEqual([
      ['list', 2],
      ['delete', 1],
      ['get', 1],
      ['create', 1],
    ]);
    expect(visit!.last.time - visit!.first.time).toBe(4 * 60e6);
  });

  test('however the rows come in pages, the same sessions come out', () => {
    const request = fc.record({
      step: fc.integer({min: 0, max: 40}),
      ip: fc.constantFrom('a', 'b'),
      agent: fc.constantFrom('x', 'y'),
      verb: fc.constantFrom('get', 'list', 'create'),
      resource: fc.constantFrom('pods', 'secrets'),
    });
    fc.assert(
      fc.property(fc.array(request, {maxLength: 40}), fc.integer({min: 1, max: 9}), (requests, size) => {
        let at = 0;
        const rows = requests.map(({step, ...rest}) => {
          at += step;
          return row({...rest, at});
        });
        const whole = gather(NOTHING_GATHERED, rows);
        let paged = NOTHING_GATHERED;
        for (let from = 0; from < rows.length; from += size) {
          const before = JSON.stringify(paged.visits);
          const next = gather(paged, rows.slice(from, from + size));
          expect(JSON.stringify(paged.visits)).toBe(before);
          paged = next;
        }
        expect(paged).toEqual(whole);
        expect(whole.visits.reduce((sum, visit) => sum + visit.requests, 0)).toBe(rows.length);
      }),
    );
  });

  test('silence is half an hour', () => expect(SILENCE).toBe(1800e6));
});

describe('first seen', () => {
  test('a new address, program and kind of request are marked where they are met first, and never again', () => {
    const [first, second, third] = visits(
      {at: 0, verb: 'list'},
      {at: 1, verb: 'list', ip: '203.0.113.66', agent: 'curl'},
      {at: 2, verb: 'list', resource: 'secrets', ip: '203.0.113.66', agent: 'curl'},
      {at: 3, verb: 'list', resource: 'secrets', ip: '203.0.113.66', agent: 'curl'},
      {at: 90, verb: 'list', resource: 'secrets', ip: '203.0.113.66', agent: 'curl'},
    );
    expect(first!.news).toEqual({ip: true, agent: true, user: true, doings: ['list pods'], count: 1});
    expect(second!.news).toEqual({ip: true, agent: true, user: false, doings: ['list secrets'], count: 1});
    expect(third!.news).toEqual({ip: false, agent: false, user: false, doings: [], count: 0});
  });

  test('of many kinds a dozen are named, all are counted', () => {
    const [visit] = visits(...Array.from({length: 40}, (_, at) => ({at, resource: `r${at}`})));
    expect(visit!.news.count).toBe(40);
    expect(visit!.news.doings).toHaveLength(12);
  });

  test.each<[Request, string]>([
    [{at: 0, verb: 'list', resource: 'secrets'}, 'list secrets'],
    [{at: 0, verb: 'create', sub: 'exec'}, 'create pods/exec'],
    [{at: 0, uri: '/version?timeout=32s'}, 'get /version'],
  ])('%j is named %s', (request, name) => expect(doingOf(row(request))).toBe(name));
});

test.each<[Request, boolean]>([
  [{at: 0, verb: 'watch'}, false],
  [{at: 0, verb: 'deletecollection'}, true],
  [{at: 0, verb: 'get', sub: 'portforward'}, true],
  [{at: 0, verb: 'create', resource: 'tokenreviews'}, false],
])('%j writes: %s', (request, writes) => expect(isWrite(row(request))).toBe(writes));

test('tokens that were granted are kept for their credential, refused ones are not', () => {
  const token = {verb: 'create', resource: 'serviceaccounts', sub: 'token'} as const;
  const {tokens} = gathered({at: 0, ...token, code: 201}, {at: 1, ...token, code: 403}, {at: 2, verb: 'create'});
  expect(tokens.map(({time}) => time)).toEqual([TEN_PAST]);
});
