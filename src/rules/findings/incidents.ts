// Findings put together: those of one hand, as far as the log tells whose hand it is, and near each other in time.
import type {Micros} from '../../audit/time.ts';
import {type Finding, type Incident, rankOf, type Severity} from './finding.ts';
import {isComponent} from './rules/users.ts';

/** What lies further apart is another story. */
const APART: Micros = 2 * 3600e6;

/** Parts of Kubernetes act for everybody: they join nothing. */
const isEverybodys = (who: string): boolean => isComponent(who) || who === 'the log';

/** Names that are one hand, each with the name that stands for all of them. */
class Hands {
  readonly #parent = new Map<string, string>();

  of(who: string): string {
    const parent = this.#parent.get(who);
    if (parent === undefined || parent === who) return who;
    const root = this.of(parent);
    this.#parent.set(who, root);
    return root;
  }

  join(a: string, b: string): void {
    if (!isEverybodys(a) && !isEverybodys(b)) this.#parent.set(this.of(b), this.of(a));
  }
}

const atLeast = ({severity}: Finding, least: Severity) => rankOf(severity) >= rankOf(least);

/** Whether it is told by where it came from, or where it was, and nobody is named. */
const isNameless = (who: string): boolean => who.startsWith('address ') || who.startsWith('pod ');

/** Where nobody is named, the worst that came from the same address, or was done to the same pod. */
function joinNameless(findings: readonly Finding[], hands: Hands): void {
  for (const {who} of findings) {
    if (!isNameless(who)) continue;
    const ip = who.startsWith('address ') ? who.slice('address '.length) : undefined;
    const isThere = ({addresses, pods = []}: Finding) =>
      ip === undefined ? pods.includes(who) : addresses.includes(ip);
    const worst = findings
      .filter(other => isThere(other) && !isNameless(other.who) && atLeast(other, 'medium'))
      .reduce<Finding | undefined>(
        (a, b) => (a === undefined || rankOf(b.severity) > rankOf(a.severity) ? b : a),
        undefined,
      );
    if (worst !== undefined) hands.join(worst.who, who);
  }
}

/** Groups such that no finding begins long after all before it have ended. */
function byStory(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const stories: Finding[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const finding of [...findings].sort((a, b) => a.from - b.from)) {
    if (finding.from > end + APART) stories.push([]);
    stories.at(-1)!.push(finding);
    end = Math.max(end, finding.to);
  }
  return stories;
}

const WEIGHT: Readonly<Record<Severity, number>> = {info: 0, low: 1, medium: 4, high: 16, critical: 64};

/** Severity, breadth and rarity in one number: each rule counts once, and more the fewer others it is found for. */
function scoreOf(findings: readonly Finding[], whoBy: ReadonlyMap<string, ReadonlySet<string>>): number {
  const rules = new Map(findings.map(finding => [finding.rule, finding.severity]));
  let score = 0;
  for (const [rule, severity] of rules) score += WEIGHT[severity] / Math.sqrt(whoBy.get(rule)!.size);
  return score;
}

const worstFirst = (a: Finding, b: Finding) =>
  rankOf(b.severity) - rankOf(a.severity) || a.from - b.from || (a.rule < b.rule ? -1 : 1);

function incidentOf(findings: readonly Finding[]): Incident {
  const sorted = [...findings].sort(worstFirst);
  const oldestFirst = [...findings].sort((a, b) => a.from - b.from);
  const named = oldestFirst.flatMap(({who, leadsTo = []}) => [who, ...leadsTo]);
  return {
    who: [...new Set(named)],
    severity: sorted[0]!.severity,
    from: oldestFirst[0]!.from,
    to: Math.max(...findings.map(({to}) => to)),
    addresses: [...new Set(oldestFirst.flatMap(({addresses}) => addresses))],
    findings: sorted,
  };
}

/** What deserves a look first is first. */
export function incidentsOf(findings: readonly Finding[]): readonly Incident[] {
  const hands = new Hands();
  for (const {who, leadsTo = []} of findings) for (const other of leadsTo) hands.join(who, other);
  joinNameless(findings, hands);
  const byHand = Map.groupBy(findings, ({who}) => hands.of(who));
  const whoBy = new Map<string, Set<string>>();
  for (const {rule, who} of findings) whoBy.set(rule, (whoBy.get(rule) ?? new Set()).add(hands.of(who)));
  return [...byHand.values()]
    .flatMap(byStory)
    .map(story => ({incident: incidentOf(story), score: scoreOf(story, whoBy)}))
    .sort(
      (a, b) =>
        rankOf(b.incident.severity) - rankOf(a.incident.severity) ||
        b.score - a.score ||
        a.incident.from - b.incident.from ||
        (a.incident.who[0]! < b.incident.who[0]! ? -1 : 1),
    )
    .map(({incident}) => incident);
}

/** Findings of at least a severity, and the incidents that have some left. */
export const atLeastOf = (incidents: readonly Incident[], least: Severity): readonly Incident[] =>
  incidents
    .map(incident => ({...incident, findings: incident.findings.filter(finding => atLeast(finding, least))}))
    .filter(({findings}) => findings.length > 0)
    .map(({findings}) => incidentOf(findings));
