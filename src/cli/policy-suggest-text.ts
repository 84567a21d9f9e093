// What `policy suggest` prints for people: each suggestion with what it saves, what it loses, and the YAML to paste.
import {bytesText, counted, grouped} from '../audit/numbers.ts';
import {redactValue} from '../audit/redact.ts';
import {visible} from '../audit/visible.ts';
import {ruleYaml} from '../rules/policy/profiles-print.ts';
import type {Loss, Suggestion, Suggestions} from '../rules/policy/suggest.ts';
import type {LoadedPolicy} from './policy-file.ts';
import {amountText, shareText} from './policy-simulate-text.ts';
import {wrapLine} from './policy-wrap.ts';

/** Of what is lost, so much is named. */
const NAMED = 3;

const shown = (text: string): string => visible(redactValue(text));

/** `get services by system:apiserver (92), … and 3 more`. */
function lossText(losses: readonly Loss[]): string {
  const named = losses
    .slice(0, NAMED)
    .map(
      ({user, verb, resource, events}) => `${shown(verb)} ${shown(resource)} by ${shown(user)} (${grouped(events)})`,
    );
  const rest = losses.length - named.length;
  return `${named.join(', ')}${rest > 0 ? ` and ${grouped(rest)} more` : ''}`;
}

const isServiceAccount = ({user}: Loss): boolean => user.startsWith('system:serviceaccount:');

/** What nobody would know any more: sentences. */
export function losesText({kind, losses, unfinished = 0}: Suggestion): readonly string[] {
  switch (kind) {
    case 'drop':
      return [
        `loses ${lossText(losses)}; all of them reads, none failed`,
        ...(losses.some(isServiceAccount)
          ? ['whoever steals the token of such a service account reads this unseen, too']
          : []),
      ];
    case 'lower':
      return [`loses no event, but the bodies of ${lossText(losses)}`];
    case 'managedFields':
      return [`loses which manager set which field, of ${lossText(losses)}; Kubernetes 1.23 and later`];
    case 'stage':
      return [
        unfinished === 0
          ? 'loses when requests arrived that never ended; there is none in this log'
          : `loses all of ${counted(unfinished, 'request')} of this log that never ended: a crash shows by them`,
      ];
  }
}

export function titleOf({kind, rule}: Suggestion): string {
  const who = [...(rule?.users ?? []), ...(rule?.userGroups ?? [])].map(shown).join(', ');
  const verbs = rule?.verbs?.map(shown).join(', ') ?? '';
  switch (kind) {
    case 'drop':
      return `drop ${verbs} of ${who}`;
    case 'lower':
      return `no bodies for ${verbs} of ${who}`;
    case 'managedFields':
      return 'leave managedFields out of bodies';
    case 'stage':
      return 'leave stage RequestReceived out';
  }
}

/** What is to be pasted. */
export const yamlOf = ({kind, rule}: Suggestion): string =>
  kind === 'stage'
    ? 'omitStages: ["RequestReceived"]'
    : kind === 'managedFields'
      ? 'omitManagedFields: true'
      : ruleYaml(rule!, '  ');

function placeOf({kind, before}: Suggestion, policy: LoadedPolicy | undefined): string {
  if (kind === 'stage' || kind === 'managedFields') return 'beside rules:, at the top of the policy';
  if (policy === undefined) return 'before the rule that logs it now';
  const {rules} = policy.policy;
  const rule = rules[before ?? 0];
  return rule === undefined
    ? 'after the last rule'
    : `before rule ${(before ?? 0) + 1}, ${visible(policy.file)}:${rule.at.line}`;
}

export function suggestionsText(
  {suggestions, log, left}: Suggestions,
  policy: LoadedPolicy | undefined,
  limit: number,
  width?: number,
): string {
  const fit = (line: string) => wrapLine(line, width, 3).join('\n');
  const blocks = suggestions.slice(0, limit).flatMap((one, i) => {
    const events = one.events > 0 ? `${counted(one.events, 'event')}, ` : '';
    const size = amountText({bytes: one.bytes, approx: one.approx, atLeast: false});
    return [
      fit(`${i + 1}. ${titleOf(one)}: saves ${events}${size}, ${shareText(one.bytes, log.bytes)} of the bytes`),
      ...losesText(one).map(line => fit(`   ${line}`)),
      fit(`   ${placeOf(one, policy)}:`),
      // Whole, so that it can be copied.
      ...yamlOf(one)
        .split('\n')
        .map(line => `     ${line}`),
      '',
    ];
  });
  const rest = suggestions.length - limit;
  const gone = 1 - left.bytes / log.bytes;
  return [
    ...blocks,
    ...(rest > 0 ? [fit(`${counted(rest, 'more suggestion')}; --limit 0 shows all`)] : []),
    fit(
      `with ${suggestions.length === 1 ? 'it' : `all ${grouped(suggestions.length)}`}: ${grouped(left.events)} of ${counted(log.events, 'event')} stay, ${left.approx ? '≈' : ''}${bytesText(left.bytes)} of ${bytesText(log.bytes)} (−${(gone * 100).toFixed(1)}%)`,
    ),
    fit('never dropped: writes, failures, secrets, tokens, exec and the like, RBAC, people, anonymous'),
    '',
  ].join('\n');
}
