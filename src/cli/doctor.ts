// `audit-tui doctor`: is auditing on and sound on this node, and what to write where it is not.
import {visible, visibleJson} from '../audit/visible.ts';
import {type Examination, examine, exitCode, fixOf, isFound, withKubeadmLines} from '../host/examine.ts';
import {unifiedDiff} from '../host/fix/diff.ts';
import {toldRemedy} from '../host/remedy.ts';
import {reportText} from '../host/report.ts';
import {reportJson} from '../host/report-json.ts';
import type {Root} from '../host/root.ts';
import {parseVersion} from '../host/version.ts';
import {choiceFlag} from './context.ts';
import type {ParsedArgs} from './flags.ts';
import {complain, type Io} from './io.ts';
import {nodeRoot} from './no-path.ts';

/** A line of a diff keeps its tabs. */
const visibleLine = (line: string): string => line.split('\t').map(visible).join('\t');

export async function doctor(args: ParsedArgs, io: Io): Promise<number> {
  const output = choiceFlag(args, 'output', ['text', 'json']);
  if (!output.ok) return complain(output.message, io);
  if (args.flags.has('fix-dry-run') && output.value === 'json')
    return complain('--fix-dry-run prints a diff, not json: doctor -o json has the lines to write under remedy', io);
  const told = args.flags.get('kubernetes-version');
  const version = told === undefined ? undefined : parseVersion(told);
  if (told !== undefined && version === undefined) {
    return complain(`--kubernetes-version takes a version such as 1.36 or v1.35.2, not "${visible(told)}"`, io);
  }
  const root = nodeRoot(args, io);
  if (root.stat('/').ok === false) return complain(`--root: ${visible(root.dir)} is not there, or may not be read`, io);
  const clock = {now: io.now() / 1000, readsPrograms: true, ...(version === undefined ? {} : {version})};
  const examination = examine(root, clock);
  if (args.flags.has('fix-dry-run')) return printFix(root, examination, io);
  const text =
    output.value === 'json'
      ? `${visibleJson(JSON.stringify(reportJson(root, examination), null, 2))}\n`
      : reportText(root, examination);
  await io.out.write(text);
  return exitCode(examination);
}

/** The diff alone goes to standard output, so that it can be piped into patch; what no file can say to standard error. */
async function printFix(root: Root, examination: Examination, io: Io): Promise<number> {
  if (!isFound(examination)) {
    await io.err.write(reportText(root, examination));
    return exitCode(examination);
  }
  const {facts, results} = withKubeadmLines(root, examination, true);
  const {changes} = fixOf(root, examination);
  const diff = unifiedDiff(changes, file => root.inside(file));
  await io.out.write(io.out.isTerminal ? diff.split('\n').map(visibleLine).join('\n') : diff);
  const rest = results.flatMap(({outcome}) => {
    if (outcome.remedy === undefined || (outcome.verdict === 'cannot tell' && changes.length === 0)) return [];
    const {todo, run, elsewhere} = toldRemedy(root, facts, outcome.remedy);
    const lines = elsewhere === undefined ? [] : [`into ${elsewhere.where}:`, ...elsewhere.lines];
    return [...todo, ...run.map(line => `run ${line}`), lines.join('\n')].filter(text => text !== '');
  });
  for (const text of new Set(rest))
    await io.err.write(`audit-tui: by hand: ${text.split('\n').map(visible).join('\n')}\n`);
  const restart = facts.server?.restart;
  if (changes.length > 0 && restart !== undefined)
    await io.err.write(`audit-tui: then restart the API server: ${visible(restart)}\n`);
  return exitCode(examination);
}
