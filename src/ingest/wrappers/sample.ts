// The event inside every sample, short enough to read.

export const SAMPLE_EVENT = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'Metadata',
  auditID: '4d8f0f6a-6a3c-4f0e-9f2b-1c5f6f1c2a10',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/shop/secrets/db',
  verb: 'get',
  user: {username: 'jane', groups: ['system:authenticated']},
  sourceIPs: ['192.0.2.10'],
  userAgent: 'kubectl/v1.36.0',
  objectRef: {resource: 'secrets', namespace: 'shop', name: 'db', apiVersion: 'v1'},
  responseStatus: {metadata: {}, code: 200},
  requestReceivedTimestamp: '2026-11-20T10:02:11.310000Z',
  stageTimestamp: '2026-11-20T10:02:11.318214Z',
  annotations: {'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': ''},
} as const;

export const SAMPLE_LINE: string = JSON.stringify(SAMPLE_EVENT);
