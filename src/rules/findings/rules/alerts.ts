// What Falco says: its alerts are among the events where they were opened too.
import {alertTitle} from '../../../audit/alert.ts';
import type {AuditEvent} from '../../../audit/event.ts';
import type {QueryRule} from '../finding.ts';
import {did} from '../sample.ts';

/** Where nothing of Kubernetes is named, at least the node. */
function saidBy({alert, user, objectRef}: AuditEvent): string {
  if (alert === undefined) return '';
  const {hostname} = alert;
  const isNameless = user.username === undefined && objectRef?.name === undefined;
  return `${alertTitle(alert)}${isNameless && hostname !== undefined ? ` on ${hostname}` : ''}`;
}

export const ALERT_RULES: readonly QueryRule[] = [
  {
    kind: 'query',
    id: 'falco-alert',
    title: 'Severe alert of Falco',
    severity: 'high',
    did: 'is named in a severe alert of Falco',
    text: saidBy,
    sees: 'An alert of Falco of priority Critical or above, if its alerts were opened too.',
    why: 'Falco saw it happen: system calls on a node, or a request.',
    falseAlarms: 'Those of Falco’s rule.',
    query: 'stage:Alert priority:critical..',
    found: [{...did('get pods shop/web'), stage: 'Alert', alert: {priority: 'Critical', rule: 'Some rule'}}],
    near: [{...did('get pods shop/web'), stage: 'Alert', alert: {priority: 'Error', rule: 'Some rule'}}],
  },
  {
    kind: 'query',
    id: 'falco-warning',
    title: 'Warning of Falco',
    severity: 'low',
    did: 'is named in a warning of Falco',
    text: saidBy,
    sees: 'An alert of Falco of priority Warning or Error, if its alerts were opened too.',
    why: 'It may explain what else is found about this user or pod.',
    falseAlarms: 'Those of Falco’s rule. Rules that nobody has tuned give many.',
    query: 'stage:Alert priority:warning,error',
    found: [
      {...did('get pods shop/web'), stage: 'Alert', alert: {priority: 'Warning', rule: 'Some rule'}},
      {...did('get pods shop/web'), stage: 'Alert', alert: {priority: 'Error', rule: 'Some rule'}},
    ],
    near: [
      {...did('get pods shop/web'), stage: 'Alert', alert: {priority: 'Critical', rule: 'Some rule'}},
      {...did('get pods shop/web'), stage: 'Alert', alert: {priority: 'Notice', rule: 'Some rule'}},
    ],
  },
];
