// Where policy and log usually are, for what a fix puts there.
import {PROFILES} from '../../rules/policy/profiles.ts';
import {policyYaml} from '../../rules/policy/profiles-print.ts';
import type {Facts} from '../facts.ts';
import type {PlaceId} from '../places.ts';

type Usual = {readonly policy: string; readonly log: string};

const KUBERNETES: Usual = {policy: '/etc/kubernetes/audit-policy.yaml', log: '/var/log/kubernetes/audit/audit.log'};

const USUAL: Readonly<Partial<Record<PlaceId, Usual>>> = {
  rke2: {policy: '/etc/rancher/rke2/audit-policy.yaml', log: '/var/lib/rancher/rke2/server/logs/audit.log'},
  k3s: {policy: '/var/lib/rancher/k3s/server/audit.yaml', log: '/var/lib/rancher/k3s/server/logs/audit.log'},
  microk8s: {policy: '/var/snap/microk8s/current/args/audit-policy.yaml', log: KUBERNETES.log},
  k0s: {policy: '/etc/k0s/audit-policy.yaml', log: '/var/log/k0s/audit.log'},
  rke1: {policy: KUBERNETES.policy, log: '/var/log/kube-audit/audit-log.json'},
};

export const usualPaths = ({server}: Facts): Usual =>
  (server === undefined ? undefined : USUAL[server.place]) ?? KUBERNETES;

/** Rotation as distributions that turn auditing on have it: at most 1.1 GB, at most a month. */
export const USUAL_ROTATION = {
  'audit-log-maxage': '30',
  'audit-log-maxbackup': '10',
  'audit-log-maxsize': '100',
} as const;

/** A policy to begin with. */
export const newPolicy = (): string => {
  const recommended = PROFILES.find(({name}) => name === 'recommended');
  return recommended === undefined ? '' : policyYaml(recommended.policy);
};

/** The same for a shell. */
export const INIT = 'audit-tui policy init --profile recommended';
