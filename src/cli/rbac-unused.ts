// `audit-tui rbac --unused`: what the roles of a file grant that was never used.
import {redactValue} from '../audit/redact.ts';
import {formatMicroTime} from '../audit/time.ts';
import {visible, visibleJson} from '../audit/visible.ts';
import type {Expr} from '../query/ast.ts';
import {classesOf} from '../rules/rbac/classes.ts';
import {ANYBODY, isOfAny} from '../rules/rbac/doings.ts';
import {type FileSubject, type RolesFile, readRoles} from '../rules/rbac/roles-file.ts';
import {type Subject, subjectText} from '../rules/rbac/subject.ts';
import {
  type Assignment,
  areOfGroups,
  assignmentsOf,
  besidesIn,
  fieldsFor,
  type RolesUse,
  usageOf,
} from '../rules/rbac/unused.ts';
import {besidesOf, type ReadBesides} from '../rules/rbac/unused-besides.ts';
import {type UnusedFinding, untoldOf, unusedFindings} from '../rules/rbac/unused-findings.ts';
import type {About, Source} from '../source/source.ts';
import {choiceFlag} from './context.ts';
import {EXIT} from './exit.ts';
import type {ParsedArgs} from './flags.ts';
import {wrap} from './help.ts';
import {isHopeless, tellCost, tellProblems, whole, withSource} from './input.ts';
import {complain, type Io} from './io.ts';
import {fileText} from './rbac-file.ts';
import {subjectFlag, whereOf, wordsOf} from './rbac-input.ts';
import {findingLine, LIMITS, roleText, unusedSummary} from './rbac-text.ts';

type Asked = {
  readonly file: string;
  readonly roles: RolesFile;
  readonly subject: Subject | undefined;
  /** Who has the roles that nothing in the file binds. */
  readonly assumed: FileSubject;
  readonly format: 'text' | 'json';
  readonly reveal: boolean;
};

/** Faults that are told at once. */
const MOST_FAULTS = 5;

const NOT_HERE = ['denied', 'expand', 'name'] as const;

async function understand(args: ParsedArgs): Promise<Asked | string> {
  const wrong = NOT_HERE.find(name => args.flags.has(name));
  if (wrong !== undefined) return `--${wrong} is for rules that are made, and --unused makes none: leave it out.`;
  const format = choiceFlag(args, 'output', ['text', 'json']);
  if (!format.ok) return format.message;
  const subject = subjectFlag(args);
  if (!subject.ok) return subject.message;
  const file = args.flags.get('unused')!;
  const text = await fileText(file);
  if (!text.ok) return text.message;
  const roles = readRoles(text.value);
  if (roles.faults.length > 0) {
    const told = roles.faults
      .slice(0, MOST_FAULTS)
      .map(({at, message}) => `${file}:${at.line}:${at.column}: ${message}`);
    return ['the roles cannot be read:', ...told.map(visible)].join('\n  ');
  }
  return {
    file,
    roles,
    subject: subject.value,
    assumed: assumedSubject(subject.value),
    format: format.value,
    reveal: args.flags.has('reveal'),
  };
}

function assumedSubject(subject: Subject | undefined): FileSubject {
  if (subject === undefined) return ANYBODY;
  return {
    kind: subject.kind,
    name: subject.name,
    namespace: subject.kind === 'ServiceAccount' ? subject.namespace : '',
  };
}

/** What a reader has to know about the file, and what was taken for granted. Not yet safe for a terminal. */
function notesOn(
  {file, roles, subject, assumed}: Asked,
  assignments: readonly Assignment[],
  use: RolesUse,
  read: ReadBesides,
): readonly string[] {
  const used = new Set(
    use.roles.flatMap(({rules}) =>
      rules.flatMap(({verbs}) => verbs.flatMap(({text, requests}) => (requests > 0 ? [text] : []))),
    ),
  );
  const place = ({line, column}: {line: number; column: number}) => `${file}:${line}:${column}`;
  const unbound = assignments.filter(({subjects}) => subjects.includes(assumed)).map(({role}) => role);
  const whose =
    subject === undefined
      ? 'taken as that of everybody in the log; name a --user'
      : `taken as that of ${subjectText(subject)}`;
  const missing = roles.bindings.filter(
    ({role}) => !roles.roles.some(one => one.kind === role.kind && one.name === role.name),
  );
  return [
    ...roles.notes.map(({at, message}) => `${place(at)}: ${message}`),
    ...unbound.map(role => `${place(role.at)}: ${roleText(role)} is bound by nothing in the file: ${whose}`),
    ...missing.map(
      ({at, kind, name, role}) =>
        `${place(at)}: ${kind} "${name}" binds ${role.kind} "${role.name}", which is not in the file`,
    ),
    ...roles.roles.flatMap(({aggregated, ...role}) =>
      aggregated === undefined
        ? []
        : [
            `${place(aggregated)}: ${roleText(role)} is aggregated: its rules come from other ClusterRoles, and only those written here are judged`,
          ],
    ),
    ...roles.roles.flatMap(role =>
      role.rules.flatMap((rule, i) =>
        untoldOf(rule, read.untold).map(said => `${place(rule.at)}: ${roleText(role)}, rule ${i + 1}: ${said}`),
      ),
    ),
    ...(['bind', 'escalate'].some(verb => used.has(verb))
      ? ['bind and escalate count as used where a binding or a role was written: who holds all of it needs neither']
      : []),
  ];
}

