import {describe, expect, test} from 'vitest';
import {readRecord} from '../../../src/ingest/record.ts';
import {GRPC_STATUS} from '../../../src/ingest/wrappers/gke.ts';
import {GRPC_STATUSES, httpCode} from '../../../src/ingest/wrappers/grpc-status.ts';
import {exactText} from '../../support/record.ts';

const json = JSON.stringify;

const entry = (payload: object, more: object = {}) => ({
  insertId: 'insert',
  protoPayload: {'@type': 'type.googleapis.com/google.cloud.audit.AuditLog', serviceName: 'k8s.io', ...payload},
  timestamp: '2026-11-20T10:02:11.318214Z',
  ...more,
});

const eventOf = (payload: object, more: object = {}) => {
  const {form, items, problems} = readRecord(json(entry(payload, more)));
  expect({form, problems, count: items.length}).toEqual({form: 'gke', problems: [], count: 1});
  return items[0]!;
};

describe('what the request asked for', () => {
  test.each<[methodName: string, resourceName: string, verb: string, objectRef: object]>([
    [
      'io.k8s.core.v1.pods.status.patch',
      'core/v1/namespaces/shop/pods/web/status',
      'patch',
      {resource: 'pods', namespace: 'shop', name: 'web', apiVersion: 'v1', subresource: 'status'},
    ],
    [
      'io.k8s.core.v1.pods.exec.create',
      'core/v1/namespaces/shop/pods/web/exec',
      'create',
      {resource: 'pods', namespace: 'shop', name: 'web', apiVersion: 'v1', subresource: 'exec'},
    ],
    ['io.k8s.core.v1.pods.list', 'core/v1/pods', 'list', {resource: 'pods', apiVersion: 'v1'}],
    [
      'io.k8s.core.v1.namespaces.get',
      'core/v1/namespaces/shop',
      'get',
      {resource: 'namespaces', namespace: 'shop', name: 'shop', apiVersion: 'v1'},
    ],
    [
      'io.k8s.authorization.rbac.v1.clusterrolebindings.create',
      'rbac.authorization.k8s.io/v1/clusterrolebindings/oops',
      'create',
      {resource: 'clusterrolebindings', name: 'oops', apiGroup: 'rbac.authorization.k8s.io', apiVersion: 'v1'},
    ],
    [
      'io.k8s.authorization.rbac.v1.clusterrolebindings.create',
      'clusterrolebindings/oops',
      'create',
      {resource: 'clusterrolebindings', name: 'oops', apiGroup: 'rbac.authorization.k8s.io', apiVersion: 'v1'},
    ],
    [
      'io.k8s.apps.v1.deployments.scale.update',
      'apps/v1/namespaces/shop/deployments/web/scale',
      'update',
      {
        resource: 'deployments',
        namespace: 'shop',
        name: 'web',
        apiGroup: 'apps',
        apiVersion: 'v1',
        subresource: 'scale',
      },
    ],
    ['io.k8s.apps.v1.deployments.watch', '', 'watch', {resource: 'deployments', apiGroup: 'apps', apiVersion: 'v1'}],
    [
      'com.google.cloud.v1beta1.backendconfigs.deletecollection',
      'cloud.google.com/v1beta1/namespaces/shop/backendconfigs',
      'deletecollection',
      {resource: 'backendconfigs', namespace: 'shop', apiGroup: 'cloud.google.com', apiVersion: 'v1beta1'},
    ],
    [
      'com.google.cloud.v1beta1.backendconfigs.list',
      '',
      'list',
      {resource: 'backendconfigs', apiGroup: 'cloud.google.com', apiVersion: 'v1beta1'},
    ],
  ])('%s of %j', (methodName, resourceName, verb, objectRef) => {
    const event = eventOf({methodName, resourceName});
    expect({verb: event.verb, objectRef: event.objectRef}).toEqual({verb, objectRef});
    expect(event.requestURI).toBeUndefined();
  });

  test('no resource: the path is the resource name', () => {
    const event = eventOf({methodName: 'io.k8s.get', resourceName: 'readyz'});
    expect(event).toMatchObject({verb: 'get', requestURI: '/readyz'});
    expect(event.objectRef).toBeUndefined();
  });
});

