// Which of Falco's rules for audit events a text alert is from: Falco prints the output of the rule and not its name, but each of
// the rules that come with it begins its output in words of its own.
// As falcosecurity/plugins plugins/k8saudit/rules/k8s_audit_rules.yaml at 43ec9491 has them, and every version before it.
import {messageOf} from '../../audit/alert.ts';

/** Outputs that begin with the rule's own name. */
const NAMED = [
  ...['Deployment', 'Service', 'ConfigMap', 'Namespace', 'Serviceaccount', 'Secret'],
  ...['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'],
].flatMap(kind => [`K8s ${kind} Created`, `K8s ${kind} Deleted`]);

/** What an output says before its parentheses, and its rule. */
const OUTPUTS: ReadonlyMap<string, string> = new Map([
  ...[...NAMED, 'K8s Secret Get Successfully', 'K8s Secret Get Unsuccessfully Tried'].map(
    name => [name, name] as const,
  ),
  ['K8s Operation performed by user not in allowed list of users', 'Disallowed K8s User'],
  ['Pod started with container not in allowed list', 'Create Disallowed Pod'],
  ['Pod started with privileged container', 'Create Privileged Pod'],
  ['Pod started with sensitive mount', 'Create Sensitive Mount Pod'],
  ['Pod started using host network', 'Create HostNetwork Pod'],
  ['Pod started using host pid namespace', 'Create HostPid Pod'],
  ['Pod started using host ipc namespace', 'Create HostIPC Pod'],
  ['NodePort Service Created', 'Create NodePort Service'],
  ['K8s configmap with private credential', 'Create/Modify Configmap With Private Credentials'],
  ['Request by anonymous user allowed', 'Anonymous Request Allowed'],
  ['Attach/Exec to pod', 'Attach/Exec Pod'],
  ['Portforward to pod', 'port-forward'],
  ['Ephemeral container is created in pod', 'EphemeralContainers Created'],
  ['Disallowed namespace created', 'Create Disallowed Namespace'],
  ['Pod created in kube namespace', 'Pod Created in Kube Namespace'],
  ['Service account created in kube namespace', 'Service Account Created in Kube Namespace'],
  ['System ClusterRole/Role modified or deleted', 'System ClusterRole Modified/Deleted'],
  ['Cluster Role Binding to cluster-admin role', 'Attach to cluster-admin Role'],
  ['Created Role/ClusterRole with wildcard', 'ClusterRole With Wildcard Created'],
  ['Created Role/ClusterRole with write privileges', 'ClusterRole With Write Privileges Created'],
  ['Created Role/ClusterRole with pod exec privileges', 'ClusterRole With Pod Exec Created'],
  // Before 2024 one rule looked at both kinds of roles, and one at both kinds of bindings.
  ['K8s Cluster Role Created', 'K8s Role/Clusterrole Created'],
  ['K8s Cluster Role Deleted', 'K8s Role/Clusterrole Deleted'],
  ['K8s Cluster Role Binding Created', 'K8s Role/Clusterrolebinding Created'],
  ['K8s Cluster Role Binding Deleted', 'K8s Role/Clusterrolebinding Deleted'],
  ['K8s Audit Event received', 'All K8s Audit Events'],
  ['K8s Operation performed by full admin user', 'Full K8s Administrative Access'],
  ['K8s Ingress Without TLS Cert Created', 'Ingress Object without TLS Certificate Created'],
  ['Node not in allowed list successfully joined the cluster', 'Untrusted Node Successfully Joined the Cluster'],
  [
    'Node not in allowed list tried unsuccessfully to join the cluster',
    'Untrusted Node Unsuccessfully Tried to Join the Cluster',
  ],
]);

/** The rule whose output begins as this one does, a guess: anybody may write a rule of these words. */
export function ruleOfOutput(output: string): string | undefined {
  const [, words = ''] = /^(.*?)\s*\(user=/.exec(messageOf(output)) ?? [];
  return OUTPUTS.get(words);
}

const RULES: ReadonlySet<string> = new Set(OUTPUTS.values());

/** Whether it is one of Falco's own rules for audit events. */
export const isAuditRule = (rule: string): boolean => RULES.has(rule);
