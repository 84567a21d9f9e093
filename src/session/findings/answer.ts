// The rules over what a source holds, for the screen: they go on where they stopped, so that asking again looks at what is new.
import {Findings} from '../../rules/findings/engine.ts';
import type {Finding, Report} from '../../rules/findings/finding.ts';
import {FINDINGS} from '../../rules/findings/findings.ts';
import {incidentsOf} from '../../rules/findings/incidents.ts';
import type {Settings} from '../../rules/findings/settings.ts';
import type {Call, Source} from '../../source/source.ts';
import type {FindingsAnswer, FindingsAsk} from './ask.ts';

/** What is of severity info is for the record: it stands apart, and makes no incident. */
function apart(report: Report): Pick<FindingsAnswer, 'report' | 'record'> {
  const all = report.incidents.flatMap(({findings}) => findings);
  const isInfo = ({severity}: Finding): boolean => severity === 'info';
  const incidents = incidentsOf(all.filter(finding => !isInfo(finding)));
  return {report: {...report, incidents}, record: all.filter(isInfo).sort((a, b) => a.from - b.from)};
}

type Kept = {readonly settings: Settings; readonly findings: Findings};

/** By source, for as long as it lives. One that was interrupted is begun anew. */
const kept = new WeakMap<Source, Kept>();

/** @throws Error of the source, or an AbortError once `call.signal` is aborted. */
export async function answerFindings(source: Source, {settings}: FindingsAsk, call: Call): Promise<FindingsAnswer> {
  const {loading, bytes, events} = source.about();
  if (loading) {
    const done = bytes.total === undefined || bytes.total === 0 ? 0 : Math.min(1, bytes.read / bytes.total);
    return {kind: 'findings', partial: {why: 'loading', done}, events};
  }
  const known = kept.get(source);
  const findings = known?.settings === settings ? known.findings : new Findings(source, {settings});
  kept.delete(source);
  await findings.advance(call.signal);
  const report = await findings.report(call.signal);
  kept.set(source, {settings, findings});
  return {kind: 'findings', ...apart(report), rules: [...settings.rules, ...FINDINGS], events};
}
