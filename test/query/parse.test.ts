import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {fieldOf} from '../../src/audit/fields.ts';
import type {Expr, FieldRef} from '../../src/query/ast.ts';
import {ERRORS, type ErrorCode} from '../../src/query/errors.ts';
import {parse} from '../../src/query/parse.ts';
import {at, exprOf, NOW, queryText, UTC} from './samples.ts';

const f = (name: Parameters<typeof fieldOf>[0]): FieldRef => ({kind: 'field', name});
const p = (...segments: string[]): FieldRef => ({kind: 'path', segments});
const is = (field: FieldRef, ...values: string[]): Expr => ({kind: 'in', field, values});
const like = (field: FieldRef, glob: string): Expr => ({kind: 'like', field, glob});
const cmp = (field: FieldRef, op: '<' | '<=' | '>' | '>=', value: number): Expr => ({
  kind: 'compare',
  field,
  op,
  value,
});
const all = (...of: Expr[]): Expr => ({kind: 'and', of});
const any = (...of: Expr[]): Expr => ({kind: 'or', of});
const not = (of: Expr): Expr => ({kind: 'not', of});
const text = (words: string): Expr => ({kind: 'text', text: words});
const [verb, user, code, took] = [f('verb'), f('user.username'), f('responseStatus.code'), f('took')];

