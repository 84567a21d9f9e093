// What the query rules found so far, window by window. Columns answer most of them by counts of equal requests; the events of
// the others are read one by one.
import type {AuditEvent} from '../../audit/event.ts';
import type {FieldName, FieldValue} from '../../audit/fields.ts';
import {and, EVERYTHING} from '../../query/ast.ts';
import {leavesOf} from '../../query/read.ts';
import type {EventId} from '../../source/source.ts';
import {ANSWERED, type Asking, type Span} from './ask.ts';
import {type CompiledRule, compiled, exprOf, grouped, mayMatch, type RuleGroup} from './compile.ts';
import type {QueryRule} from './finding.ts';
import {withPatch} from './json-patch.ts';
import {addSeen, type Hit, hitOf, isSeen, MOST_SAMPLES, stageIn, TRAITS} from './seen.ts';
import {allowanceOf, type Settings, type Traits} from './settings.ts';

/** How well what a rule looks at was logged. */
export type Logged = {count: number; lacking: number};

/** An event that a rule found something in, as it was read. */
export type OnEvent = (rule: string, hit: Hit, event: AuditEvent, id: EventId) => void;

const KINDS = ['stage', 'verb', 'objectRef.resource', 'objectRef.subresource'] as const satisfies readonly FieldName[];

/** Bodies come with the end of a request. */
const ENDED = exprOf('stage:ResponseComplete,Panic');

const IMAGES = [
  'requestObject.spec',
  'requestObject.spec.template.spec',
  'requestObject.spec.jobTemplate.spec.template.spec',
]
  .flatMap(spec => ['containers', 'initContainers', 'ephemeralContainers'].map(kind => `${spec}.${kind}.image`))
  .map(path => path.split('.'));

const imagesOf = (event: AuditEvent): readonly string[] =>
  IMAGES.flatMap(path => leavesOf(path, event)).filter(leaf => typeof leaf === 'string');

const traitsOf = ({user, ns, ip}: Hit): Traits => ({user, namespace: ns, address: ip});

/** A class because what was found and what could not be told grow together. */
export class QueryHits {
  /** By rule. */
  readonly hits = new Map<string, Map<string, Hit>>();
  readonly logged = new Map<string, Logged>();
  readonly #rules: readonly QueryRule[];
  readonly #allowed: ReadonlyMap<string, (traits: Traits) => boolean>;
  readonly #onEvent: OnEvent;

  constructor(rules: readonly QueryRule[], settings: Settings, onEvent: OnEvent) {
    this.#rules = rules;
    this.#allowed = new Map(rules.map(({id}) => [id, allowanceOf(id, settings)]));
    this.#onEvent = onEvent;
  }

  /** @returns how many events of each stage there were */
  async take(asking: Asking, span: Span): Promise<ReadonlyMap<FieldValue, number>> {
    const kinds = await asking.tally(EVERYTHING, span, KINDS, 0);
    const values = kinds
      .filter(({key: [stage]}) => stage !== 'RequestReceived')
      .map(({key}) => new Map(KINDS.map((name, i) => [name as FieldName, key[i]])));
    const isThere = (rule: {readonly columns: RuleGroup['columns']}) =>
      values.some(kind => mayMatch(rule.columns, kind));
    const rules: CompiledRule[] = [];
    for (const rule of this.#rules) {
      // The first time all of their queries are parsed.
      await asking.pause();
      rules.push(compiled(rule));
    }
    for (const rule of rules)
      if (rule.matches === undefined && isThere(rule)) await this.#takePlain(rule, asking, span);
    for (const group of grouped(rules)) if (isThere(group)) await this.#takeGroup(group, asking, span);
    const stages = new Map<FieldValue, number>();
    for (const {key, count} of kinds) stages.set(key[0], (stages.get(key[0]) ?? 0) + count);
    return stages;
  }

  #hitsOf(rule: string): Map<string, Hit> {
    const known = this.hits.get(rule) ?? new Map<string, Hit>();
    this.hits.set(rule, known);
    return known;
  }

  #addLogged(rule: string, count: number, lacking: number): void {
    const known = this.logged.get(rule) ?? {count: 0, lacking: 0};
    this.logged.set(rule, {count: known.count + count, lacking: known.lacking + lacking});
  }

  /** How many requests have no decision, of those about which it decides. */
  async #takeUndecided({id, undecided}: QueryRule, asking: Asking, span: Span): Promise<void> {
    if (undecided === undefined) return;
    for (const {key, count} of await asking.tally(and(ENDED, exprOf(undecided)), span, ['decision'], 0))
      this.#addLogged(id, count, key[0] === undefined ? count : 0);
  }

  async #takePlain({rule, columns}: CompiledRule, asking: Asking, span: Span): Promise<void> {
    await this.#takeUndecided(rule, asking, span);
    const hits = this.#hitsOf(rule.id);
    const isAllowed = this.#allowed.get(rule.id)!;
    // A rule that speaks of stages knows which.
    const where = rule.query.includes('stage:') ? columns : and(ANSWERED, columns);
    for (const tally of await asking.tally(where, span, TRAITS, MOST_SAMPLES)) {
      const {key, count, from, to} = tally;
      if (asking.isDue) await asking.pause();
      const hit = hitOf(hits, key);
      if (from === undefined || to === undefined || isAllowed(traitsOf(hit))) continue;
      addSeen(hit, stageIn(key), count, [from, to], tally);
    }
    for (const [key, hit] of hits) if (!isSeen(hit)) hits.delete(key);
  }

  async #takeGroup({where, columns, rules}: RuleGroup, asking: Asking, span: Span): Promise<void> {
    if (rules.some(({rule}) => rule.needs === 'body')) {
      let [count, lacking] = [0, 0];
      for (const tally of await asking.tally(and(ENDED, columns), span, ['level', 'truncated'], 0)) {
        count += tally.count;
        if (tally.key[0] === 'Metadata' || tally.key[1] === 'true') lacking += tally.count;
      }
      for (const {rule} of rules) if (rule.needs === 'body') this.#addLogged(rule.id, count, lacking);
      if (lacking === count) return;
    }
    for await (const {id, cells, event: logged} of asking.withEvents(and(ENDED, where), span, TRAITS)) {
      const event = withPatch(logged);
      for (const {rule, matches} of rules) {
        if (!matches!(event)) continue;
        const hits = this.#hitsOf(rule.id);
        const hit = hitOf(hits, cells);
        if (this.#allowed.get(rule.id)!({...traitsOf(hit), images: imagesOf(event)})) continue;
        addSeen(hit, stageIn(cells), 1, [id.time, id.time], {samples: [id]});
        this.#onEvent(rule.id, hit, event, id);
      }
    }
    for (const {rule} of rules)
      for (const [key, hit] of this.#hitsOf(rule.id)) if (!isSeen(hit)) this.#hitsOf(rule.id).delete(key);
  }
}
