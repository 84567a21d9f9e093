// PRESETS: one row a kind of noise, as the query of what is hidden. None hides a failure, nor who reads secrets: what a
// responder looks for stays. Each names the codes that it hides, so that a request which never got one stays, and hides no panic
// whatever its code. To add one: a row.
import type {SavedFilter} from '../config/config.ts';

export const PRESETS = [
  {
    name: 'leases',
    doc: 'Leader election and node heartbeats by system users, through leases.',
    query: 'resource:leases user:system:* -user:system:anonymous code:100..399 -stage:Panic',
  },
  {
    name: 'health checks',
    doc: 'Probes of healthz, livez, readyz, and requests for version and metrics.',
    query: String.raw`path:/^\/(healthz|livez|readyz|version|metrics)(\/|$)/ code:100..399 -stage:Panic`,
  },
  {
    name: 'node status',
    doc: 'Kubelets that read their node and report its status.',
    query: 'user:system:node:* resource:nodes verb:get,patch,update code:100..399 -stage:Panic',
  },
  {
    name: 'system reads',
    doc: 'Reads by the control plane, kubelets and kube-system, but not of secrets.',
    query:
      'user:system:kube-*,system:apiserver,system:node:*,system:serviceaccount:kube-system:* verb:get,list,watch -resource:secrets code:100..399 -stage:Panic',
  },
  {
    name: 'watches',
    doc: 'Watches by anybody, but not of secrets.',
    query: 'verb:watch -resource:secrets code:100..399 -stage:Panic',
  },
  {
    name: 'discovery',
    doc: 'Clients that ask which resources and schemas there are.',
    query: String.raw`verb:get -has:resource path:/^\/(api|apis|openapi)(\/|$)/ code:100..399 -stage:Panic`,
  },
] as const satisfies readonly SavedFilter[];

/** Markdown: one row a preset. */
export const presetsTable = (): string =>
  [
    '| preset | hides | query |',
    '|---|---|---|',
    ...PRESETS.map(({name, doc, query}) => `| ${name} | ${doc} | \`${query.replaceAll('|', '\\|')}\` |`),
  ].join('\n');
