import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.ts';
import {attributesOf, parseRequest, REQUEST_EXAMPLE} from '../../../src/rules/policy/attributes.ts';

const event = (rest: Partial<AuditEvent>): AuditEvent => ({
  level: 'Metadata',
  auditID: 'a',
  stage: 'ResponseComplete',
  verb: 'get',
  requestURI: '/api/v1/namespaces/x/pods/p',
  user: {username: 'alice', groups: ['dev']},
  ...rest,
});

describe('attributesOf', () => {
  test('who is impersonated does not count', () => {
    const {user} = attributesOf(event({impersonatedUser: {username: 'bob', groups: ['ops']}}));
    expect(user).toEqual({name: 'alice', groups: ['dev']});
  });

  test('nobody, where authentication failed', () => {
    expect(attributesOf(event({user: {}}))).not.toHaveProperty('user');
  });

  test.each<[claim: string, rest: Partial<AuditEvent>, name: string]>([
    [
      'a create has no name, though objectRef has',
      {verb: 'create', requestURI: '/api/v1/namespaces/x/pods', objectRef: {resource: 'pods', name: 'p'}},
      '',
    ],
    [
      'but the one in its URL',
      {verb: 'create', requestURI: '/api/v1/namespaces/x/pods/p/eviction', objectRef: {resource: 'pods', name: 'p'}},
      'p',
    ],
    [
      'a list has the one that its selector pins',
      {verb: 'list', requestURI: '/api/v1/pods?fieldSelector=metadata.name%3Dp'},
      'p',
    ],
  ])('%s', (_claim, rest, name) => {
    expect(attributesOf(event(rest)).name).toBe(name);
  });
});

describe('parseRequest', () => {
  test('the example', () => {
    expect(parseRequest(REQUEST_EXAMPLE)).toMatchObject({
      ok: true,
      attributes: {
        user: {name: 'alice', groups: ['dev', 'ops', 'system:authenticated']},
        verb: 'list',
        isResourceRequest: true,
        namespace: 'x',
        resource: 'secrets',
      },
    });
  });

  test.each<[text: string, name: string, groups: string[]]>([
    ['GET /version', 'system:anonymous', ['system:unauthenticated']],
    ['user=bob GET /version', 'bob', ['system:authenticated']],
    ['user="CN=Bob Builder" groups= GET /version', 'CN=Bob Builder', ['system:authenticated']],
    [
      'groups=a user=system:serviceaccount:ns:sa GET /version',
      'system:serviceaccount:ns:sa',
      ['a', 'system:serviceaccounts', 'system:serviceaccounts:ns', 'system:authenticated'],
    ],
  ])('%s is of %s in %j', (text, name, groups) => {
    expect(parseRequest(text)).toMatchObject({ok: true, attributes: {user: {name, groups}}});
  });

  test.each<[text: string, verb: string, path: string]>([
    ['post /api/v1/namespaces/x/pods', 'create', '/api/v1/namespaces/x/pods'],
    ['DELETE /api/v1/namespaces/x/pods', 'deletecollection', '/api/v1/namespaces/x/pods'],
    ['GET /api/v1/pods?watch=1', 'watch', '/api/v1/pods'],
    ['GET /healthz', 'get', '/healthz'],
  ])('%s has the verb %s', (text, verb, path) => {
    expect(parseRequest(text)).toMatchObject({ok: true, attributes: {verb, path}});
  });

  test.each<[text: string, message: string]>([
    ['', 'The request has no method and URL'],
    ['user=a', 'The request has no method and URL'],
    ['GET', 'The URL is missing after GET'],
    ['GET api/v1/pods', 'does not begin with /'],
    ['GET https://server/api', 'does not begin with /'],
    ['list /api/v1/pods', 'write GET; the verb follows from the URL'],
    ['FETCH /api', '"FETCH" is no HTTP method'],
    ['name=a GET /api', '"name=" is not known here'],
    ['user=a user=b GET /api', 'user= is there twice'],
    ['user= GET /api', 'user= has no name'],
    ['GET /api user=a', '"user=a" after the URL is one word too many'],
  ])('%j is refused: %s', (text, message) => {
    expect(parseRequest(text)).toEqual({ok: false, message: expect.stringContaining(message)});
  });
});
