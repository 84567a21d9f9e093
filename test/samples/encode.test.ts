import {describe, expect, test} from 'vitest';
import {encodeBody, encodeEvent, quote, type WireEvent} from '../../scripts/samples/encode.ts';

describe('strings as Go writes them', () => {
  test.each([
    ['HTML characters are escaped', 'a<b>&c', '"a\\u003cb\\u003e\\u0026c"'],
    ['line separators are escaped', '\u2028\u2029', '"\\u2028\\u2029"'],
    ['five controls have short forms', '\b\f\n\r\t', '"\\b\\f\\n\\r\\t"'],
    ['other C0 controls are hex, in lower case', '\u0000\u001b', '"\\u0000\\u001b"'],
    ['DEL, C1, bidi and zero-width go through', '\u007f\u009b\u202e\u200b', '"\u007f\u009b\u202e\u200b"'],
    ['a lone surrogate becomes the replacement, escaped', 'a\ud800<', '"a\\ufffd\\u003c"'],
    ['a pair stays', '😀', '"😀"'],
    ['quotes and backslashes', '"\\', '"\\"\\\\"'],
  ])('%s', (_claim, text, expected) => {
    expect(quote(text)).toBe(expected);
  });
});

test('bodies keep the order of their keys and the digits of an int64', () => {
  expect(encodeBody({b: 9_223_372_036_854_775_807n, a: [null, true, 'x'], gone: undefined})).toBe(
    '{"b":9223372036854775807,"a":[null,true,"x"]}',
  );
});

const event: WireEvent = {
  annotations: {b: '2', a: '1'},
  stageTimestamp: '2026-11-20T10:00:00.000001Z',
  requestReceivedTimestamp: '2026-11-20T10:00:00.000000Z',
  responseObject: undefined,
  requestObject: [{op: 'remove', path: '/a'}],
  responseStatus: {code: 404, details: {kind: 'pods', name: 'x'}, reason: 'NotFound', message: 'm', status: 'Failure'},
  objectRef: {subresource: 'status', apiVersion: 'v1', name: 'x', namespace: 'n', resource: 'pods'},
  userAgent: undefined,
  sourceIPs: [],
  impersonatedUser: undefined,
  user: {extra: {z: ['1'], y: ['2']}, groups: ['g'], username: 'u'},
  verb: 'patch',
  requestURI: '/a?b&c',
  stage: 'ResponseComplete',
  auditID: 'id',
  level: 'Request',
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Event',
};

describe('events', () => {
  test('have the fields of every struct in Go’s order, maps sorted, what is empty left out', () => {
    expect(encodeEvent(event)).toBe(
      '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Request","auditID":"id","stage":"ResponseComplete",' +
        '"requestURI":"/a?b\\u0026c","verb":"patch","user":{"username":"u","groups":["g"],"extra":{"y":["2"],"z":["1"]}},' +
        '"objectRef":{"resource":"pods","namespace":"n","name":"x","apiVersion":"v1","subresource":"status"},' +
        '"responseStatus":{"metadata":{},"status":"Failure","message":"m","reason":"NotFound","details":{"name":"x","kind":"pods"},"code":404},' +
        '"requestObject":[{"op":"remove","path":"/a"}],"requestReceivedTimestamp":"2026-11-20T10:00:00.000000Z",' +
        '"stageTimestamp":"2026-11-20T10:00:00.000001Z","annotations":{"a":"1","b":"2"}}',
    );
  });

  test('of a failed login have an empty user', () => {
    expect(encodeEvent({...event, user: {}})).toContain('"verb":"patch","user":{},');
  });

  test('refuse a field that no struct has', () => {
    expect(() => encodeEvent({...event, colour: 'red'} as WireEvent)).toThrow('colour');
  });
});
