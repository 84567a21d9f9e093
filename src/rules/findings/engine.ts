// All rules over one source. It goes through a log window by window, so that following it looks at new events only, and says
// what it found so far whenever it is asked.
import {counted, grouped as numbered} from '../../audit/numbers.ts';
import type {Micros} from '../../audit/time.ts';
import {EVERYTHING, type Expr} from '../../query/ast.ts';
import {columnsOf} from '../../source/columns-of.ts';
import type {Source} from '../../source/source.ts';
import {Asking, type Span} from './ask.ts';
import {compiled, exprOf} from './compile.ts';
import {filterOf} from './filter-text.ts';
import {
  type CannotTell,
  type Finding,
  type FindingRule,
  type Found,
  type QueryRule,
  type Report,
  rankOf,
  type Severity,
  type Untold,
} from './finding.ts';
import {MEMORY_RULES, QUERY_RULES} from './findings.ts';
import {foundOf, MOST_EVENTS, withTexts} from './found.ts';
import {Gatherer, REMEMBERED} from './gather.ts';
import {incidentsOf} from './incidents.ts';
import type {Memory} from './memory.ts';
import {QueryHits} from './queries.ts';
import {thinned} from './seen.ts';
import {allowanceOf, NO_SETTINGS, type Settings, severityOf} from './settings.ts';

export type Options = {
  readonly settings?: Settings;
  /** Only events of this query. */
  readonly where?: Expr;
  /** Rules of less are not asked; info without it. */
  readonly least?: Severity;
  readonly signal?: AbortSignal;
};

/** A class because how far it is and what it found belong together. */
export class Findings {
  readonly #source: Source;
  readonly #settings: Settings;
  readonly #where: Expr;
  /** Those that are told. */
  readonly #rules: readonly FindingRule[];
  readonly #asked: readonly QueryRule[];
  #queries: QueryHits;
  #gatherer: Gatherer;
  /** Events before it were looked at. */
  #done: Micros | undefined;
  /** Events that were in a window so far, and those of the source that were in none when it began. */
  #counted = 0;
  #outside = 0;
  #looked = 0;
  #started = 0;
  #ended = 0;

