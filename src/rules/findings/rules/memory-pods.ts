// The rule with a memory about powerful pods: started, and entered.
import type {Expr} from '../../../query/ast.ts';
import {and} from '../../../query/ast.ts';
import {filterOf, isAnyOf} from '../filter-text.ts';
import type {Found, MemoryRule} from '../finding.ts';
import type {Moment, PowerfulPod} from '../memory.ts';
import {did} from '../sample.ts';
import {podText} from '../seen.ts';
import {took} from '../words.ts';
import {traits} from './together.ts';
import {POD_CONTROLLERS} from './users.ts';

const isByController = ({user}: PowerfulPod): boolean => POD_CONTROLLERS.test(user);

/**
 * Finds what made the pod of an exec: by its name, or else by how its name begins, the longest and latest first. Whoever described
 * it comes before the controller that started it.
 */
function finder(pods: readonly PowerfulPod[]): (exec: Moment) => PowerfulPod | undefined {
  const latestFirst = [...pods].sort((a, b) => b.time - a.time);
  const named = Map.groupBy(
    latestFirst.filter(({name, prefix}) => name !== '' && prefix === undefined),
    ({ns, name}) => `${ns}/${name}`,
  );
  const makers = Map.groupBy(
    latestFirst
      .filter(({prefix}) => prefix !== undefined && prefix !== '')
      .sort((a, b) => b.prefix!.length - a.prefix!.length),
    ({ns}) => ns,
  );
  return ({ns, name, time}) => {
    const all = [
      ...(named.get(`${ns}/${name}`) ?? []),
      ...(makers.get(ns)?.filter(pod => name.startsWith(pod.prefix!)) ?? []),
    ].filter(pod => pod.time < time);
    return all.find(pod => !isByController(pod)) ?? all[0];
  };
}

/** The pod's own requests, and where it was made under another name that one. */
function filterFor(exec: Moment, {isNamed, id}: PowerfulPod): Expr {
  const own = and(
    isAnyOf('objectRef.resource', 'pods'),
    isAnyOf('objectRef.namespace', exec.ns),
    isAnyOf('objectRef.name', exec.name),
  );
  return isNamed ? own : {kind: 'or', of: [own, isAnyOf('auditID', id.auditID)]};
}

const body = {containers: [{name: 'a', image: 'x', securityContext: {privileged: true}}]};
const privileged = {request: {kind: 'Pod', spec: body}};

export const privilegedThenExec: MemoryRule = {
  kind: 'memory',
  id: 'privileged-then-exec',
  title: 'Powerful pod started and entered',
  severity: 'critical',
  technique: {id: 'T1611', name: 'Escape to Host'},
  sees: 'A pod that is privileged, mounts a sensitive path, shares a namespace of its node or has a dangerous capability, and an exec or attach into it afterwards. Pods of a Deployment or the like are known by how their names begin. High if a controller started the pod for a workload that is older than this log.',
  why: 'Together these are a root shell on a node.',
  falseAlarms: 'kubectl debug node/…, and looking into a node agent, by the people who run the nodes.',
  query: 'resource:pods (verb:create OR sub:exec,attach)',
  needs: 'body',
  bodiesOf: 'privileged-pod',
  thresholds: {},
  found: [
    did('create pods shop/agent', privileged),
    did('get pods/exec shop/agent', {at: 30, code: 101}),
    did('create daemonsets.apps shop/probe', {at: 60, request: {kind: 'DaemonSet', spec: {template: {spec: body}}}}),
    did('get pods/exec shop/probe-x7k2p', {at: 90, code: 101}),
  ],
  near: [did('create pods shop/agent', privileged), did('get pods/exec shop/web', {at: 30, code: 101})],
  async find({pods, execs, isAllowed}) {
    const madeBy = finder(pods);
    const found = new Map<string, Found>();
    for (const exec of execs) {
      const pod = madeBy(exec);
      if (pod === undefined || isAllowed('privileged-then-exec', traits(exec))) continue;
      const key = `${exec.ns}/${exec.name}\0${exec.user}`;
      const known = found.get(key);
      if (known?.events.some(({auditID}) => auditID === exec.id.auditID) === true) continue;
      const by = pod.user === exec.user ? '' : ` that ${pod.user} had started`;
      found.set(key, {
        who: exec.user,
        message: `${exec.user} went into the powerful pod ${exec.ns}/${exec.name}${by}, ${took(exec.time - pod.time)} after it was started`,
        count: (known?.count ?? 1) + 1,
        from: pod.time,
        to: exec.time,
        events: [...(known?.events ?? [pod.id]), exec.id],
        filter: filterOf(filterFor(exec, pod)),
        addresses: [...new Set([pod.ip, exec.ip])],
        pods: [podText(exec.ns, exec.name)],
        ...(isByController(pod) ? {severity: 'high' as const} : {}),
        ...(pod.user === exec.user || isByController(pod) ? {} : {leadsTo: [pod.user]}),
        ...(known === undefined ? {} : {message: known.message, from: known.from, filter: known.filter}),
      });
    }
    return [...found.values()];
  },
};