function jsonText(
  use: RolesUse,
  findings: readonly UnusedFinding[],
  notes: readonly string[],
  about: About,
  reveal: boolean,
): string {
  const masked = (text: string) => (reveal ? text : redactValue(text));
  const word = ({text, at, requests}: {text: string; at: {line: number; column: number}; requests: number}) => ({
    text,
    line: at.line,
    column: at.column,
    requests,
  });
  const value = {
    log: {
      name: about.name,
      from: about.extent === undefined ? null : formatMicroTime(about.extent.from),
      to: about.extent === undefined ? null : formatMicroTime(about.extent.to),
      requests: use.requests,
    },
    roles: use.roles.map(({role, rules}) => ({
      kind: role.kind,
      name: role.name,
      ...(role.namespace === '' ? {} : {namespace: role.namespace}),
      line: role.at.line,
      column: role.at.column,
      rules: rules.map(({rule, requests, ...lists}) => ({
        line: rule.at.line,
        column: rule.at.column,
        requests,
        verbs: lists.verbs.map(word),
        apiGroups: lists.apiGroups.map(word),
        resources: lists.resources.map(word),
        resourceNames: lists.resourceNames.map(word),
        nonResourceURLs: lists.nonResourceURLs.map(word),
      })),
    })),
    unused: findings.map(({what, role, ruleIndex, at, message}) => ({
      what,
      role: role.name,
      ruleIndex,
      line: at.line,
      column: at.column,
      message: masked(message),
    })),
    notes: [...notes, ...LIMITS],
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

async function printUnused(source: Source, where: Expr, asked: Asked, io: Io): Promise<number> {
  const {file, roles, assumed, format, reveal} = asked;
  const assignments = assignmentsOf(roles.roles, roles.bindings, [assumed]);
  const classes = await classesOf(source, where, fieldsFor(assignments));
  const read = await besidesOf(source, where, classes, {
    verbs: besidesIn(assignments),
    areTheirs: one => isOfAny(one, assignments),
    hasGroups: areOfGroups(assignments),
  });
  const use = usageOf(assignments, classes, read);
  const failed = await tellProblems(source, io);
  const about = source.about();
  if (isHopeless(about)) return EXIT.error;
  const findings = unusedFindings(use.roles, read);
  const notes = notesOn(asked, assignments, use, read);
  if (format === 'json') {
    const json = jsonText(use, findings, notes, about, reveal);
    await io.out.write(io.out.isTerminal ? visibleJson(json) : json);
  } else {
    for (const note of notes) await io.err.write(`audit-tui: ${visible(note)}\n`);
    const lines = findings.map(finding => findingLine(file, finding, reveal));
    const {columns} = io.out;
    // One line for other programs.
    const fit = (line: string, indent: number) => (columns === undefined ? line : wrap(line, indent, columns));
    const below = unusedSummary(use, findings, about).map(line => fit(line, 0));
    await io.out.write([...lines.map(line => fit(line, 4)), ...below].map(line => `${line}\n`).join(''));
  }
  return failed ? EXIT.error : findings.length > 0 ? EXIT.none : EXIT.found;
}

export async function rbacUnused(args: ParsedArgs, io: Io): Promise<number> {
  const asked = await understand(args);
  if (typeof asked === 'string') return complain(asked, io);
  const {expr, paths} = wordsOf(args);
  const checked = whereOf(expr, args, io);
  if (!checked.ok) return complain(checked.message, io);
  return withSource(paths, args, io, async source => {
    await tellCost(source, io);
    const where = await whole(source, end => whereOf(expr, args, io, end));
    return where.ok ? printUnused(source, where.value, asked, io) : complain(where.message, io);
  });
}
