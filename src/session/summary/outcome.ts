// How a request went, and what the authorizer decided and why.
import {type AuditEvent, DECISION, type Json, REASON} from '../../audit/event.ts';
import {visible} from '../../audit/visible.ts';
import {bodyLines, segmentsOf} from '../body/body.ts';
import {type Span, span} from '../line.ts';
import {meaningOf} from './http.ts';
import {fieldRow, pathRow, type Row, row, shown} from './rows.ts';
import {tookOf, tookWords} from './sentence.ts';

function codeStyle(code: number): Span['style'] {
  if (code >= 500) return 'error';
  return code >= 400 ? 'warn' : 'ok';
}

export function result(event: AuditEvent): readonly Row[] {
  const {code, reason, message, status, details} = event.responseStatus ?? {};
  const took = tookOf(event);
  const meaning = code === undefined ? undefined : meaningOf(code);
  const codeRow: readonly Row[] =
    code === undefined
      ? []
      : [
          {
            ...row(
              'Code',
              span(visible(String(code)), codeStyle(code)),
              ...(meaning === undefined ? [] : [span(` ${meaning}`)]),
            ),
            field: 'responseStatus.code',
            raw: String(code),
          },
        ];
  return [
    ...codeRow,
    ...pathRow('Status', ['responseStatus', 'status'], status),
    ...fieldRow('Reason', 'responseStatus.reason', reason),
    ...fieldRow('Message', 'responseStatus.message', message),
    ...(details === undefined ? [] : detailRows(details)),
    ...(took === undefined ? [] : [{...row('Took', span(tookWords(took))), field: 'took' as const, raw: String(took)}]),
  ];
}

const detailRows = (details: Json): readonly Row[] =>
  bodyLines(details, {format: 'yaml', folded: new Set(), unfolded: new Set()}).map(({line, path}, i) => ({
    ...row(i === 0 ? 'Details' : '', ...line),
    path: ['responseStatus', 'details', ...segmentsOf(path)],
  }));

export function decision(event: AuditEvent): readonly Row[] {
  const decided = event.annotations?.[DECISION];
  const reason = event.annotations?.[REASON];
  if (decided === undefined && reason === undefined) {
    const why = event.stage === 'RequestReceived' ? 'not decided yet at this stage' : 'the authorizer decided nothing';
    return [{...row('Decision', span(why, 'dim')), field: 'decision', raw: ''}];
  }
  const style = decided === 'forbid' ? 'error' : 'ok';
  const decisionRow: Row = {
    ...row('Decision', shown(decided ?? 'not logged', style)),
    field: 'decision',
    raw: decided ?? '',
  };
  const label = decided === 'forbid' ? 'Because' : 'Allowed by';
  const silent = 'no reason given: a member of system:masters, or an authorizer that gives none';
  return [
    decisionRow,
    ...(reason ? [{...row(label, ...reasonSpans(reason)), field: 'authorizationReason' as const, raw: reason}] : []),
    ...(reason || decided === 'forbid'
      ? []
      : [{...row(label, span(silent, 'dim')), field: 'authorizationReason' as const, raw: ''}]),
  ];
}

/** RBAC: allowed by ClusterRoleBinding "x" of ClusterRole "y" to User "z" */
const RBAC =
  /^RBAC: allowed by ((?:Cluster)?RoleBinding) "(.*)" of ((?:Cluster)?Role) "(.*)" to (User|Group|ServiceAccount) "(.*)"$/s;

function reasonSpans(reason: string): readonly Span[] {
  const match = RBAC.exec(reason);
  if (match === null) return [shown(reason)];
  const [, bindingKind, binding, roleKind, role, subjectKind, subject] = match as unknown as readonly string[];
  return [
    span(`${bindingKind} `, 'dim'),
    shown(binding!, 'accent'),
    span(` of ${roleKind} `, 'dim'),
    shown(role!, 'accent'),
    span(` to ${subjectKind} `, 'dim'),
    shown(subject!, 'accent'),
  ];
}
