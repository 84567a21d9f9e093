// AUDIT_FLAGS: one row an --audit-* flag of kube-apiserver, with its default by version and what it may be.
// As kubernetes/apiserver pkg/server/options/audit.go on the release branches up to 1.36.
import {parseDuration} from '../audit/time.ts';
import {isSince, type Version} from './version.ts';

export type FlagKind = 'path' | 'number' | 'float' | 'switch' | 'duration' | 'word';

export type AuditFlag = {
  /** Without dashes. */
  readonly name: string;
  readonly kind: FlagKind;
  /** Up to 1.35, or always. */
  readonly fallback: string;
  /** The default since 1.36. */
  readonly fallback136?: string;
  readonly choices?: readonly string[];
  /** Of a number: a negative one is refused. */
  readonly isNatural?: true;
  /** Minor version of the first and of the last release that knows it. */
  readonly since?: number;
  readonly until?: number;
};

/** v1 alone since 1.24. */
const VERSIONS = ['audit.k8s.io/v1', 'audit.k8s.io/v1beta1', 'audit.k8s.io/v1alpha1'] as const;
const MODES = ['batch', 'blocking', 'blocking-strict'] as const;

/** Flags that the log and the webhook have alike. */
const backend = (
  prefix: 'log' | 'webhook',
  [mode, maxSize, maxWait, throttle, qps, burst]: readonly [string, string, string, string, string, string],
): readonly AuditFlag[] => [
  {name: `audit-${prefix}-mode`, kind: 'word', fallback: mode, choices: MODES},
  {name: `audit-${prefix}-version`, kind: 'word', fallback: 'audit.k8s.io/v1', choices: VERSIONS},
  {name: `audit-${prefix}-batch-buffer-size`, kind: 'number', fallback: '10000'},
  {name: `audit-${prefix}-batch-max-size`, kind: 'number', fallback: maxSize},
  {name: `audit-${prefix}-batch-max-wait`, kind: 'duration', fallback: maxWait},
  {name: `audit-${prefix}-batch-throttle-enable`, kind: 'switch', fallback: throttle},
  {name: `audit-${prefix}-batch-throttle-qps`, kind: 'float', fallback: qps},
  {name: `audit-${prefix}-batch-throttle-burst`, kind: 'number', fallback: burst},
  {name: `audit-${prefix}-truncate-enabled`, kind: 'switch', fallback: 'false'},
  {name: `audit-${prefix}-truncate-max-batch-size`, kind: 'number', fallback: '10485760'},
  {name: `audit-${prefix}-truncate-max-event-size`, kind: 'number', fallback: '102400'},
];

export const AUDIT_FLAGS: readonly AuditFlag[] = [
  {name: 'audit-policy-file', kind: 'path', fallback: ''},
  {name: 'audit-log-path', kind: 'path', fallback: ''},
  {name: 'audit-log-maxage', kind: 'number', fallback: '0', fallback136: '366', isNatural: true},
  {name: 'audit-log-maxbackup', kind: 'number', fallback: '0', fallback136: '100', isNatural: true},
  {name: 'audit-log-maxsize', kind: 'number', fallback: '0', fallback136: '100', isNatural: true},
  {name: 'audit-log-compress', kind: 'switch', fallback: 'false', since: 20},
  {name: 'audit-log-format', kind: 'word', fallback: 'json', choices: ['legacy', 'json']},
  ...backend('log', ['blocking', '1', '0s', 'false', '0', '0']),
  {name: 'audit-webhook-config-file', kind: 'path', fallback: ''},
  {name: 'audit-webhook-initial-backoff', kind: 'duration', fallback: '10s'},
  {name: 'audit-webhook-batch-initial-backoff', kind: 'duration', fallback: '10s'},
  ...backend('webhook', ['batch', '400', '30s', 'true', '10', '15']),
  {name: 'audit-dynamic-configuration', kind: 'switch', fallback: 'false', until: 18},
];

const BY_NAME: ReadonlyMap<string, AuditFlag> = new Map(AUDIT_FLAGS.map(flag => [flag.name, flag]));

export const auditFlag = (name: string): AuditFlag | undefined => BY_NAME.get(name);

/** undefined where the version is not known and the defaults of old and new differ. */
export function defaultOf({fallback, fallback136}: AuditFlag, version: Version | undefined): string | undefined {
  if (fallback136 === undefined) return fallback;
  if (version === undefined) return undefined;
  return isSince(version, 36) ? fallback136 : fallback;
}

/** As strconv.ParseBool. */
const TRUE = /^(?:1|t|T|true|TRUE|True)$/;
const FALSE = /^(?:0|f|F|false|FALSE|False)$/;

export const isOn = (value: string): boolean => TRUE.test(value);

/** An integer as strconv.ParseInt(s, 0, 64) reads it: 0x64, 0b11, 0o17, 017 and 1_000 too. undefined for anything else. */
export function goInt(text: string): number | undefined {
  if (!/^[+-]?(?:0x(?:_?[\da-f])+|0b(?:_?[01])+|0o?(?:_?[0-7])+|0|[1-9](?:_?\d)*)$/i.test(text)) return undefined;
  const [digits, isNegative] = [text.replace(/^[+-]|_/g, ''), text.startsWith('-')];
  const value = BigInt(digits.replace(/^0(?=\d)/, '0o').toLowerCase());
  if (value > (isNegative ? 2n ** 63n : 2n ** 63n - 1n)) return undefined;
  return isNegative ? -Number(value) : Number(value);
}

/** What the parser of flags refuses, whatever else is set; undefined if it takes the value. */
export function typeFault({name, kind}: AuditFlag, value: string): string | undefined {
  switch (kind) {
    case 'path':
    case 'word':
      return undefined;
    case 'number':
      return goInt(value) === undefined ? `--${name} takes a whole number, not "${value}"` : undefined;
    case 'float':
      return Number.isFinite(Number(value)) && value.trim() !== ''
        ? undefined
        : `--${name} takes a number, not "${value}"`;
    case 'switch':
      return TRUE.test(value) || FALSE.test(value) ? undefined : `--${name} takes true or false, not "${value}"`;
    case 'duration':
      return parseDuration(value) !== undefined && !/[dw]/.test(value)
        ? undefined
        : `--${name} takes a duration such as 30s, not "${value}"`;
  }
}

/** What is refused of a value by itself once its backend is switched on; undefined if it is taken. */
export function rangeFault({name, choices, isNatural}: AuditFlag, value: string): string | undefined {
  if (isNatural === true && (goInt(value) ?? 0) < 0) return `--${name} ${value} can't be a negative number`;
  if (choices === undefined || choices.includes(value)) return undefined;
  return `--${name} takes ${choices.join(', ')}, not "${value}"`;
}

export const valueFault = (flag: AuditFlag, value: string): string | undefined =>
  typeFault(flag, value) ?? rangeFault(flag, value);
