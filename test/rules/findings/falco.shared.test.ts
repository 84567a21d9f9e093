// Every trace of Falco's tests gives the finding that its name tells of.
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {readRecord} from '../../../src/ingest/record.ts';
import {findingsOf} from '../../../src/rules/findings/engine.ts';
import {rankOf} from '../../../src/rules/findings/finding.ts';
import {MemorySource} from '../../support/memory-source.ts';

const TRACES = new URL('../../../../shared/data/real/falcosecurity__falco/', import.meta.url);
const isHere = existsSync(TRACES);
if (!isHere) console.log('skipped: no ../shared/data/real beside the repository');

/** Trace to the finding that its name tells of; null: nothing above info but that it is an administrator. */
const EXPECTED: Readonly<Record<string, string | null>> = {
  'k8s_audit/anonymous_creates_namespace_foo': 'anonymous-allowed',
  'k8s_audit/attach_cluster_admin_role': 'cluster-admin-binding',
  'k8s_audit/attach_pod': 'attach',
  'k8s_audit/create_cluster_role_pod_exec': 'exec-role',
  'k8s_audit/create_cluster_role_wildcard_resources': 'wildcard-role',
  'k8s_audit/create_cluster_role_wildcard_verbs': 'wildcard-role',
  'k8s_audit/create_cluster_role_write_privileges': 'write-role',
  'k8s_audit/create_clusterrole': 'object-created',
  'k8s_audit/create_clusterrolebinding': 'object-created',
  'k8s_audit/create_configmap': 'object-created',
  'k8s_audit/create_configmap_no_sensitive_values': null,
  'k8s_audit/create_configmap_sensitive_values': 'credentials-in-configmap',
  'k8s_audit/create_deployment': 'object-created',
  'k8s_audit/create_kube_system_secret': 'kube-namespace-changed',
  'k8s_audit/create_kube_system_secret.older1': 'kube-namespace-changed',
  'k8s_audit/create_nginx_pod_hostnetwork': 'host-namespace',
  'k8s_audit/create_nginx_pod_no_secctx_1st_container_privileged_2nd_container': 'privileged-pod',
  'k8s_audit/create_nginx_pod_nohostnetwork': null,
  'k8s_audit/create_nginx_pod_privileged': 'privileged-pod',
  'k8s_audit/create_nginx_pod_privileged_2nd_container': 'privileged-pod',
  'k8s_audit/create_nginx_pod_sensitive_mount': 'sensitive-host-path',
  'k8s_audit/create_nginx_pod_sensitive_mount_2nd_container': 'sensitive-host-path',
  'k8s_audit/create_nginx_pod_unprivileged': null,
  'k8s_audit/create_nginx_pod_unsensitive_mount': null,
  'k8s_audit/create_nginx_service_nodeport': 'node-port',
  'k8s_audit/create_nginx_service_nonodeport': null,
  'k8s_audit/create_pod_kube_public_namespace': 'pod-in-kube-namespace',
  'k8s_audit/create_pod_kube_system_namespace': 'pod-in-kube-namespace',
  'k8s_audit/create_secret': 'object-created',
  'k8s_audit/create_secret.older1': 'object-created',
  // By a controller.
  'k8s_audit/create_service_account_token_secret': null,
  'k8s_audit/create_service_account_token_secret.older1': null,
  'k8s_audit/create_service': 'object-created',
  'k8s_audit/create_serviceaccount': 'object-created',
  'k8s_audit/create_serviceaccount_kube_public_namespace': 'kube-namespace-changed',
  'k8s_audit/create_serviceaccount_kube_system_namespace': 'kube-namespace-changed',
  'k8s_audit/delete_cluster_role_kube_aggregator': 'system-role-changed',
  'k8s_audit/delete_clusterrole': 'object-deleted',
  'k8s_audit/delete_clusterrolebinding': 'object-deleted',
  'k8s_audit/delete_configmap': 'object-deleted',
  'k8s_audit/delete_deployment': 'object-deleted',
  'k8s_audit/delete_namespace_foo': 'namespace-deleted',
  'k8s_audit/delete_secret': 'object-deleted',
  'k8s_audit/delete_secret.older1': null,
  'k8s_audit/delete_service': 'object-deleted',
  'k8s_audit/delete_serviceaccount': 'object-deleted',
  'k8s_audit/exec_pod': 'exec',
  'k8s_audit/minikube_creates_namespace_foo': 'namespace-created',
  'k8s_audit/modify_cluster_role_node_problem_detector': 'system-role-changed',
  'k8s_audit/some-user_creates_namespace_foo': 'namespace-created',
  'psp/capability_add_sys_nice': 'weakened-pod',
  'psp/capability_add_sys_time': 'weakened-pod',
  'psp/flex_volumes': 'weakened-pod',
  'psp/host_ipc': 'host-namespace',
  'psp/host_network': 'host-namespace',
  'psp/host_network_ports': 'weakened-pod',
  'psp/host_pid': 'host-namespace',
  'psp/privilege_escalation': 'weakened-pod',
  'psp/proc_mount_type_unmasked': 'weakened-pod',
  'psp/run_as_user_0_container': 'weakened-pod',
  'psp/run_as_user_0_sec_ctx': 'weakened-pod',
};

/** That is no event. */
const NONE = ['k8s_audit/fal_01_003'];

const traces = isHere
  ? ['k8s_audit', 'psp'].flatMap(folder =>
      readdirSync(new URL(folder, TRACES)).map(name => `${folder}/${name.replace(/\.json$/, '')}`),
    )
  : [];

const eventsIn = (trace: string) =>
  readFileSync(new URL(`${trace}.json`, TRACES), 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '')
    .flatMap(line => readRecord(line).items);

describe.skipIf(!isHere)('traces of Falco', () => {
  test('are all those that something is expected of, and others whose pods give up nothing', () => {
    expect(Object.keys(EXPECTED).filter(trace => !traces.includes(trace))).toEqual([]);
    const others = traces.filter(trace => EXPECTED[trace] === undefined && !NONE.includes(trace));
    expect(
      others.filter(trace => !/^psp\/(run_as_|fs_group|supplemental|read_only|proc_mount_type_default)/.test(trace)),
    ).toEqual([]);
  });

  test.each(traces.filter(trace => !NONE.includes(trace)).map(trace => [trace, EXPECTED[trace] ?? null] as const))(
    '%s: %s',
    async (trace, rule) => {
      const events = eventsIn(trace);
      expect(events.length).toBeGreaterThan(0);
      const {incidents} = await findingsOf(new MemorySource(events));
      const found = incidents.flatMap(({findings}) => findings);
      // The users of these clusters are of system:masters, whatever they do.
      const bad = found.filter(one => rankOf(one.severity) > rankOf('info') && one.rule !== 'break-glass');
      if (rule === null) expect(bad).toEqual([]);
      else expect(found.map(one => one.rule)).toContain(rule);
      // Each of several events counts.
      if (rule !== null)
        expect(found.filter(one => one.rule === rule).reduce((sum, {count}) => sum + count, 0)).toBe(events.length);
    },
  );
});