  constructor(
    source: Source,
    {settings = NO_SETTINGS, where = EVERYTHING, least = 'info'}: Omit<Options, 'signal'> = {},
  ) {
    this.#source = source;
    this.#settings = settings;
    this.#where = where;
    const own = settings.rules;
    const isOff = (rule: FindingRule) => settings.off.includes(rule.id);
    const isOn = (rule: FindingRule) =>
      // Rules with a memory tell who is whose hand, whatever they weigh.
      !isOff(rule) && (rule.kind === 'memory' || rankOf(severityOf(rule, settings)) >= rankOf(least));
    const queries = [...QUERY_RULES.filter(({id}) => !own.some(rule => rule.id === id)), ...own];
    // What rules with a memory go by is gathered although a rule that shows it is off.
    this.#asked = queries.filter(rule => isOn(rule) || REMEMBERED.includes(rule.id));
    this.#rules = [...MEMORY_RULES.filter(isOn), ...this.#asked.filter(rule => !isOff(rule))];
    [this.#queries, this.#gatherer] = this.#begin();
  }

  /** What is held of very many requests, about: reports not included. */
  get bytes(): number {
    return [...this.#queries.hits.values()].reduce((sum, {bytes}) => sum + bytes, this.#gatherer.bytes);
  }

  #begin(): [QueryHits, Gatherer] {
    const columns = columnsOf(this.#source);
    const gatherer = new Gatherer(columns);
    const queries = new QueryHits(this.#asked, this.#settings, columns, (...event) => gatherer.onEvent(...event));
    return [queries, gatherer];
  }

  /**
   * Looks at what is new. Events that came late, into the time that it was past, make it begin anew.
   * @throws AbortError when it is not wanted any more; it then has to be made anew.
   */
  async advance(signal?: AbortSignal): Promise<void> {
    const {extent, following, loading, events} = this.#source.about();
    if (extent === undefined) return;
    const to = extent.to + 1;
    // Nothing comes to a log that is not followed, and no end is quicker.
    const isOpen = following === true || loading;
    const asking = new Asking(this.#source, this.#where, signal);
    if (this.#done === undefined) return this.#look(asking, isOpen ? {to} : {}, to, events);
    if (this.#done < to) await this.#look(asking, {from: this.#done, to}, to, undefined);
    // What is more than there was and in no window came late, into the time that was past.
    if (this.#where !== EVERYTHING || events - this.#counted <= this.#outside) return;
    [this.#queries, this.#gatherer] = this.#begin();
    this.#counted = 0;
    this.#looked = 0;
    this.#started = 0;
    this.#ended = 0;
    await this.#look(asking, isOpen ? {to} : {}, to, events);
  }

  /** @param events of the source, where this window is the first */
  async #look(asking: Asking, span: Span, to: Micros, events: number | undefined): Promise<void> {
    const stages = await this.#queries.take(asking, span);
    await this.#gatherer.take(asking, span);
    for (const [stage, count] of stages) {
      this.#counted += count;
      // An alert tells of an event that counts already.
      if (stage === 'RequestReceived' || stage === 'Alert') continue;
      this.#looked += count;
      if (stage === 'ResponseStarted') this.#started += count;
      if (stage === 'ResponseComplete' || stage === 'Panic') this.#ended += count;
    }
    if (events !== undefined) this.#outside = Math.max(0, events - this.#counted);
    this.#done = to;
  }

  async report(signal?: AbortSignal): Promise<Report> {
    const findings: Finding[] = [];
    const add = (rule: FindingRule, found: Found) =>
      findings.push({
        ...found,
        rule: rule.id,
        title: rule.title,
        severity: this.#settings.severities[rule.id] ?? found.severity ?? rule.severity,
        events: thinned(found.events, MOST_EVENTS),
      });
    const asking = new Asking(this.#source, this.#where, signal);
    const allowed = new Map(this.#rules.map(({id}) => [id, allowanceOf(id, this.#settings)]));
    const memory = this.#gatherer.memory(asking, (rule, traits) => allowed.get(rule)?.(traits) === true);
    for (const rule of this.#rules) {
      await asking.pause();
      if (rule.kind === 'memory') for (const found of await rule.find(memory, this.#settings)) add(rule, found);
      else {
        for (const [who, ones] of this.#queries.hits.get(rule.id)?.byWho() ?? []) {
          if (asking.isDue) await asking.pause();
          add(rule, await withTexts(rule, foundOf(rule, who, ones), asking));
        }
      }
    }
    return {incidents: incidentsOf(findings), cannotTell: this.#cannotTell(memory), events: this.#looked};
  }

  #untoldOf(rule: FindingRule, memory: Memory): Untold {
    if (rule.kind === 'memory' && rule.untold !== undefined) return rule.untold(memory);
    const query = rule.kind === 'query' ? rule : this.#asked.find(({id}) => id === rule.bodiesOf);
    const {count, lacking} = this.#queries.logged.get(query?.id ?? '') ?? {count: 0, lacking: 0};
    if (query?.undecided !== undefined)
      return {
        count: lacking,
        of: count,
        filter: `${query.undecided} -has:decision`,
        how: 'logged without the decision of the authorizer',
      };
    if (query?.needs !== 'body' || lacking === 0) return {count: 0, of: count, filter: ''};
    return {
      count: lacking,
      of: count,
      filter: filterOf(compiled(query).columns, exprOf('(level:Metadata OR truncated:true)')),
    };
  }

  #cannotTell(memory: Memory): readonly CannotTell[] {
    const untold: CannotTell[] = [];
    for (const rule of this.#rules) {
      const {id, title, needs} = rule;
      const {count, of, filter, how = 'logged without the body'} = this.#untoldOf(rule, memory);
      if (count > 0)
        untold.push({
          rule: id,
          title,
          severity: severityOf(rule, this.#settings),
          count,
          of,
          why: `${numbered(count)} of ${counted(of, 'request')} ${count === 1 ? 'was' : 'were'} ${how}`,
          filter,
        });
      if (needs === 'started' && this.#started === 0 && this.#ended > 0)
        untold.push({
          rule: id,
          title,
          severity: severityOf(rule, this.#settings),
          count: this.#ended,
          of: this.#ended,
          why: 'this log has no event of stage ResponseStarted, the only one that shows refused logins',
          filter: '',
        });
    }
    return untold.sort((a, b) => rankOf(b.severity) - rankOf(a.severity));
  }
}

/** Everything that is found in a source that has been read. */
export async function findingsOf(source: Source, {signal, ...options}: Options = {}): Promise<Report> {
  const findings = new Findings(source, options);
  await findings.advance(signal);
  return findings.report(signal);
}
