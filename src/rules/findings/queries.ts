// What the query rules found so far, window by window. Columns answer most of them by counts of equal requests; the events of
// the others are read one by one.
import type {AuditEvent, Stage} from '../../audit/event.ts';
import type {FieldName, FieldValue} from '../../audit/fields.ts';
import {and, EVERYTHING} from '../../query/ast.ts';
import {leavesOf} from '../../query/read.ts';
import type {Columns, RowColumns} from '../../source/columns.ts';
import {ANSWERED, type Asking, type Span} from './ask.ts';
import {type CompiledRule, compiled, exprOf, grouped, mayMatch, type RuleGroup} from './compile.ts';
import type {QueryRule} from './finding.ts';
import {Hits, traitsIn} from './hits.ts';
import {withPatch} from './json-patch.ts';
import {MOST_SAMPLES, TRAITS} from './seen.ts';
import {allowanceOf, type Settings, type Traits} from './settings.ts';

/** How well what a rule looks at was logged. */
export type Logged = {count: number; lacking: number};

/** An event that a rule found something in, as it was read, and its row among others: their cells are TRAITS. */
export type OnEvent = (rule: string, rows: RowColumns, row: number, event: AuditEvent) => void;

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

/** A class because what was found and what could not be told grow together. */
export class QueryHits {
  /** By rule. */
  readonly hits = new Map<string, Hits>();
  readonly logged = new Map<string, Logged>();
  readonly #rules: readonly QueryRule[];
  readonly #allowed: ReadonlyMap<string, (traits: Traits) => boolean>;
  /** Whether anything is allowed at all. */
  readonly #isAnyAllowed: boolean;
  readonly #columns: Columns;
  readonly #stageOf: (code: number) => FieldValue;
  readonly #onEvent: OnEvent;

  constructor(rules: readonly QueryRule[], settings: Settings, columns: Columns, onEvent: OnEvent) {
    this.#rules = rules;
    this.#columns = columns;
    this.#stageOf = columns.values('stage');
    this.#isAnyAllowed = settings.allow.length > 0;
    this.#allowed = new Map(rules.map(({id}) => [id, allowanceOf(id, settings)]));
    this.#onEvent = onEvent;
  }

  /** @returns how many events of each stage there were */
  async take(asking: Asking, span: Span): Promise<ReadonlyMap<FieldValue, number>> {
    const {size, keys, counts} = await asking.counts(EVERYTHING, span, KINDS, 0);
    const valuesOf = KINDS.map(name => this.#columns.values(name));
    const kinds = Array.from({length: size}, (_, i) => ({
      count: counts[i]!,
      values: new Map(KINDS.map((name, field) => [name as FieldName, valuesOf[field]!(keys[field]![i]!)])),
    }));
    const values = kinds.map(kind => kind.values).filter(kind => kind.get('stage') !== 'RequestReceived');
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
    for (const {values: kind, count} of kinds) {
      const stage = kind.get('stage');
      stages.set(stage, (stages.get(stage) ?? 0) + count);
    }
    return stages;
  }

  #hitsOf(rule: string): Hits {
    const known = this.hits.get(rule) ?? new Hits(this.#columns);
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
    const isAllowed = this.#allowed.get(rule.id)!;
    // A rule that speaks of stages knows which.
    const where = rule.query.includes('stage:') ? columns : and(ANSWERED, columns);
    const {size, keys, counts, from, to, events, starts} = await asking.counts(where, span, TRAITS, MOST_SAMPLES);
    for (let i = 0; i < size; i++) {
      if (asking.isDue) await asking.pause();
      // Without a time nothing can be said of it.
      if (from[i]! > to[i]! || (this.#isAnyAllowed && isAllowed(traitsIn(this.#columns, keys, i)))) continue;
      const some = events.subarray(starts[i], starts[i + 1]);
      this.#hitsOf(rule.id).add(keys, i, this.#stageOf(keys[0]![i]!) as Stage, counts[i]!, [from[i]!, to[i]!], some);
    }
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
    const rows = await asking.rowColumns(and(ENDED, where), span, TRAITS);
    for await (const batch of asking.withEvents(rows))
      for (const [row, event] of batch) this.#takeEvent(rules, rows, row, withPatch(event));
  }

  #takeEvent(rules: RuleGroup['rules'], rows: RowColumns, row: number, event: AuditEvent): void {
    const {cells, events, times} = rows;
    for (const {rule, matches} of rules) {
      if (!matches!(event)) continue;
      const traits = () => ({...traitsIn(this.#columns, cells, row), images: imagesOf(event)});
      if (this.#isAnyAllowed && this.#allowed.get(rule.id)!(traits())) continue;
      const [stage, time] = [this.#stageOf(cells[0]![row]!) as Stage, times[row]!];
      this.#hitsOf(rule.id).add(cells, row, stage, 1, [time, time], events.subarray(row, row + 1));
      this.#onEvent(rule.id, rows, row, event);
    }
  }
}
