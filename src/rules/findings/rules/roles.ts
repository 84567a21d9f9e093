// Who may do what: roles, bindings, and credentials that are handed out.
import type {Json} from '../../../audit/event.ts';
import type {QueryRule} from '../finding.ts';
import {did} from '../sample.ts';
import {NOT_COMPONENTS, NOT_DRY, NOT_SYSTEM} from './users.ts';

const ROLES = `verb:create,update,patch resource:roles,clusterroles code:2xx ${NOT_SYSTEM} ${NOT_DRY}`;
const BINDINGS = `verb:create,update,patch resource:rolebindings,clusterrolebindings code:2xx ${NOT_SYSTEM} ${NOT_DRY}`;
const RULES = 'requestObject.rules';

const MORE_ROLES = {id: 'T1098.006', name: 'Additional Container Cluster Roles'} as const;

const role = (rule: {readonly [key: string]: Json}) =>
  did('create clusterroles.rbac.authorization.k8s.io /some-role', {
    request: {kind: 'ClusterRole', rules: [{apiGroups: [''], resources: ['pods'], verbs: ['get'], ...rule}]},
  });
const binding = (name: string) =>
  did('create clusterrolebindings.rbac.authorization.k8s.io /some-binding', {
    request: {
      kind: 'ClusterRoleBinding',
      roleRef: {kind: 'ClusterRole', name},
      subjects: [{kind: 'User', name: 'eve'}],
    },
  });
const HARMLESS = role({});

