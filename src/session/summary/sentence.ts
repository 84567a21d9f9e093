// One event as one plain sentence: who did what to what, and how it ended.
import {alertTitle, messageOf} from '../../audit/alert.ts';
import {type Alert, type AuditEvent, DECISION, type Json, type UserInfo} from '../../audit/event.ts';
import {fieldOf} from '../../audit/fields.ts';
import {formatTook} from '../../audit/time.ts';
import {visible} from '../../audit/visible.ts';
import {shortMeaning} from './http.ts';
import {isNamespaced, singular, withArticle} from './nouns.ts';
import {type Phrase, phraseOf} from './phrases.ts';
import {paramOf, parseTarget, type RequestTarget} from './uri.ts';

/** `31 ms`; longer ones keep their compact form, `12m30s`. */
export const tookWords = (micros: number): string => formatTook(micros).replace(/^([\d.]+)(µs|ms|s)$/, '$1 $2');

export function tookOf(event: AuditEvent): number | undefined {
  const took = fieldOf('took').read(event);
  return typeof took === 'number' ? took : undefined;
}

/** A name with blanks in it could pass for the rest of the sentence. */
export const quotedName = (name: string): string => (/\s/u.test(name) ? JSON.stringify(name) : name);

const text = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const member = (value: Json | undefined, key: string): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as {readonly [key: string]: Json})[key]
    : undefined;

/** Also of a create whose name the API server made up: then only the response tells. */
export const nameOf = (event: AuditEvent): string | undefined =>
  text(event.objectRef?.name) ??
  (event.verb === 'create' ? text(member(member(event.responseObject, 'metadata'), 'name')) : undefined);

export const didNotAuthenticate = (event: AuditEvent): boolean =>
  !event.user.username && event.responseStatus?.code === 401;

function subject(event: AuditEvent): string {
  const as = asWhom(event.impersonatedUser);
  if (event.user.username) return quotedName(event.user.username) + as;
  return (didNotAuthenticate(event) ? 'someone who failed to authenticate' : 'someone unknown') + as;
}

const asWhom = (user: UserInfo | undefined): string =>
  user === undefined ? '' : ` (as ${user.username ? quotedName(user.username) : 'a user without a name'})`;

function objectOf(event: AuditEvent, phrase: Phrase): string {
  const {resource = 'something', namespace} = event.objectRef ?? {};
  const name = nameOf(event);
  const place = namespace && resource !== 'namespaces' ? ` in ${quotedName(namespace)}` : '';
  if (phrase.object === 'none') return place;
  const noun = phrase.object === 'serviceaccount' ? 'service account' : singular(resource);
  if (name !== undefined) return ` ${noun} ${quotedName(name)}${place}`;
  if (event.verb === 'create') return ` ${withArticle(noun)}${place}`;
  const everywhere = place === '' && isNamespaced(resource) ? ' in all namespaces' : '';
  return ` ${resource}${place}${everywhere}`;
}

/** What was done, in the past tense and as "tried to …". */
function deed(event: AuditEvent, target: RequestTarget): {readonly past: string; readonly infinitive: string} {
  if (event.objectRef === undefined) {
    const what = `${(event.verb ?? '').toUpperCase()} ${quotedName(target.path)}`.trim() || 'something';
    return {past: `requested ${what}`, infinitive: `request ${what}`};
  }
  const phrase = phraseOf(event, target);
  const dryRun = paramOf(target, 'dryRun') ? ' (dry run)' : '';
  const rest = `${objectOf(event, phrase)}${dryRun}${phrase.more ?? ''}`;
  return {past: phrase.past + rest, infinitive: phrase.infinitive + rest};
}

const listed = (...parts: readonly (string | undefined)[]): string =>
  parts.filter(part => part !== undefined && part !== '').join(', ');

/** How long it took, in the words of what the stage means. */
function duration(event: AuditEvent): string | undefined {
  const took = tookOf(event);
  if (took === undefined) return undefined;
  if (event.stage === 'ResponseStarted' && (event.responseStatus?.code ?? 0) < 400) {
    return `began after ${tookWords(took)}`;
  }
  return event.verb === 'watch' ? `ended after ${tookWords(took)}` : tookWords(took);
}

/** `Falco: Terminal shell in container (Notice): A shell was spawned …`; a text alert is called by what it says already. */
function alertSentence(alert: Alert): string {
  const said = alert.rule === undefined || alert.output === undefined ? '' : `: ${messageOf(alert.output)}`;
  return visible(`Falco: ${alertTitle(alert)}${said}`);
}

/**
 * `alice@example.com deleted pod webapp-pod in prod-namespace: allowed, 200, 31 ms`. Safe for a terminal, on one line.
 * `answered`: whether a later stage of the request is known, for an event that is only its beginning.
 */
export function sentence(event: AuditEvent, answered = false): string {
  if (event.alert !== undefined) return alertSentence(event.alert);
  const {past, infinitive} = deed(event, parseTarget(event.requestURI ?? ''));
  const who = subject(event);
  const code = event.responseStatus?.code;
  const took = duration(event);
  const join = past.includes(': ') ? '; ' : ': ';
  const tried = (how: string) => visible(`${who} tried to ${infinitive}${join}${listed(how, took)}`);
  if (event.stage === 'RequestReceived') {
    return visible(`${who} asked to ${infinitive}${join}${answered ? 'received' : 'received, never answered'}`);
  }
  if (event.stage === 'Panic') return tried('the API server panicked');
  const decision = event.annotations?.[DECISION];
  if (code === 401) return tried('was not let in, 401');
  if (code === 403 || decision === 'forbid') {
    return tried(decision === 'allow' ? `authorized, but was refused, ${code}` : `was refused, ${code ?? 'no code'}`);
  }
  if (code !== undefined && code >= 400) return tried(`failed, ${shortMeaning(code)}`);
  const outcome = decision === 'allow' ? 'allowed' : 'answered';
  return visible(`${who} ${past}${join}${listed(outcome, code === undefined ? undefined : String(code), took)}`);
}
