// A report of npm is read, and a registry that does not tell is no all-clear and no failure.
import {expect, test} from 'vitest';
import {answerOf} from '../../scripts/package/audit.ts';

const advisory = {title: 'A hole', severity: 'high', url: 'https://github.com/advisories/GHSA-0', range: '<1.2.3'};
const report = (vulnerabilities: object) =>
  JSON.stringify({auditReportVersion: 2, vulnerabilities, metadata: {dependencies: {total: 40}}});

test.each<[string, string, ReturnType<typeof answerOf>]>([
  ['nothing found', report({}), {kind: 'none', packages: 40}],
  [
    'an advisory',
    report({a: {name: 'a', via: [advisory]}}),
    {kind: 'found', lines: ['a <1.2.3: high, A hole (https://github.com/advisories/GHSA-0)']},
  ],
  [
    'one that another package brings along is told once',
    report({a: {name: 'a', via: [advisory]}, b: {name: 'b', via: ['a']}}),
    {kind: 'found', lines: ['a <1.2.3: high, A hole (https://github.com/advisories/GHSA-0)']},
  ],
  ['a vulnerability without an advisory', report({b: {name: 'b', via: ['a']}}), {kind: 'found', lines: ['b']}],
  [
    'a registry that refuses',
    JSON.stringify({message: 'Method Not Allowed', method: 'POST', statusCode: 405, error: {summary: ''}}),
    {kind: 'silent', why: 'status 405'},
  ],
  [
    'no network',
    JSON.stringify({message: 'request failed\nreason: getaddrinfo ENOTFOUND', error: {summary: ''}}),
    {kind: 'silent', why: 'request failed'},
  ],
  ['no npm', '', {kind: 'silent', why: 'no report'}],
  ['no JSON', '<html>', {kind: 'silent', why: 'no report'}],
])('%s', (_, text, answer) => {
  expect(answerOf(text)).toEqual(answer);
});