describe('a query means', () => {
  test.each<[query: string, expr: Expr]>([
    ['', all()],
    ['  ', all()],
    ['()', all()],
    ['verb:delete resource:pods', all(is(verb, 'delete'), is(f('objectRef.resource'), 'pods'))],
    ['VERB:get', is(verb, 'get')],
    ['verb:get,list', is(verb, 'get', 'list')],
    ['verb:get,get', is(verb, 'get')],
    ['verb:get*,list,a?,"w*"', any(like(verb, 'get*'), like(verb, 'a?'), is(verb, 'list', 'w*'))],
    ['-user:system:*', not(like(user, 'system:*'))],
    ['user:system:admin', is(user, 'system:admin')],
    ['user:"a b"', is(user, 'a b')],
    ['user:"\\"\\\\\\n"', is(user, '"\\\\n')],
    ['user:CORP\\bob', is(user, 'CORP\\bob')],
    ['ns:""', is(f('objectRef.namespace'), '')],
    ['user:/^sys.*m$/', {kind: 'match', field: user, source: '^sys.*m$'}],
    ['path:/healthz', is(f('path'), '/healthz')],
    ['path:/healthz path:/', all(is(f('path'), '/healthz'), is(f('path'), '/'))],
    ['uri:/api/v1/pods', is(f('requestURI'), '/api/v1/pods')],
    ['uri:/a b/', {kind: 'match', field: f('requestURI'), source: 'a b'}],
    ['a OR b c', any(text('a'), all(text('b'), text('c')))],
    ['(a OR b) AND c', all(any(text('a'), text('b')), text('c'))],
    ['a OR (b OR c)', any(text('a'), text('b'), text('c'))],
    ['NOT (a b)', not(all(text('a'), text('b')))],
    ['NOT NOT a', not(not(text('a')))],
    ['--as', not(text('-as'))],
    ['web-1', text('web-1')],
    ['or', text('or')],
    ['"OR"', text('OR')],
    ['"system:masters"', text('system:masters')],
    ['/healthz', text('/healthz')],
    ['/heal.*z/', {kind: 'regex', source: 'heal.*z'}],
    ['/two words/', {kind: 'regex', source: 'two words'}],
    ['/a\\/b/', {kind: 'regex', source: 'a\\/b'}],
    ['foo*', text('foo*')],
    ['code:403', is(code, '403')],
    ['code:>=400', cmp(code, '>=', 400)],
    ['code:400..499', all(cmp(code, '>=', 400), cmp(code, '<=', 499))],
    ['code:400..', cmp(code, '>=', 400)],
    ['code:..299', cmp(code, '<=', 299)],
    ['code:4xx', all(cmp(code, '>=', 400), cmp(code, '<=', 499))],
    ['code:404,5XX', any(all(cmp(code, '>=', 500), cmp(code, '<=', 599)), is(code, '404'))],
    ['code:40*', like(code, '40*')],
    ['took:>1s', cmp(took, '>', 1e6)],
    ['took:10ms..1s', all(cmp(took, '>=', 10_000), cmp(took, '<=', 1e6))],
    ['took:31ms', all(cmp(took, '>=', 31_000), cmp(took, '<', 32_000))],
    ['took:1.25s', all(cmp(took, '>=', 1_250_000), cmp(took, '<', 1_260_000))],
    ['stage:complete', is(f('stage'), 'ResponseComplete')],
    ['stage:RECEIVED,started,panic', is(f('stage'), 'RequestReceived', 'ResponseStarted', 'Panic')],
    ['priority:warn', is(f('priority'), 'Warning')],
    ['priority:WARNING..', is(f('priority'), 'Warning', 'Error', 'Critical', 'Alert', 'Emergency')],
    ['priority:..notice', is(f('priority'), 'Debug', 'Informational', 'Notice')],
    ['priority:notice..error', is(f('priority'), 'Notice', 'Warning', 'Error')],
    ['priority:>=crit', is(f('priority'), 'Critical', 'Alert', 'Emergency')],
    ['priority:>critical', is(f('priority'), 'Alert', 'Emergency')],
    ['priority:<info', is(f('priority'), 'Debug')],
    ['priority:<=info,alert', any(is(f('priority'), 'Debug', 'Informational'), is(f('priority'), 'Alert'))],
    ['priority:>emergency', {kind: 'in', field: f('priority'), values: []}],
    ['rule:"Attach/Exec Pod"', is(f('rule'), 'Attach/Exec Pod')],
    ['stage:alert', is(f('stage'), 'Alert')],
    ['alert.fields["proc.name"]:sh', is(p('alert', 'fields', 'proc.name'), 'sh')],
    ['level:request', is(f('level'), 'Request')],
    ['level:meta', is(f('level'), 'Metadata')],
    ['level:response', is(f('level'), 'RequestResponse')],
    ['decision:deny', is(f('decision'), 'forbid')],
    ['stage:response*', like(f('stage'), 'response*')],
    ['stage:"odd"', is(f('stage'), 'odd')],
    ['has:user', {kind: 'has', field: user}],
    ['-has:requestObject', not({kind: 'has', field: p('requestObject')})],
    ['requestObject.spec.replicas:>3', cmp(p('requestObject', 'spec', 'replicas'), '>', 3)],
    [
      'annotations["authorization.k8s.io/decision"]:forbid',
      is(p('annotations', 'authorization.k8s.io/decision'), 'forbid'),
    ],
    [
      'requestObject.spec.containers[0].image:nginx*',
      like(p('requestObject', 'spec', 'containers', '0', 'image'), 'nginx*'),
    ],
    ['requestObject.spec.containers[*].image:x', is(p('requestObject', 'spec', 'containers', 'image'), 'x')],
    ['requestobject.A:x', is(p('requestObject', 'A'), 'x')],
    ['requestObject.a:1..3', all(cmp(p('requestObject', 'a'), '>=', 1), cmp(p('requestObject', 'a'), '<=', 3))],
    ['requestObject.a:"1..3"', is(p('requestObject', 'a'), '1..3')],
    ['requestObject.a:x..y', is(p('requestObject', 'a'), 'x..y')],
    ['objectRef["name"]:web', is(f('objectRef.name'), 'web')],
    ['since:15m', {kind: 'time', from: NOW - 900e6}],
    ['until:2026-11-20T10:00Z', {kind: 'time', to: at('2026-11-20T10:00:00Z')}],
    ['since:15m until:5m', {kind: 'time', from: NOW - 900e6, to: NOW - 300e6}],
    ['at:10:02:11±5s', {kind: 'time', from: at('2026-11-20T10:02:06Z'), to: at('2026-11-20T10:02:16Z')}],
    ['at:10:02:11+-5s', {kind: 'time', from: at('2026-11-20T10:02:06Z'), to: at('2026-11-20T10:02:16Z')}],
    ['at:10:02', {kind: 'time', from: at('2026-11-20T10:02:00Z'), to: at('2026-11-20T10:03:00Z')}],
    ['time:10:02', {kind: 'time', from: at('2026-11-20T10:02:00Z'), to: at('2026-11-20T10:03:00Z')}],
    ['time:>"2026-11-20 10:00"', cmp(f('stageTimestamp'), '>', at('2026-11-20T10:00:00Z'))],
    ['received:<10:00', cmp(f('requestReceivedTimestamp'), '<', at('2026-11-20T10:00:00Z'))],
  ])('%s', (query, expr) => {
    expect(exprOf(query)).toEqual(expr);
  });
});

