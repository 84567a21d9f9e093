// From the arguments of kube-apiserver to its --audit-* flags, as spf13/pflag v1.0.9 reads them.
import {editDistance} from '../query/nearest.ts';
import {AUDIT_FLAGS, type AuditFlag, auditFlag, defaultOf, goInt, valueFault} from './flags.ts';
import type {Arg, At} from './server.ts';
import type {Version} from './version.ts';

export type SaidFlag = {
  /** Without dashes, with dashes inside also where it was written with underscores. */
  readonly name: string;
  readonly value: string;
  readonly at?: At;
  /** It and its value are two arguments. */
  readonly isSplit: boolean;
};

export type UnknownFlag = SaidFlag & {readonly near?: string};

export type Flags = {
  /** In their order; of several with one name the last counts. */
  readonly said: readonly SaidFlag[];
  readonly unknown: readonly UnknownFlag[];
  readonly version?: Version;
};

/** Only the --audit-* ones; others are looked at to keep in step with their values. */
export function readFlags(args: readonly Arg[], version?: Version): Flags {
  const said: SaidFlag[] = [];
  const unknown: UnknownFlag[] = [];
  for (let i = 0; i < args.length; i++) {
    const {text, at} = args[i]!;
    if (text === '--') break;
    const [, written, given] = /^--([^=]+)(?:=([\s\S]*))?$/.exec(text) ?? [];
    if (written === undefined) continue;
    const name = written.replaceAll('_', '-');
    if (!/^audit(?:-|$)/.test(name) && !isSlip(name)) continue;
    const flag = auditFlag(name);
    // A switch never takes the next word, and what is unknown takes it if it looks like a value.
    const next = args[i + 1];
    const takesNext =
      given === undefined && flag?.kind !== 'switch' && next !== undefined && !next.text.startsWith('--');
    const value = given ?? (takesNext ? next.text : flag?.kind === 'switch' ? 'true' : '');
    if (takesNext) i++;
    const one: SaidFlag = {name, value, isSplit: takesNext, ...(at === undefined ? {} : {at})};
    if (flag !== undefined) said.push(one);
    else {
      const near = nearFlag(name, value);
      unknown.push({...one, ...(near === undefined ? {} : {near})});
    }
  }
  return {said, unknown, ...(version === undefined ? {} : {version})};
}

/** More edits make another word. */
const SLIP = 2;

/** The flag that is meant: a slip away, or one that begins so, and one that would take the value. */
function nearFlag(name: string, value: string): string | undefined {
  const takes = AUDIT_FLAGS.filter(flag => valueFault(flag, value) === undefined);
  const slips = takes
    .map(flag => ({name: flag.name, distance: editDistance(name, flag.name)}))
    .filter(({distance}) => distance <= SLIP)
    .sort((one, other) => one.distance - other.distance);
  const longer = takes.filter(flag => flag.name.startsWith(name));
  return slips[0]?.name ?? (longer.length === 1 ? longer[0]!.name : undefined);
}

/** `--adit-log-path`: another word, but nearly one of ours. */
const isSlip = (name: string): boolean =>
  name.startsWith('a') && AUDIT_FLAGS.some(flag => editDistance(name, flag.name) <= SLIP);

export const saidFlag = ({said}: Flags, name: string): SaidFlag | undefined =>
  said.findLast(flag => flag.name === name);

/** What is in force: what was said last, or the default. undefined where the default depends on an unknown version. */
export function inForce(flags: Flags, name: string): string | undefined {
  const flag: AuditFlag = auditFlag(name)!;
  return saidFlag(flags, name)?.value ?? defaultOf(flag, flags.version);
}

/** A whole number in force, negative ones too; undefined where it is not known, or no number. */
export function numberOf(flags: Flags, name: string): number | undefined {
  const value = inForce(flags, name);
  return value === undefined ? undefined : goInt(value);
}
