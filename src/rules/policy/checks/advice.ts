// Rules to write, as lines of YAML.

export const SENSITIVE_AT_METADATA = `- level: Metadata
  resources:
  - group: ""
    resources: ["secrets", "serviceaccounts/token"]
  - group: authentication.k8s.io
    resources: ["tokenreviews"]`;

export const SECRETS_AT_METADATA = `- level: Metadata
  resources:
  - group: ""
    resources: ["secrets"]`;

export const WAYS_IN_AT_METADATA = `- level: Metadata
  resources:
  - group: ""
    resources: ["pods/exec", "pods/attach", "pods/portforward"]`;

export const RBAC_WITH_BODIES = `- level: RequestResponse
  verbs: ["create", "update", "patch", "delete", "deletecollection"]
  resources:
  - group: rbac.authorization.k8s.io`;

/** A sentence, then the lines. */
export const before = (rule: string, sentence = 'Put this rule before it:'): string => `${sentence}\n${rule}`;