describe('a wrong query tells where and what', () => {
  test.each<[query: string, code: ErrorCode, place: string, suggestion?: string]>([
    ['verb:get usr:alice', 'UNKNOWN_FIELD', 'usr', 'user'],
    ['verbb:get', 'UNKNOWN_FIELD', 'verbb', 'verb'],
    ['requestObjct.spec:x', 'UNKNOWN_FIELD', 'requestObjct.spec', 'requestObject.spec'],
    ['kind:Pod', 'UNKNOWN_FIELD', 'kind', 'resource'],
    ['x system:node:n1', 'UNKNOWN_FIELD', 'system'],
    ['https://a.example', 'UNKNOWN_FIELD', 'https'],
    ['{"kind":"Pod"}', 'UNKNOWN_FIELD', '{'],
    ['has:nothing', 'UNKNOWN_FIELD', 'nothing'],
    ['constructor:x', 'UNKNOWN_FIELD', 'constructor'],
    ['level:metdata', 'BAD_VALUE', 'metdata', 'Metadata'],
    ['stage:get,response', 'BAD_VALUE', 'get'],
    ['priority:loud..', 'BAD_VALUE', 'loud..'],
    ['priority:..', 'BAD_VALUE', '..'],
    ['priority:>=waring', 'BAD_VALUE', '>=waring', 'Warning'],
    ['verb:>get', 'NOT_COMPARABLE', '>get'],
    ['stage:response', 'BAD_VALUE', 'response', 'ResponseStarted'],
    ['code:many', 'BAD_NUMBER', 'many'],
    ['code:1..x', 'BAD_NUMBER', '1..x'],
    ['requestObject.a:>x', 'BAD_NUMBER', '>x'],
    ['took:>1', 'BAD_DURATION', '>1'],
    ['took:1*', 'BAD_DURATION', '1*'],
    ['since:noonish', 'BAD_TIME', 'noonish'],
    ['since:25:00', 'BAD_TIME', '25:00'],
    ['since:2026-02-30', 'BAD_TIME', '2026-02-30'],
    ['since:99999999w', 'BAD_TIME', '99999999w'],
    ['at:10:00±x', 'BAD_TIME', '10:00±x'],
    ['a /b(/', 'BAD_REGEX', '/b(/'],
    ['requestObject..a:x', 'BAD_PATH', 'requestObject..a'],
    ['user:>a', 'NOT_COMPARABLE', '>a'],
    ['verb:', 'MISSING_VALUE', ''],
    ['verb:get,', 'MISSING_VALUE', ''],
    ['code:> 4', 'MISSING_VALUE', ''],
    ['a OR', 'MISSING_TERM', 'OR'],
    ['OR a', 'MISSING_TERM', 'OR'],
    ['a AND AND b', 'MISSING_TERM', 'AND'],
    ['a (NOT ) b', 'MISSING_TERM', 'NOT'],
    ['a - b', 'MISSING_TERM', '-'],
    ['user:"a', 'UNCLOSED_QUOTE', '"a'],
    ['"a"b', 'AFTER_QUOTE', 'b'],
    ['(a', 'UNCLOSED_PAREN', '('],
    ['a)', 'STRAY_PAREN', ')'],
    ['NOT '.repeat(102), 'TOO_DEEP', 'N'],
  ])('%s is %s at %j', (query, expected, place, suggestion) => {
    const parsed = parse(query, UTC);
    if (parsed.ok) throw new Error('it parses');
    expect(parsed.error.code).toBe(expected);
    expect(query.slice(...parsed.error.at)).toBe(place);
    expect(parsed.error.suggestion).toBe(suggestion);
  });

  test('a colon in a bare word: the message tells to quote it', () => {
    const parsed = parse('system:node:n1', UTC);
    expect(parsed).toMatchObject({ok: false, error: {message: expect.stringContaining('"system:node:n1"')}});
  });

  test.each(ERRORS)('the example of $code gives it', ({code, example}) => {
    expect(parse(example, UTC)).toMatchObject({ok: false, error: {code}});
  });

  test('every code is documented once, in a sentence', () => {
    expect(new Set(ERRORS.map(row => row.code)).size).toBe(ERRORS.length);
    for (const {doc} of ERRORS) expect(doc).toMatch(/^[A-Z].{15,}\.$/);
  });
});

test('no text makes it throw, and errors lie within the text', () => {
  const soup = fc.string({
    unit: fc.constantFrom(...'ab:(),-"/\\<>=.*?[]0±T \n', 'OR ', 'NOT ', 'user:', 'code:', 'at:', 'has:'),
  });
  fc.assert(
    fc.property(
      fc.oneof(fc.string({unit: 'binary'}), soup, queryText),
      fc.constantFrom('utc', 'local'),
      (query, zone) => {
        const parsed = parse(query, {now: NOW, zone});
        if (parsed.ok) return;
        const [start, end] = parsed.error.at;
        expect(start >= 0 && start <= end && end <= query.length).toBe(true);
        expect(parsed.error.message).toMatch(/\.$/);
      },
    ),
    {numRuns: 3000},
  );
});

test('a hundred thousand parentheses are an error, not an exception', () => {
  expect(parse('('.repeat(100_000), UTC)).toMatchObject({ok: false, error: {code: 'TOO_DEEP'}});
  expect(parse('-'.repeat(100_000), UTC).ok).toBe(true);
});
