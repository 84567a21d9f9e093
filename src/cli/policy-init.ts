// `audit-tui policy init`: a policy to begin with, or the one that logs just what a query says.
import {LEVELS} from '../audit/event.ts';
import {visible} from '../audit/visible.ts';
import {onlyPolicy, onlyRule} from '../rules/policy/init-only.ts';
import {HOW_TO_LOAD, PROFILES} from '../rules/policy/profiles.ts';
import {type PolicyDraft, policyYaml} from '../rules/policy/profiles-print.ts';
import {choiceFlag, contextOf, exprOf, notUnderstood, type Understood, understood} from './context.ts';
import {EXIT} from './exit.ts';
import type {ParsedArgs} from './flags.ts';
import {complain, type Io} from './io.ts';
import {saveFile} from './save.ts';

/** At level None there would be nothing to read. */
const LOGGED = LEVELS.filter(level => level !== 'None');

function draftOf(args: ParsedArgs, io: Io): Understood<PolicyDraft> {
  const only = args.flags.get('only');
  if (only === undefined) {
    if (args.flags.has('level')) return notUnderstood('--level goes with --only: a profile has levels of its own');
    const name = choiceFlag(args, 'profile', ['recommended', 'minimal', 'forensic']);
    return name.ok ? understood(PROFILES.find(profile => profile.name === name.value)!.policy) : name;
  }
  if (args.flags.has('profile')) return notUnderstood('--profile and --only are two ways to the same: leave one out');
  const level = choiceFlag(args, 'level', LOGGED);
  if (!level.ok) return level;
  const expr = exprOf(only, contextOf(args, io));
  if (!expr.ok) return expr;
  const made = onlyRule(expr.value, level.value);
  return made.ok ? understood(onlyPolicy(only, made.rule, HOW_TO_LOAD)) : notUnderstood(visible(made.message));
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

export async function policyInit(args: ParsedArgs, io: Io): Promise<number> {
  const draft = draftOf(args, io);
  if (!draft.ok) return complain(draft.message, io);
  const text = policyYaml(draft.value);
  const file = args.flags.get('out');
  if (file === undefined) {
    await io.out.write(text);
    return EXIT.found;
  }
  const saved = await saveFile(file, once(text), {overwrite: false});
  if (!saved.ok) return complain(visible(`nothing was written: ${saved.message}`), io);
  await io.err.write(`audit-tui: wrote ${visible(file)}; "audit-tui policy check ${visible(file)}" looks it over\n`);
  return EXIT.found;
}