describe('how it was answered', () => {
  const answer = (payload: object) => {
    const {responseStatus, annotations} = eventOf({methodName: 'io.k8s.core.v1.pods.get', ...payload});
    return {code: responseStatus?.code, message: responseStatus?.message, grpc: annotations?.[GRPC_STATUS]};
  };

  test.each(GRPC_STATUSES)('$code $name is $http, and stays as an annotation', ({code, http}) => {
    expect(answer({status: {code}})).toEqual({code: http, message: undefined, grpc: String(code)});
  });

  test.each<[what: string, payload: object, expected: object]>([
    ['an empty status is success', {status: {}}, {code: 200, message: undefined, grpc: '0'}],
    ['no status says nothing', {}, {code: undefined, message: undefined, grpc: undefined}],
    ['a code that gRPC does not have', {status: {code: 404}}, {code: undefined, message: undefined, grpc: '404'}],
    [
      'an invalid object is 422',
      {status: {code: 3, message: 'Pod "x" is invalid: spec: Required value'}},
      {code: 422, message: 'Pod "x" is invalid: spec: Required value', grpc: '3'},
    ],
    [
      'a Status in the response has the code of HTTP',
      {status: {code: 10, message: 'm'}, response: {'@type': 'core.k8s.io/v1.Status', code: 409, message: 'conflict'}},
      {code: 409, message: 'conflict', grpc: '10'},
    ],
  ])('%s', (_what, payload, expected) => {
    expect(answer(payload)).toEqual(expected);
  });

  test('every code is one of HTTP', () => {
    for (let code = -1; code < 600; code++) {
      const http = httpCode(code);
      if (http !== undefined) expect(http).toBeGreaterThanOrEqual(200);
    }
  });

  test.each<[what: string, payload: object, labels: object, decision: string | undefined]>([
    ['the label', {authorizationInfo: [{granted: true}]}, {'authorization.k8s.io/decision': 'forbid'}, 'forbid'],
    ['granted', {authorizationInfo: [{granted: true}]}, {}, 'allow'],
    ['not granted', {authorizationInfo: [{permission: 'x'}]}, {}, 'forbid'],
    ['neither', {}, {}, undefined],
  ])('decision by %s', (_what, payload, labels, decision) => {
    const event = eventOf({methodName: 'io.k8s.core.v1.pods.get', ...payload}, {labels});
    expect(event.annotations?.['authorization.k8s.io/decision']).toBe(decision);
  });
});

describe('the rest', () => {
  const methodName = 'io.k8s.core.v1.pods.create';

  test.each<[what: string, payload: object, level: string]>([
    ['nothing', {}, 'Metadata'],
    ['the request', {request: {a: 1}}, 'Request'],
    ['both', {request: {a: 1}, response: {b: 1}}, 'RequestResponse'],
  ])('level by the bodies: %s', (_what, payload, level) => {
    const event = eventOf({methodName, ...payload});
    expect(event.level).toBe(level);
    expect([event.requestObject, event.responseObject]).toEqual(
      [payload].flatMap(({request, response}: {request?: object; response?: object}) => [request, response]),
    );
  });

  test.each<[what: string, more: object, auditID: string, stage: string]>([
    ['without an operation', {}, 'insert', 'ResponseComplete'],
    ['in one entry', {operation: {id: 'op', first: true, last: true}}, 'op', 'ResponseComplete'],
    ['the beginning of a session', {operation: {id: 'op', first: true}}, 'op', 'ResponseStarted'],
    ['the end of a session', {operation: {id: 'op', last: true}}, 'op', 'ResponseComplete'],
  ])('a request %s', (_what, more, auditID, stage) => {
    expect(eventOf({methodName}, more)).toMatchObject({auditID, stage, stageTimestamp: '2026-11-20T10:02:11.318214Z'});
  });

  test('who', () => {
    const event = eventOf({
      methodName,
      authenticationInfo: {principalEmail: 'jane@example.com'},
      requestMetadata: {callerIp: '192.0.2.1', callerSuppliedUserAgent: 'kubectl'},
    });
    expect(event).toMatchObject({user: {username: 'jane@example.com'}, sourceIPs: ['192.0.2.1'], userAgent: 'kubectl'});
    expect(eventOf({methodName}).user).toEqual({});
  });

  test('gcloud prints one array: the form is gke all the same, and each has its own text', () => {
    const entries = [entry({methodName}, {insertId: 'a'}), entry({methodName}, {insertId: 'b'})];
    const text = json(entries, null, 2);
    const {form, items, problems} = readRecord(text);
    expect({form, ids: items.map(({auditID}) => auditID), problems}).toEqual({
      form: 'gke',
      ids: ['a', 'b'],
      problems: [],
    });
    expect(entries.map((_, i) => JSON.parse(exactText(text, i)))).toEqual(entries);
  });

  test('entries of other services are counted', () => {
    const text = json(
      entry({serviceName: 'container.googleapis.com', methodName: 'google.container.v1.X.CreateCluster'}),
    );
    expect(readRecord(text)).toMatchObject({
      items: [],
      problems: [
        {
          code: 'OTHER_LOG',
          reason: 'a Google Cloud audit entry of "container.googleapis.com", not of the Kubernetes API',
        },
      ],
    });
  });

  test('without anything that names the request it is no event', () => {
    const {items, problems} = readRecord(json({protoPayload: {serviceName: 'k8s.io', methodName}}));
    expect({items, codes: problems.map(({code}) => code)}).toEqual({items: [], codes: ['NO_AUDIT_ID']});
  });

  test('fields of wrong types are no trouble', () => {
    const wrong = {methodName: 3, resourceName: [], status: 'x', authenticationInfo: 1, requestMetadata: null};
    expect(eventOf(wrong, {labels: [], operation: 'x'}).user).toEqual({});
  });
});
