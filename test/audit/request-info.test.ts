import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.ts';
import {type RequestInfo, requestInfo, requestInfoOfEvent} from '../../src/audit/request-info.ts';

describe('requestInfo', () => {
  test.each<[claim: string, method: string, url: string, info: Partial<RequestInfo>]>([
    ['a pod', 'GET', '/api/v1/namespaces/a/pods/p', {verb: 'get', namespace: 'a', resource: 'pods', name: 'p'}],
    [
      'a grouped resource',
      'PATCH',
      '/apis/apps/v1/namespaces/a/deployments/d/scale',
      {
        verb: 'patch',
        apiGroup: 'apps',
        apiVersion: 'v1',
        resource: 'deployments',
        name: 'd',
        subresource: 'scale',
      },
    ],
    ['a namespace is in itself', 'GET', '/api/v1/namespaces/a', {namespace: 'a', resource: 'namespaces', name: 'a'}],
    ['all namespaces', 'GET', '/api/v1/namespaces', {verb: 'list', namespace: '', resource: 'namespaces', name: ''}],
    [
      'a finalize of a namespace',
      'PUT',
      '/api/v1/namespaces/a/finalize',
      {resource: 'namespaces', subresource: 'finalize'},
    ],
    ['a watch by parameter', 'GET', '/api/v1/pods?watch=1', {verb: 'watch', resource: 'pods'}],
    ['an empty watch parameter is true', 'GET', '/api/v1/pods?watch', {verb: 'watch'}],
    ['watch=False is a list', 'GET', '/api/v1/pods?watch=False', {verb: 'list'}],
    ['a watch by path', 'GET', '/api/v1/watch/pods', {verb: 'watch', resource: 'pods'}],
    ['proxy has no subresource', 'GET', '/api/v1/proxy/nodes/n/metrics', {verb: 'proxy', name: 'n', subresource: ''}],
    ['an odd method has no verb', 'OPTIONS', '/api/v1/pods', {verb: '', resource: 'pods', isResourceRequest: true}],
    ['a single name selected', 'GET', '/api/v1/pods?fieldSelector=metadata.name%3Dp', {verb: 'list', name: 'p'}],
    ['== selects too', 'GET', '/api/v1/pods?fieldSelector=metadata.name%3D%3Dp', {name: 'p'}],
    ['!= selects no name', 'GET', '/api/v1/pods?fieldSelector=metadata.name!%3Dp', {name: ''}],
    ['other terms beside it do no harm', 'GET', '/api/v1/pods?fieldSelector=spec.x=y,metadata.name=p', {name: 'p'}],
    ['a name that is no path segment is dropped', 'GET', '/api/v1/pods?fieldSelector=metadata.name=a%2Fb', {name: ''}],
    [
      'a bad limit drops the name, not the watch',
      'GET',
      '/api/v1/pods?watch=1&limit=x&fieldSelector=metadata.name=p',
      {
        verb: 'watch',
        name: '',
      },
    ],
    ['a name in the path wins', 'DELETE', '/api/v1/namespaces/a/pods/p?x=1', {verb: 'delete', name: 'p'}],
    [
      'percent-encoding is undone',
      'GET',
      '/api/v1/namespaces/a/pods/p%2Dq',
      {name: 'p-q', path: '/api/v1/namespaces/a/pods/p-q'},
    ],
    ['bad percent-encoding is kept', 'GET', '/healthz%zz', {isResourceRequest: false, path: '/healthz%zz'}],
    ['discovery is no resource', 'GET', '/apis/apps/v1', {isResourceRequest: false, verb: 'get', apiGroup: ''}],
    ['a trailing slash is ignored', 'GET', '/api/v1/', {isResourceRequest: false}],
    ['a watch of nothing is no resource', 'GET', '/api/v1/watch', {isResourceRequest: false}],
    ['another root is no resource', 'POST', '/openapi/v3/apis/apps', {isResourceRequest: false, verb: 'post'}],
  ])('%s', (_claim, method, url, info) => {
    expect(requestInfo(method, url)).toMatchObject(info);
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.webPath(), fc.string({unit: 'binary'}), (method, path, rest) => {
        expect(requestInfo(method, `/api/v1/${path}?${rest}`).path).toBeTypeOf('string');
        expect(requestInfo(method, rest).path).toBeTypeOf('string');
        expect(requestInfo('GET', `/api/v1/pods?fieldSelector=${rest}`).resource).toBe('pods');
      }),
    );
  });
});

describe('requestInfoOfEvent', () => {
  const base: AuditEvent = {level: 'Metadata', auditID: '1', stage: 'ResponseComplete', user: {}};

  test.each<[claim: string, event: Partial<AuditEvent>, info: Partial<RequestInfo>]>([
    [
      'the verb is the logged one',
      {verb: 'get', requestURI: '/api/v1/namespaces/a/pods/p/exec?command=sh'},
      {
        verb: 'get',
        resource: 'pods',
        subresource: 'exec',
      },
    ],
    [
      'of a create the name is not taken from objectRef',
      {
        verb: 'create',
        requestURI: '/api/v1/namespaces/a/pods',
        objectRef: {resource: 'pods', namespace: 'a', name: 'from-body'},
      },
      {verb: 'create', name: ''},
    ],
    [
      'a list keeps its selected name',
      {verb: 'list', requestURI: '/api/v1/pods?fieldSelector=metadata.name=p'},
      {
        verb: 'list',
        name: 'p',
      },
    ],
    [
      'a deletecollection',
      {verb: 'deletecollection', requestURI: '/api/v1/namespaces/a/pods'},
      {
        verb: 'deletecollection',
        resource: 'pods',
      },
    ],
    ['a non-resource request', {verb: 'get', requestURI: '/healthz?x'}, {isResourceRequest: false, path: '/healthz'}],
    [
      'without a URL objectRef has to do',
      {verb: 'get', objectRef: {resource: 'pods', name: 'p'}},
      {
        isResourceRequest: true,
        resource: 'pods',
        name: 'p',
        apiGroup: '',
      },
    ],
    ['without either it is nothing', {}, {isResourceRequest: false, verb: ''}],
  ])('%s', (_claim, event, info) => {
    expect(requestInfoOfEvent({...base, ...event})).toMatchObject(info);
  });
});
