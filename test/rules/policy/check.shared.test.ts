// Real policies: the mistakes that are known of each, and nothing that its authors would laugh at.
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {checkPolicy} from '../../../src/rules/policy/check.ts';

const POLICIES = new URL('../../../../shared/data/policies/', import.meta.url);
const isHere = existsSync(POLICIES);
if (!isHere) console.log('skipped: no ../shared/data beside the repository');

/** `line severity check [token]`, all that is to be said of each. */
const FINDINGS: Readonly<Record<string, readonly string[]>> = {
  // Secrets are written to the log with their bodies.
  'aks-engine.yaml': ['33 warning secret-bodies ["secrets"]', '38 info rbac-without-bodies [Metadata]'],
  'apisnoop-kind.UNKNOWN-FIELD-stages.yaml': [
    '6 info rbac-without-bodies [Metadata]',
    '7 warning unknown-field [stages]',
  ],
  // A policy for four users.
  'audit2rbac-demo.yaml': ['3 warning rbac-not-logged [rules]', '4 warning no-catch-all [level: Metadata]'],
  // v1beta1, refused since 1.24; tokens are asked for at level Request.
  'eks-best-practices.yaml': [
    '1 error api-version [audit.k8s.io/v1beta1]',
    '108 info token-bodies ["serviceaccounts/token"]',
  ],
  // Deployments in the core group.
  'falco-k8saudit.yaml': ['13 warning wrong-group ["deployments"]', '78 info rbac-without-bodies [Metadata]'],
  'gce-cos-current.yaml': [],
  'k3s-hardening-guide.yaml': ['5 info rbac-without-bodies [Metadata]'],
  'kubernetes-docs-example.yaml': ['65 info rbac-without-bodies [Metadata]'],
  'kubespray-default.rendered.yaml': [],
  'minikube-tutorial.yaml': ['4 info rbac-without-bodies [Metadata]'],
  // A static pod, which holds no policy.
  'openshift-kube-apiserver-pod.yaml': ['1 error no-policy [apiVersion: v1]'],
  // `resource` for `resources`, and a resource that does not exist.
  'openshift-library-go-allrequestbodies.yaml': [
    '34 warning unknown-resource ["tokenrequests"]',
    '38 warning unknown-field [resource]',
  ],
  'openshift-library-go-default.yaml': ['37 info rbac-without-bodies [Metadata]'],
  'openshift-library-go-writerequestbodies.yaml': [
    '34 warning unknown-resource ["tokenrequests"]',
    '38 warning unknown-field [resource]',
  ],
  // Auditing is off.
  'rke2-default-cis.yaml': ['7 warning logs-nothing [None]'],
};

const read = (name: string) => readFileSync(new URL(name, POLICIES), 'utf8');

const found = (name: string) => {
  const text = read(name);
  return checkPolicy(text, {file: name}).flatMap(({findings}) =>
    findings.map(({at, severity, check}) => {
      const token = text.slice(at.offset, at.offset + at.length).trimEnd();
      return {check, line: `${at.line} ${severity} ${check} [${token}]`};
    }),
  );
};

describe.skipIf(!isHere)('real policies', () => {
  const names = isHere ? readdirSync(POLICIES).filter(name => name.endsWith('.yaml') && !name.includes('GLOBS')) : [];

  test.each(names)('%s', name => {
    expect(found(name).map(({line}) => line)).toEqual(FINDINGS[name]);
  });

  test('one in the language of a log forwarder: its wildcards, and no version', () => {
    const all = found('openshift-clo-example-filter-policy.EXTENDED-GLOBS.yaml');
    const counts = Object.groupBy(all, ({check}) => check);
    expect(counts.glob).toHaveLength(8);
    expect(counts['api-version']).toHaveLength(1);
    expect(counts['user-or-group']?.map(({line}) => line)).toEqual([
      '186 warning user-or-group [system:serviceaccount:openshift-console-operator]',
    ]);
    expect(counts['unknown-field']?.map(({line}) => line)).toEqual(['215 warning unknown-field [redactions]']);
    expect(Object.keys(counts).toSorted()).toEqual([
      'api-version',
      'glob',
      'hides-exec',
      'hides-secrets',
      'no-catch-all',
      'rbac-not-logged',
      'shadowed-rule',
      'unknown-field',
      'user-or-group',
      'without-subresources',
    ]);
  });
});
