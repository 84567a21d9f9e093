// npm run audit:dependencies: asks npm's registry for known vulnerabilities in what is bundled. Whoever has no network, or a registry that
// does not tell, gets one sentence and no failure: that nobody was asked says nothing about a change.
import {spawnSync} from 'node:child_process';
import {type Answer, answerOf} from './package/audit.ts';

/** A registry that is slow is asked once, and not for minutes. */
const ARGS = ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=20000'];

const {stdout} = spawnSync('npm', ARGS, {encoding: 'utf8', maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 'ignore']});
const answer: Answer = answerOf(stdout ?? '');
switch (answer.kind) {
  case 'none':
    console.log(`audit: no known vulnerability in ${answer.packages} packages`);
    break;
  case 'silent':
    console.log(`audit: nobody was asked, the registry does not answer (${answer.why})`);
    break;
  case 'found':
    for (const line of answer.lines) console.error(`audit: ${line}`);
    process.exitCode = 1;
}
