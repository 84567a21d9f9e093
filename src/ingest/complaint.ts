// Sentences on what a file is that is no audit log.
import type {Problem, ProblemCode} from './problems.ts';
import type {Look} from './sniff.ts';

export const problemOf = (code: ProblemCode, file: string, reason: string): Problem => ({
  code,
  reason,
  at: {file, offset: 0},
});

export const WHERE = 'The audit log is where --audit-log-path of kube-apiserver points.';

/** What is to be said of a file before it is read. */
export function complaintAbout(path: string, {content}: Pick<Look, 'content'>): Problem | undefined {
  const no = (what: string) => problemOf('NOT_AN_AUDIT_LOG', path, `${path} ${what} ${WHERE}`);
  switch (content) {
    case 'events':
    case 'unknown':
      return undefined;
    case 'empty':
      return problemOf('EMPTY_FILE', path, `${path} is empty: nothing has been logged to it yet.`);
    case 'klog':
      return no("is the API server's own log, not its audit log.");
    case 'auditd':
      return no('is a log of Linux auditd, not of Kubernetes.');
    case 'policy':
      return no('is an audit policy, which says what to log, not a log.');
    case 'yaml event':
      return no('holds an audit event as YAML; logs are JSON, one event a line.');
    case 'yaml':
      return no('looks like YAML; logs are JSON, one event a line.');
    case 'other':
      return no('begins with nothing that looks like an audit event.');
    case 'utf16':
      return problemOf('NOT_TEXT', path, `${path} is text in UTF-16: convert it with \`iconv -f UTF-16 -t UTF-8\`.`);
    case 'binary':
      return problemOf('NOT_TEXT', path, `${path} is a binary file, not a log.`);
    default:
      return problemOf(
        'NOT_TEXT',
        path,
        `${path} is compressed by ${content}: unpack it with \`${content} -dc\` and pipe it into \`audit-tui -\`.`,
      );
  }
}
