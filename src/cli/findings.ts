// `audit-tui findings`: what deserves a look first.
import type {Micros} from '../audit/time.ts';
import {findingsOf} from '../rules/findings/engine.ts';
import {rankOf, SEVERITIES} from '../rules/findings/finding.ts';
import {atLeastOf} from '../rules/findings/incidents.ts';
import {choiceFlag, contextOf, exprOf} from './context.ts';
import {EXIT} from './exit.ts';
import {rulesFlag} from './findings-rules.ts';
import {FINDINGS_FORMATS, FORMAT_NAMES} from './findings-text.ts';
import type {ParsedArgs} from './flags.ts';
import {isHopeless, tellCost, tellProblems, whole, withSource} from './input.ts';
import {complain, type Io} from './io.ts';

const DEFAULT_LEAST = 'low';
const MOST_COLUMNS = 120;

/** As grep's the other way round: 0 is that all is well. */
const FOUND = {something: 1, nothing: 0} as const;

function understand(args: ParsedArgs, io: Io, logEnd?: Micros) {
  const format = choiceFlag(args, 'output', FORMAT_NAMES);
  if (!format.ok) return format.message;
  const least = args.flags.has('min-severity') ? choiceFlag(args, 'min-severity', SEVERITIES) : undefined;
  if (least?.ok === false) return least.message;
  const where = exprOf(args.flags.get('where') ?? '', contextOf(args, io, logEnd));
  if (!where.ok) return where.message;
  return {format: format.value, least: least === undefined ? DEFAULT_LEAST : least.value, where: where.value} as const;
}

export async function findings(args: ParsedArgs, io: Io): Promise<number> {
  const checked = understand(args, io);
  if (typeof checked === 'string') return complain(checked, io);
  const settings = await rulesFlag(args, io);
  if (!settings.ok) return complain(settings.message, io);
  return withSource(args.positionals, args, io, async source => {
    await tellCost(source, io);
    const asked = await whole(source, end => understand(args, io, end));
    if (typeof asked === 'string') return complain(asked, io);
    const {where, least, format} = asked;
    const report = await findingsOf(source, {settings: settings.value, where, least});
    const shown = {
      ...report,
      incidents: atLeastOf(report.incidents, least),
      // Why it cannot be told whether there is what nobody asked for is not told either.
      cannotTell: report.cannotTell.filter(({severity}) => rankOf(severity) >= rankOf(least)),
    };
    const failed = await tellProblems(source, io);
    const about = source.about();
    if (isHopeless(about)) return EXIT.error;
    const {isTerminal: toTerminal, columns = MOST_COLUMNS} = io.out;
    await io.out.write(
      FINDINGS_FORMATS[format](shown, {
        about,
        least,
        settings: settings.value,
        reveal: args.flags.has('reveal'),
        width: Math.min(columns, MOST_COLUMNS),
        toTerminal,
      }),
    );
    if (failed) return EXIT.error;
    return shown.incidents.length > 0 ? FOUND.something : FOUND.nothing;
  });
}
