// Finds the API server of a node: everything that configures one, and the processes that run.
import {both} from './places/look.ts';
import {lookForProcesses} from './places/process.ts';
import {PLACES} from './places.ts';
import type {Root} from './root.ts';
import type {ApiServer, Mount, Running, Unread} from './server.ts';
import type {Version} from './version.ts';

export type Found = {
  /** What configures the API server here: what matches the running one best, else the first row of PLACES. */
  readonly server?: ApiServer;
  readonly running?: Running;
  /** Other places that would configure one. */
  readonly others: readonly ApiServer[];
  readonly otherRunning: readonly Running[];
  readonly unread: readonly Unread[];
};

/** Programs in which the API server of a distribution runs. */
const PROGRAM_OF: Readonly<Partial<Record<ApiServer['place'], string>>> = {k3s: 'k3s', microk8s: 'kubelite'};

export function findServer(root: Root): Found {
  const look = both(PLACES.map(place => place.look(root)));
  const processes = lookForProcesses(root);
  const pairs = look.servers.flatMap(server =>
    processes.map(running => ({server, running, score: likeness(server, running)})),
  );
  const best = pairs.filter(({score}) => score > 0).sort((a, b) => b.score - a.score)[0];
  // What runs is the one that counts, also where nothing here configures it; one that hides its arguments tells too little for that.
  const lone = best === undefined ? processes.find(({args}) => args !== undefined) : undefined;
  const server = lone === undefined ? (best?.server ?? look.servers[0]) : undefined;
  const running = best?.running ?? lone;
  return {
    ...(server === undefined ? {} : {server}),
    ...(running === undefined ? {} : {running}),
    others: look.servers.filter(other => other !== server),
    otherRunning: processes.filter(other => other !== running),
    unread: look.unread,
  };
}

/** How many arguments they share; a kubeadm configuration never has as many as the manifest made from it. */
function likeness({place, args}: ApiServer, running: Running): number {
  const program = PROGRAM_OF[place] ?? 'kube-apiserver';
  if (program !== running.program) return 0;
  if (running.args === undefined) return 1;
  const said = new Set(running.args.map(({text}) => text));
  return 0.5 + args.filter(({text}) => said.has(text)).length;
}

/** What a reader of its files must know: the process's own word first. */
export const versionOf = ({server, running, others}: Found): Version | undefined =>
  running?.version ?? server?.version ?? others.find(({version}) => version !== undefined)?.version;

/** As declared, which says more (types of volumes) than the kernel does; the process's own where nothing declares them. */
export const mountsOf = ({server, running}: Found): readonly Mount[] | undefined =>
  server === undefined ? running?.mounts : server.mounts;
