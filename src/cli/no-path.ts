// What happens where no log is named: this node's own is opened, or one screen says why not and what to do.
import {resolve} from 'node:path';
import {visible} from '../audit/visible.ts';
import {type OwnLog, ownLog} from '../host/own-log.ts';
import {wrapped} from '../host/report.ts';
import {Root} from '../host/root.ts';
import type {ParsedArgs} from './flags.ts';
import type {Io} from './io.ts';

export type OwnPath = {readonly ok: true; readonly path: string; readonly why: string; readonly from: string};

/** The node that --root names, or this machine. */
export const nodeRoot = (args: ParsedArgs, io: Io): Root =>
  new Root(resolve(args.flags.get('root') ?? io.nodeRoot ?? '/'));

export function withoutPath(args: ParsedArgs, io: Io): OwnPath | {readonly ok: false; readonly message: string} {
  const root = nodeRoot(args, io);
  const own = ownLog(root, io.now() / 1000);
  return own.kind === 'log'
    ? {ok: true, path: own.path, why: own.why, from: own.from}
    : {ok: false, message: noLogText(own, root)};
}

/** Lines of at most 80 columns, safe for a terminal. */
export function noLogText({why, isDenied, path}: OwnLog & {kind: 'none'}, root: Root): string {
  const sudo = isDenied ? 'sudo ' : '';
  const where = root.isLive ? '' : ` --root ${visible(root.dir)}`;
  const hints: readonly (readonly [string, string])[] = [
    ...(isDenied ? [['with more rights', `sudo audit-tui${where}`] as const] : []),
    ['what is wrong', `${sudo}audit-tui doctor${where}`],
    ['another log', `audit-tui ${visible(path ?? '/var/log/kubernetes/audit/audit.log')}`],
    ['another machine’s', 'ssh NODE sudo cat LOG | audit-tui -'],
  ];
  return [
    'No audit log was named, and this node’s own cannot be opened.',
    wrapped(why, 0),
    '',
    ...hints.map(([what, line]) => `  ${what.padEnd(18)} ${line}`),
  ].join('\n');
}
