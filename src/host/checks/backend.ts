// Checks of how events are handed over: modes, batches, truncation, and the webhook.
import type {Facts} from '../facts.ts';
import {isOn} from '../flags.ts';
import {inForce, saidFlag} from '../read-flags.ts';
import {indices, readYaml, textAt} from '../yaml.ts';
import {type CheckSpec, failed, type Outcome, sound, unread, unsure, warning} from './check.ts';
import {needsMounts} from './policy-place.ts';

function logMode({flags, log}: Facts): Outcome | undefined {
  if (log === undefined) return undefined;
  switch (inForce(flags, 'audit-log-mode')) {
    case 'batch':
      return warning(
        `--audit-log-mode is batch: events wait in memory, are dropped when more than ${inForce(flags, 'audit-log-batch-buffer-size')} are waiting, and are lost in a crash`,
        {edits: [{kind: 'flag', name: 'audit-log-mode', value: 'blocking'}]},
      );
    case 'blocking-strict':
      return warning(
        '--audit-log-mode is blocking-strict: when the log cannot be written, as on a full disk, requests fail with 500',
        {
          todo: 'Keep it only where no request may go unrecorded, and watch the free space',
        },
      );
    default:
      return sound('Each event is written before its request continues');
  }
}

function truncation({flags, log, webhook}: Facts): Outcome | undefined {
  const cut = [
    ...(log !== undefined && isOn(inForce(flags, 'audit-log-truncate-enabled') ?? '') ? ['log' as const] : []),
    ...(webhook !== undefined && isOn(inForce(flags, 'audit-webhook-truncate-enabled') ?? '')
      ? ['webhook' as const]
      : []),
  ];
  if (log === undefined && webhook === undefined) return undefined;
  if (cut.length === 0) return sound('Big events keep their bodies');
  const size = inForce(flags, `audit-${cut[0]!}-truncate-max-event-size`);
  return warning(
    `Events of more than ${size} bytes lose both bodies (--audit-${cut[0]!}-truncate-enabled), and are dropped if that does not help`,
    {
      todo: 'Such events have the annotation audit.k8s.io/truncated: truncated:true finds them',
      ...(cut.includes('log') && saidFlag(flags, 'audit-log-truncate-enabled') !== undefined
        ? {edits: [{kind: 'flag' as const, name: 'audit-log-truncate-enabled', value: 'false'}]}
        : {}),
    },
  );
}

/** A kubeconfig as a webhook has it, but for the address. */
const KUBECONFIG = [
  'apiVersion: v1',
  'kind: Config',
  'clusters:',
  '- name: audit',
  '  cluster:',
  '    server: https://ADDRESS/PATH',
  'users:',
  '- name: audit',
  'contexts:',
  '- name: audit',
  '  context:',
  '    cluster: audit',
  '    user: audit',
  'current-context: audit',
];

function webhookConfig(facts: Facts): Outcome | undefined {
  const {webhook} = facts;
  if (webhook === undefined) return undefined;
  const {path, mapped, stat, text, nodePath} = webhook;
  if (mapped.kind === 'container') {
    return failed(`${path}, the configuration of the webhook, is not mounted: the API server does not start`, {
      todo: `Put a kubeconfig at ${path} on the node before mounting it`,
      edits: needsMounts(facts)
        ? [{kind: 'mount', name: 'audit-webhook', hostPath: path, mountPath: path, type: 'File', readOnly: true}]
        : [],
    });
  }
  if (mapped.kind === 'volume' || nodePath === undefined)
    return unsure(`${path} comes from a volume that cannot be examined here`);
  if (stat?.ok === false && stat.why === 'denied')
    return unread(`${nodePath} cannot be read by this user: run audit-tui with sudo`);
  if (stat?.ok !== true || stat.value.kind !== 'file') {
    return failed(`${nodePath}, the configuration of the webhook, does not exist: the API server does not start`, {
      elsewhere: {where: nodePath, lines: KUBECONFIG},
    });
  }
  if (text === undefined) return unread(`${nodePath} cannot be read by this user: run audit-tui with sudo`);
  const yaml = readYaml(text)[0];
  const servers =
    yaml === undefined
      ? []
      : indices(yaml, ['clusters']).map(i => textAt(yaml, ['clusters', i, 'cluster', 'server']) ?? '');
  const server = servers.find(url => /^https?:\/\//.test(url));
  if (server === undefined) {
    return failed(
      `${nodePath} is not a kubeconfig that names a server: the API server does not start, or sends events nowhere`,
      {
        elsewhere: {where: nodePath, lines: KUBECONFIG},
      },
    );
  }
  return sound(`Events go to a webhook (${server.replace(/\/\/[^/@]*@/, '//').replace(/[?#].*$/, '')})`);
}

function webhookMode({flags, webhook}: Facts): Outcome | undefined {
  if (webhook === undefined) return undefined;
  switch (inForce(flags, 'audit-webhook-mode')) {
    case 'blocking':
      return warning('--audit-webhook-mode is blocking: every request waits for the webhook, and is slow when it is', {
        edits: [{kind: 'flag', name: 'audit-webhook-mode', value: 'batch'}],
      });
    case 'blocking-strict':
      return warning(
        '--audit-webhook-mode is blocking-strict: when the webhook does not answer, requests fail with 500',
        {
          todo: 'Keep it only where no request may go unrecorded, and run the webhook as reliably as the API server itself',
        },
      );
    default:
      return batches(flags);
  }
}

/** With throttling off, or set to nothing, the buffer alone decides. */
function batches(flags: Facts['flags']): Outcome {
  const value = (name: string) => inForce(flags, `audit-webhook-batch-${name}`) ?? '';
  const buffer = `events are dropped when more than ${value('buffer-size')} wait`;
  if (!isOn(value('throttle-enable'))) return sound(`The webhook receives batches; ${buffer}`);
  const rate = Number(value('throttle-qps')) * Number(value('max-size'));
  return sound(`The webhook receives batches, at most ${rate.toLocaleString('en-US')} events a second; ${buffer}`);
}

export const BACKEND_CHECKS = [
  {
    id: 'log-mode',
    about: 'log',
    question: 'Does the log record every event?',
    severity: 'warning',
    why: 'In batch mode events wait in memory, and are dropped when there are too many. With blocking-strict, requests fail instead.',
    remedy: 'Leave --audit-log-mode at its default, blocking.',
    check: logMode,
  },
  {
    id: 'truncation',
    about: 'log',
    question: 'Do big events keep their bodies?',
    severity: 'warning',
    why: 'With truncation on, an event above the limit loses requestObject and responseObject, although its level still says RequestResponse.',
    remedy: 'Turn it off for the log; for a webhook, set the limit that its receiver has.',
    check: truncation,
  },
  {
    id: 'webhook-config',
    about: 'webhook',
    question: 'Does the webhook’s configuration exist?',
    severity: 'failed',
    why: 'kube-apiserver exits at startup if it cannot read the kubeconfig of its webhook.',
    remedy: 'Put a kubeconfig there, and mount it.',
    check: webhookConfig,
  },
  {
    id: 'webhook-mode',
    about: 'webhook',
    question: 'Do requests go on without waiting for the webhook?',
    severity: 'warning',
    why: 'A blocking webhook makes every request as slow as the webhook. In batch mode, events are dropped when it is slow.',
    remedy: 'Set --audit-webhook-mode=batch, and raise --audit-webhook-batch-buffer-size if drops are reported.',
    check: webhookMode,
  },
] as const satisfies readonly CheckSpec[];
