// An examination as JSON for scripts.
import {type Examination, exitCode, isFound, whyOff, withKubeadmLines, worst} from './examine.ts';
import {toldRemedy} from './remedy.ts';
import type {Root} from './root.ts';
import type {ApiServer} from './server.ts';

const serverOf = ({place, file, also = [], version}: ApiServer) => ({
  place,
  file,
  also,
  version: version?.text ?? null,
});

const rounded = (value: number | undefined): number | null => (value === undefined ? null : Math.round(value));

/** Names are those of docs/doctor.md; absent things are null. */
export function reportJson(root: Root, examination: Examination): object {
  const {facts, results} = withKubeadmLines(root, examination, false);
  const {server, running, version, policy, log, found} = facts;
  return {
    found: isFound(examination),
    exitCode: exitCode(examination),
    verdict: worst(examination),
    whyNothingIsRecorded: whyOff(examination) ?? null,
    server: server === undefined ? null : serverOf(server),
    others: found.others.map(serverOf),
    running:
      running === undefined
        ? null
        : {
            pid: running.pid,
            program: running.program,
            startedAt: running.startedAt === undefined ? null : new Date(running.startedAt).toISOString(),
          },
    version: version?.text ?? null,
    policy: policy === undefined ? null : {path: policy.path, nodePath: policy.nodePath ?? null},
    log:
      log === undefined
        ? null
        : {path: log.path, nodePath: log.nodePath ?? null, bytesPerHour: rounded(log.measured?.bytesPerHour)},
    unread: found.unread,
    checks: results.map(({check, outcome}) => ({
      id: check.id,
      about: check.about,
      question: check.question,
      verdict: outcome.verdict,
      found: outcome.found,
      ...(outcome.remedy === undefined || outcome.verdict === 'sound'
        ? {}
        : {remedy: toldRemedy(root, facts, outcome.remedy)}),
    })),
  };
}
