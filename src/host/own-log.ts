// The log of this node's API server, for those who name none: where it is and why that one, or why there is none.

import {examine, whyOff} from './examine.ts';
import type {Facts} from './facts.ts';
import {placeTitle} from './places.ts';
import {inForce} from './read-flags.ts';
import type {Root} from './root.ts';
import {containerLogs} from './server-log.ts';

export type OwnLog =
  | {
      readonly kind: 'log';
      /** On this machine. */
      readonly path: string;
      /** A few words: which one it is. */
      readonly why: string;
      /** The same in one name: what names it. */
      readonly from: string;
    }
  | {
      readonly kind: 'none';
      /** One sentence, or two. */
      readonly why: string;
      /** Where the log would be, on this machine. */
      readonly path?: string;
      /** It may be there, for somebody with more rights. */
      readonly isDenied: boolean;
    };

const none = (why: string, rest: {readonly path?: string; readonly isDenied?: boolean} = {}): OwnLog => ({
  kind: 'none',
  why,
  isDenied: false,
  ...rest,
});

const sourceText = ({server, running}: Facts): string =>
  server === undefined ? `the arguments of process ${running!.pid}` : `${placeTitle(server.place)} ${server.file}`;

/** @param now milliseconds since the epoch */
export function ownLog(root: Root, now: number): OwnLog {
  const examination = examine(root, {now});
  const {facts} = examination;
  const {server, running, found, flags, log} = facts;
  if (server === undefined && running === undefined) {
    const [file] = found.unread;
    if (file !== undefined) return none(`${file.file} ${file.why}.`, {isDenied: file.isBroken !== true});
    return none('No API server is found here: nothing configures one, and none runs. Is this a control-plane node?');
  }
  const given = `The API server is found (${sourceText(facts)})`;
  if (inForce(flags, 'audit-log-path') === '-') return fromContainer(root, given);
  const off = whyOff(examination);
  if (log === undefined) return none(`${given}, but it writes no log. ${off ?? 'Its events go to a webhook only'}.`);
  if (log.nodePath === undefined)
    return none(`${given}, but its log ${log.path} is not on the node: its directory is not mounted.`);
  const path = root.real(log.nodePath);
  const isThere = log.stat?.ok === true && path.ok;
  if (!isThere && (log.measured?.files.length ?? 0) === 0) {
    const isDenied = log.stat?.ok === false && log.stat.why === 'denied';
    if (isDenied)
      return none(`${given}. Its log ${log.nodePath} cannot be examined by this user.`, {
        isDenied,
        path: log.nodePath,
      });
    return none(`${given}, but there is no ${log.nodePath} yet.${off === undefined ? '' : ` ${off}.`}`);
  }
  if (isThere && log.isReadable !== true) {
    return none(`${given}. Its log ${log.nodePath} cannot be read by this user.`, {isDenied: true, path: path.value});
  }
  if (log.measured?.bytes === 0)
    return none(`${given}, but its log ${log.nodePath} is empty.${off === undefined ? '' : ` ${off}.`}`);
  const shown = isThere ? path.value : root.real(log.measured!.files[0]!.path);
  if (typeof shown !== 'string' && !shown.ok) return none(`${given}, but ${log.nodePath} cannot be opened.`);
  return {
    kind: 'log',
    path: typeof shown === 'string' ? shown : shown.value,
    why: `--audit-log-path of ${sourceText(facts)}`,
    from: server?.file ?? `the arguments of process ${running!.pid}`,
  };
}

/** Events that go to standard output are in the container's log. */
function fromContainer(root: Root, given: string): OwnLog {
  const file = containerLogs(root).at(-1);
  const path = file === undefined ? undefined : root.real(file);
  if (path?.ok === true && root.readBytes(file!, 0, 1).ok) {
    return {
      kind: 'log',
      path: path.value,
      why: 'the container’s log, for --audit-log-path is -',
      from: '--audit-log-path=-',
    };
  }
  return none(
    `${given}, but it writes its events to standard output (--audit-log-path=-): kubectl logs -n kube-system kube-apiserver-NODE | audit-tui -`,
    {isDenied: file !== undefined},
  );
}
