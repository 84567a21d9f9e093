// Selectors that are right by themselves, and that no request has together.
import {LEVELS, type Level} from '../../../audit/event.ts';
import {builtinResource, verbsOf} from '../builtin-api.ts';
import {evaluate} from '../evaluate.ts';
import type {GroupResources, Policy, Rule} from '../policy.ts';
import {decidedBy, requestFor, topic} from '../probe.ts';
import {
  type CheckContext,
  type Found,
  listed,
  type PolicyCheck,
  type ResourceEntry,
  resourceEntries,
  ruleCheck,
} from './check.ts';
import {plainEntries} from './resources.ts';

const SAMPLE_REST = '\n- level: Metadata';

/** Whether a built-in resource answers one of these verbs; true of what is not known. */
function isAnswered({group, resource, subresource}: ResourceEntry, verbs: readonly string[]): boolean {
  const known = builtinResource(group, resource);
  if (known === undefined || (subresource !== '' && !known.subresources.includes(subresource))) return true;
  const answered = verbsOf(group, resource, subresource);
  return verbs.some(verb => answered.includes(verb));
}

const SINGLE_OBJECT_VERBS = ['get', 'create', 'update', 'patch', 'delete', 'deletecollection'];

function* clusterScoped(rule: Rule, {at}: CheckContext, _i: number, path: string): Generator<Found> {
  const {namespaces} = rule;
  if (namespaces.length === 0) return;
  const isNowhere = !namespaces.includes('');
  const isOnlyEverywhere = namespaces.every(namespace => namespace === '');
  const readsOne = rule.verbs.length > 0 && rule.verbs.every(verb => SINGLE_OBJECT_VERBS.includes(verb));
  for (const {group, resource, path: place} of plainEntries(rule, path)) {
    const scope = builtinResource(group, resource)?.scope;
    // A request for a namespace has that namespace.
    if (scope === 'cluster' && isNowhere && !(group === '' && resource === 'namespaces'))
      yield {
        at: at(place),
        message: `${resource} have no namespace, so none is in ${listed(namespaces)}.`,
        write: `Move ${resource} to a rule without namespaces, or add "" to namespaces.`,
      };
    else if (scope === 'namespaced' && isOnlyEverywhere && readsOne)
      yield {
        at: at(place),
        message: `${resource} are in namespaces, and ${listed(rule.verbs)} of one is never in "".`,
        write: 'Name the namespaces, or leave namespaces out.',
      };
  }
}

/** Whether creates of what a rule names by name are logged with less than the rest of it. */
function losesCreates(policy: Policy, ruleIndex: number, {group, resources}: GroupResources): boolean {
  const rank = (level: Level) => LEVELS.indexOf(level);
  const {level} = policy.rules[ruleIndex]!;
  return resources.some(text => {
    const one = topic(group, text);
    const isDecided = !text.includes('/') && decidedBy(policy, ruleIndex, one, ['update']) !== undefined;
    return isDecided && rank(evaluate(policy, requestFor(one, 'create')).level) < rank(level);
  });
}

export const PAIR_CHECKS: readonly PolicyCheck[] = [
  ruleCheck(
    {
      id: 'never-asked',
      severity: 'info',
      title: 'verbs that the resource does not answer',
      why: 'Not every resource answers every verb: pods/log is only read, pods/exec only created and gotten, reviews only created. Such a pair matches nothing that succeeds.',
      write: 'Write the verbs that the resource answers, in a rule of its own.',
      bad: `- level: Metadata\n  verbs: ["create"]\n  resources:\n  - group: ""\n    resources: ["pods/log"]${SAMPLE_REST}`,
      good: `- level: Metadata\n  verbs: ["get"]\n  resources:\n  - group: ""\n    resources: ["pods/log"]${SAMPLE_REST}`,
    },
    function* (rule, {at}, _i, path) {
      if (rule.verbs.length === 0) return;
      const idle = [...resourceEntries(rule, path)].filter(entry => !isAnswered(entry, rule.verbs));
      // What a None rule drops besides does no harm, as long as it drops something.
      if (rule.level === 'None' && idle.length < [...resourceEntries(rule, path)].length) return;
      for (const {group, resource, subresource, text, path: place} of idle) {
        const answered = verbsOf(group, resource, subresource);
        yield {
          at: at(place),
          message: `${text} answers ${listed(answered)}, and the rule wants ${listed(rule.verbs, 'or')}.`,
        };
      }
    },
  ),
  ruleCheck(
    {
      id: 'cluster-scoped',
      severity: 'warning',
      title: 'namespaces that the resource cannot be in',
      why: 'Nodes, cluster roles, webhook configurations and others have no namespace, and a rule with namespaces never matches them; "" stands for them, and for lists over all namespaces, and takes no single object that is in a namespace.',
      write: 'Move what has no namespace to a rule without namespaces.',
      bad: `- level: RequestResponse\n  namespaces: ["kube-system"]\n  resources:\n  - group: admissionregistration.k8s.io\n    resources: ["validatingwebhookconfigurations"]${SAMPLE_REST}`,
      good: `- level: RequestResponse\n  resources:\n  - group: admissionregistration.k8s.io\n    resources: ["validatingwebhookconfigurations"]${SAMPLE_REST}`,
    },
    clusterScoped,
  ),
  ruleCheck(
    {
      id: 'name-on-create',
      severity: 'warning',
      title: 'names of objects that are being created',
      why: 'The name of an object that is created is in its body, where a policy does not look; the deletion of a collection has no name either. resourceNames never match them. (Subresources are different: the URL of pods/NAME/exec has the name.)',
      write: 'Write a rule without resourceNames for create and deletecollection.',
      bad: `- level: RequestResponse\n  verbs: ["create", "update"]\n  resources:\n  - group: ""\n    resources: ["configmaps"]\n    resourceNames: ["aws-auth"]${SAMPLE_REST}`,
      good: `- level: RequestResponse\n  verbs: ["update", "patch", "delete"]\n  resources:\n  - group: ""\n    resources: ["configmaps"]\n    resourceNames: ["aws-auth"]\n- level: Request\n  verbs: ["create"]\n  resources:\n  - group: ""\n    resources: ["configmaps"]${SAMPLE_REST}`,
    },
    function* (rule, {policy, at}, ruleIndex, path) {
      const wantsNames = rule.resources.find(
        ({resources, resourceNames}) => resourceNames.length > 0 && resources.some(text => !text.includes('/')),
      );
      if (wantsNames === undefined) return;
      for (const [i, verb] of rule.verbs.entries()) {
        if (verb === 'create' || verb === 'deletecollection')
          yield {
            at: at(`${path}.verbs[${i}]`),
            message: `A ${verb} has no name in its URL, so it is never ${listed(wantsNames.resourceNames, 'or')}.`,
          };
      }
      const entry = rule.resources.indexOf(wantsNames);
      if (rule.verbs.length === 0 && losesCreates(policy, ruleIndex, wantsNames))
        yield {
          at: at(`${path}.resources[${entry}].resourceNames#`),
          message: `The creation of ${listed(wantsNames.resourceNames, 'or')} is not taken, and logged at a lower level.`,
          severity: 'info',
        };
    },
  ),
];
