// Events that a policy treats alike for the same reasons, together.
import type {Level, Stage} from '../../audit/event.ts';
import {type Agreement, agreement, type Explanation, explain} from './explain.ts';
import type {Policy} from './policy.ts';
import type {EventClass} from './simulate-classes.ts';

export type Block = {
  readonly count: number;
  readonly agreement: Agreement;
  /** Of the class with the most events; the conditions that failed are the same for all, what they got is its own. */
  readonly explanation: Explanation;
  readonly example: EventClass;
};

/** Disagreeing ones first, then by events. */
export function blocksOf(policy: Policy, classes: readonly EventClass[]): readonly Block[] {
  const found = new Map<string, Block>();
  for (const example of classes) {
    const explanation = explain(policy, example.attributes);
    const logged = {level: example.level as Level, stage: example.stage as Stage};
    const agrees = agreement(explanation.decision, logged);
    const key = JSON.stringify([
      explanation.decision.ruleIndex,
      explanation.failed.map(({condition}) => condition),
      agrees,
      agrees === 'agrees' ? [] : [logged.level, logged.stage],
    ]);
    const known = found.get(key);
    const count = (known?.count ?? 0) + example.count;
    const first = known === undefined || known.example.count < example.count;
    found.set(key, first ? {count, agreement: agrees, explanation, example} : {...known, count});
  }
  const rank = ({agreement: how}: Block) => (how === 'agrees' ? 1 : 0);
  return [...found.values()].sort((a, b) => rank(a) - rank(b) || b.count - a.count);
}

export const agreeing = (blocks: readonly Block[]): number =>
  blocks.reduce((sum, block) => sum + (block.agreement === 'agrees' ? block.count : 0), 0);
