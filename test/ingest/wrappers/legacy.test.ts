import {describe, expect, test} from 'vitest';
import {readRecord} from '../../../src/ingest/record.ts';
import {exactText} from '../../support/record.ts';

const REST =
  'ip="192.0.2.10" method="list" user="jane" groups="\\"a\\",\\"b, \\\\\\"c\\"" as="<self>" asgroups="<lookup>"';
const line = (more = '') =>
  `2026-11-20T11:02:11.318214569+01:00 AUDIT: id="a" stage="ResponseComplete" ${REST} user-agent="k \\"x\\"" namespace="shop" uri="/apis/apps/v1/namespaces/shop/deployments?watch=false" response="200"${more}`;

const summary = (text: string) => {
  const {form, items, problems} = readRecord(text);
  return {form, ids: items.map(({auditID}) => auditID), codes: problems.map(({code}) => code)};
};

describe('an event in the legacy text format', () => {
  test('says what it says', () => {
    const {form, items, problems} = readRecord(`${line()}\n`);
    expect({form, problems}).toEqual({form: 'legacy', problems: []});
    expect(items).toEqual([
      {
        level: 'Metadata',
        auditID: 'a',
        stage: 'ResponseComplete',
        requestURI: '/apis/apps/v1/namespaces/shop/deployments?watch=false',
        verb: 'list',
        user: {username: 'jane', groups: ['a', 'b, "c']},
        sourceIPs: ['192.0.2.10'],
        userAgent: 'k "x"',
        objectRef: {resource: 'deployments', namespace: 'shop', apiGroup: 'apps', apiVersion: 'v1'},
        responseStatus: {metadata: {}, code: 200},
        stageTimestamp: '2026-11-20T10:02:11.318214Z',
      },
    ]);
    expect(exactText(`${line()}\n`, 0)).toBe(line());
  });

  test.each<[what: string, text: string, event: object]>([
    [
      'before 1.21, without a user agent',
      line().replace(/ user-agent="k \\"x\\""/, ''),
      {auditID: 'a', userAgent: undefined},
    ],
    [
      'not answered yet',
      line().replace('ResponseComplete', 'RequestReceived').replace('"200"', '"<deferred>"'),
      {stage: 'RequestReceived', responseStatus: undefined},
    ],
    [
      'impersonating',
      line().replace('as="<self>" asgroups="<lookup>"', 'as="bob" asgroups="\\"x\\""'),
      {impersonatedUser: {username: 'bob', groups: ['x']}, user: {username: 'jane'}},
    ],
    [
      'not authenticated',
      line().replace(/user="jane" groups=".*?" as=/, 'user="<none>" groups="<none>" as='),
      {user: {}},
    ],
    [
      'of no resource',
      line()
        .replace(/namespace=".*" response/, 'namespace="<none>" uri="/readyz" response')
        .replace('"list"', '"get"'),
      {verb: 'get', requestURI: '/readyz', objectRef: undefined},
    ],
    [
      'with whole seconds in UTC',
      line().replace(/^\S+/, '2026-11-20T10:02:11Z'),
      {stageTimestamp: '2026-11-20T10:02:11.000000Z'},
    ],
    ['after a prefix', `<14>Nov 20 10:02:11 host kube-apiserver[7]: ${line()}`, {auditID: 'a'}],
    [
      'of 1.7, with a response and no stage',
      line().replace(' stage="ResponseComplete"', ''),
      {stage: 'ResponseComplete'},
    ],
    [
      'before 1.8, the line of the request',
      line()
        .replace(' stage="ResponseComplete"', '')
        .replace(' response="200"', '')
        .replace('"list"', '"GET"')
        .replace('watch=false', 'watch=true'),
      {stage: 'RequestReceived', verb: 'watch', responseStatus: undefined},
    ],
  ])('%s', (_what, text, event) => {
    const {items, problems} = readRecord(text);
    expect(problems).toEqual([]);
    expect(items).toHaveLength(1);
    for (const [key, value] of Object.entries(event)) {
      if (value === undefined) expect(items[0]).not.toHaveProperty(key);
      else expect(items[0]).toMatchObject({[key]: value});
    }
  });

  test('both stages have the same time, so that it says nothing of how long a request took', () => {
    expect(readRecord(line()).items[0]).not.toHaveProperty('requestReceivedTimestamp');
  });

  test('wherever it breaks off, that is one problem, and the event glued to it is read', () => {
    const whole = line();
    for (let length = whole.indexOf('id="') + 4; length < whole.length; length++) {
      const cut = whole.slice(0, length);
      // A whole field short of the end is a whole event: older versions end there.
      if (/ (?:namespace|uri|response)="[^"]*"? ?$/.test(cut) || /" ?$/.test(cut)) continue;
      expect(summary(cut)).toEqual({form: 'legacy', ids: [], codes: ['PARTIAL_LINE']});
      expect(summary(cut + whole.replace('id="a"', 'id="b"'))).toEqual({
        form: 'legacy',
        ids: ['b'],
        codes: ['GLUED_LINE'],
      });
    }
  });

  test('something after it', () => {
    expect(summary(`${line()} and more`)).toEqual({form: 'legacy', ids: [], codes: ['PARTIAL_LINE']});
  });

  test('before 1.8, the line of the response is counted', () => {
    const {items, problems} = readRecord('2016-11-20T10:02:11.3Z AUDIT: id="a" response="403"');
    expect(items).toEqual([]);
    expect(problems).toEqual([
      {
        code: 'UNREAD_FORM',
        reason: 'the response to request "a", of which only the code "403" is known (Kubernetes before 1.8)',
      },
    ]);
  });

  test('inside other forms it is found, and says so', () => {
    const inner = {log: `${line()}\n`, stream: 'stdout', time: '2026-11-20T10:02:11Z'};
    expect(summary(JSON.stringify(inner))).toEqual({form: 'legacy', ids: ['a'], codes: []});
    expect(summary(`2026-11-20T10:02:11.1Z stdout F ${line()}`)).toEqual({form: 'legacy', ids: ['a'], codes: []});
  });

  test('its words in a value do not begin an event', () => {
    const uri = '/a?x=2026-11-20T10:02:11Z AUDIT: id=\\"';
    const text = line().replace(/uri=".*?"/, `uri="${uri}"`);
    expect(summary(text)).toEqual({form: 'legacy', ids: ['a'], codes: []});
  });
});