export const ROLE_RULES: readonly QueryRule[] = [
  {
    kind: 'query',
    id: 'cluster-admin-binding',
    title: 'cluster-admin granted',
    severity: 'high',
    technique: MORE_ROLES,
    did: 'bound somebody to cluster-admin',
    sees: 'A RoleBinding or ClusterRoleBinding to cluster-admin that was created or changed.',
    why: 'Its subjects may do everything, in the cluster or the namespace. It is the shortest way to stay.',
    falseAlarms: 'Setting up a cluster, and tools that insist on it.',
    query: `${BINDINGS} requestObject.roleRef.name:cluster-admin`,
    needs: 'body',
    found: [binding('cluster-admin')],
    near: [binding('view')],
  },
  {
    kind: 'query',
    id: 'public-binding',
    title: 'Rights granted to everybody',
    severity: 'high',
    technique: MORE_ROLES,
    did: 'granted rights to everybody',
    sees: 'A binding whose subjects include system:anonymous, system:unauthenticated, system:authenticated or all service accounts.',
    why: 'Whoever reaches the API server, or has any login, or any pod, has these rights.',
    falseAlarms: 'Roles that only discover the API. What kubeadm join reads (cluster-info) is left out.',
    query: `${BINDINGS} requestObject.subjects.name:system:anonymous,system:unauthenticated,system:authenticated,system:serviceaccounts -(ns:kube-public name:kubeadm:bootstrap-signer-clusterinfo has:requestObject.roleRef)`,
    needs: 'body',
    found: [
      did('create clusterrolebindings.rbac.authorization.k8s.io /open', {
        request: {roleRef: {name: 'view'}, subjects: [{kind: 'Group', name: 'system:unauthenticated'}]},
      }),
    ],
    near: [binding('view')],
  },
  {
    kind: 'query',
    id: 'wildcard-role',
    title: 'Role with a wildcard',
    severity: 'high',
    technique: MORE_ROLES,
    did: 'wrote a role with a wildcard',
    sees: 'A Role or ClusterRole with * among its resources or verbs.',
    why: 'It grants what there is and what will be installed later, secrets and rights included.',
    falseAlarms: 'Operators that bring such a role. They write it once, when they are installed.',
    query: `${ROLES} (${RULES}.resources:"*" OR ${RULES}.verbs:"*")`,
    needs: 'body',
    found: [role({resources: ['*']}), role({verbs: ['*']})],
    near: [HARMLESS],
  },
  {
    kind: 'query',
    id: 'escalating-role',
    title: 'Role that can become more',
    severity: 'high',
    technique: MORE_ROLES,
    did: 'wrote a role with which one gets more rights',
    sees: 'A Role or ClusterRole with escalate, bind or impersonate, or with tokens of accounts or approving and signing certificates.',
    why: 'With any of these one can get every other right.',
    falseAlarms: 'Operators that manage access, gateways that impersonate, cert-manager.',
    query: `${ROLES} (${RULES}.verbs:escalate,bind,impersonate,approve,sign OR ${RULES}.resources:serviceaccounts/token,certificatesigningrequests/approval)`,
    needs: 'body',
    found: [
      role({verbs: ['impersonate'], resources: ['users']}),
      role({resources: ['serviceaccounts/token'], verbs: ['create']}),
    ],
    near: [HARMLESS],
  },
  {
    kind: 'query',
    id: 'exec-role',
    title: 'Role that runs commands in pods',
    severity: 'medium',
    technique: MORE_ROLES,
    did: 'wrote a role that runs commands in pods',
    sees: 'pods/exec, pods/attach, pods/ephemeralcontainers or nodes/proxy in a Role or ClusterRole.',
    why: 'Its subjects have what the pods have: service accounts, secrets, network.',
    falseAlarms: 'Roles for developers in their own namespaces.',
    query: `${ROLES} ${RULES}.resources:pods/exec,pods/attach,pods/ephemeralcontainers,nodes/proxy`,
    needs: 'body',
    found: [role({resources: ['pods/exec'], verbs: ['create']})],
    near: [HARMLESS],
  },
  {
    kind: 'query',
    id: 'secrets-role',
    title: 'Role that reads secrets',
    severity: 'medium',
    technique: {id: 'T1552.007', name: 'Container API'},
    did: 'wrote a role that reads secrets',
    sees: 'A Role or ClusterRole with get, list or watch on secrets.',
    why: 'list and watch show the contents too, and tokens in them are more rights.',
    falseAlarms: 'Operators and ingress controllers read the secrets of their namespaces.',
    query: `${ROLES} ${RULES}.resources:secrets ${RULES}.verbs:get,list,watch`,
    needs: 'body',
    found: [role({resources: ['pods', 'secrets'], verbs: ['list']})],
    near: [HARMLESS],
  },
  {
    kind: 'query',
    id: 'write-role',
    title: 'Role that changes things',
    severity: 'info',
    technique: MORE_ROLES,
    did: 'wrote a role that changes things',
    sees: 'A Role or ClusterRole with create, update, patch, delete or deletecollection.',
    why: 'Who may change what, and since when.',
    falseAlarms: 'Nearly every installation writes such roles.',
    query: `${ROLES} ${RULES}.verbs:create,update,patch,delete,deletecollection`,
    needs: 'body',
    found: [role({verbs: ['delete']})],
    near: [HARMLESS],
  },
  {
    kind: 'query',
    id: 'system-role-changed',
    title: 'Role of the system changed',
    severity: 'high',
    technique: MORE_ROLES,
    did: 'changed a role of the system',
    sees: 'A Role or ClusterRole named system:… that somebody other than the system changed or deleted.',
    why: 'Nobody looks at these. The API server puts back what is missing, but what was added stays.',
    falseAlarms: 'Upgrades by kubeadm, and cloud providers that add roles of this name.',
    query: `verb:update,patch,delete,deletecollection resource:roles,clusterroles name:system:* code:2xx ${NOT_SYSTEM}`,
    found: [
      did('patch clusterroles.rbac.authorization.k8s.io /system:node'),
      did('delete clusterroles.rbac.authorization.k8s.io /system:node'),
    ],
    near: [
      did('patch clusterroles.rbac.authorization.k8s.io /system:node', {user: 'system:apiserver'}),
      did('patch clusterroles.rbac.authorization.k8s.io /edit'),
    ],
  },
  {
    kind: 'query',
    id: 'token-created',
    title: 'Token made for a service account',
    severity: 'medium',
    technique: {id: 'T1528', name: 'Steal Application Access Token'},
    did: 'had a token made for a service account',
    sees: 'A TokenRequest (kubectl create token) by somebody outside of Kubernetes itself.',
    why: 'Whoever has the token is the account, from anywhere, until it expires.',
    falseAlarms: 'Gateways, Vault, Argo CD and CI systems do this all the time. Allow their users.',
    query: `verb:create resource:serviceaccounts sub:token code:2xx ${NOT_COMPONENTS}`,
    found: [did('create serviceaccounts/token shop/deployer')],
    near: [did('create serviceaccounts/token shop/deployer', {user: 'system:node:worker-1'})],
  },
  {
    kind: 'query',
    id: 'token-secret',
    title: 'Token that never expires',
    severity: 'medium',
    technique: {id: 'T1528', name: 'Steal Application Access Token'},
    did: 'had a token made that never expires',
    sees: 'A Secret of type kubernetes.io/service-account-token created by somebody outside of Kubernetes itself.',
    why: 'Such a token never expires and belongs to no pod.',
    falseAlarms: 'Tools outside of the cluster that cannot log in otherwise.',
    query: `verb:create resource:secrets code:2xx ${NOT_COMPONENTS} requestObject.type:kubernetes.io/service-account-token ${NOT_DRY}`,
    needs: 'body',
    found: [did('create secrets shop/t', {request: {kind: 'Secret', type: 'kubernetes.io/service-account-token'}})],
    near: [did('create secrets shop/t', {request: {kind: 'Secret', type: 'Opaque'}})],
  },
  {
    kind: 'query',
    id: 'client-certificate',
    title: 'Client certificate asked for',
    severity: 'medium',
    technique: {id: 'T1649', name: 'Steal or Forge Authentication Certificates'},
    did: 'asked for a certificate to log in with',
    sees: 'A CertificateSigningRequest for a client (kubernetes.io/kube-apiserver-client) by somebody outside of Kubernetes itself.',
    why: 'The certificate is a login in any name that was asked for, and cannot be revoked before it expires.',
    falseAlarms: 'Giving people access.',
    query: `verb:create resource:certificatesigningrequests code:2xx -user:system:bootstrap:* ${NOT_COMPONENTS} requestObject.spec.signerName:kubernetes.io/kube-apiserver-client ${NOT_DRY}`,
    needs: 'body',
    found: [
      did('create certificatesigningrequests.certificates.k8s.io /eve', {
        request: {spec: {signerName: 'kubernetes.io/kube-apiserver-client'}},
      }),
    ],
    near: [
      did('create certificatesigningrequests.certificates.k8s.io /n', {
        user: 'system:node:n',
        request: {spec: {signerName: 'kubernetes.io/kubelet-serving'}},
      }),
    ],
  },
  {
    kind: 'query',
    id: 'certificate-approved',
    title: 'Certificate approved by hand',
    severity: 'medium',
    technique: {id: 'T1649', name: 'Steal or Forge Authentication Certificates'},
    did: 'approved a certificate',
    sees: 'A CertificateSigningRequest approved by somebody outside of Kubernetes itself.',
    why: 'It lets in whoever it names: a node or a client.',
    falseAlarms: 'Giving people access, joining nodes by hand, and controllers of cloud providers.',
    query: `verb:update,patch resource:certificatesigningrequests sub:approval code:2xx ${NOT_COMPONENTS}`,
    found: [did('update certificatesigningrequests.certificates.k8s.io/approval /eve')],
    near: [
      did('update certificatesigningrequests.certificates.k8s.io/approval /n', {
        user: 'system:serviceaccount:kube-system:certificate-controller',
      }),
    ],
  },
];
