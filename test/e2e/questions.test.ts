// The eleven questions of an incident, each answered in the built program with at most twelve keys, letters that are typed
// counted one by one, on a wide screen and at 80x24. The keys stand in the rows, each part with what is waited for after it.
import {afterEach, describe, expect, test} from 'vitest';
import {FIRST, PROGRAM, ROOT, TestTerminal} from '../support/terminal.ts';

const MOST_KEYS = 12;
const BYTES: Readonly<Record<string, string>> = {Enter: '\r', Esc: '\x1b', Tab: '\t', '→': '\x1b[C'};

/** Keys divided by blanks, and what then is on the screen. */
type Part = readonly [keys: string, shows: string | RegExp];

type Question = {
  readonly parts: readonly Part[];
  /** On the screen in the end. */
  readonly answer: readonly (string | RegExp)[];
  /** At 80x24 one pane shows at a time, and names are shorter. */
  readonly narrow?: {readonly parts?: readonly Part[]; readonly answer: readonly (string | RegExp)[]};
};

const CI_RUNNER = 'user:system:serviceaccount:build:ci-runner';

const QUESTIONS: Readonly<Record<string, Question>> = {
  'who deleted webapp-pod': {
    parts: [
      ['/ n : w e b a Tab', 'n:webapp-pod'],
      ['Enter', /[^\d,]\d\d? of 2,110/],
      ['H', 'History of pods prod-namespace/webapp-pod'],
    ],
    // Not Alice, although she is named: she was impersonated.
    answer: [/10:02:11 …:pro…nager→alice@…e\.com +delete +200 +deleted/],
    narrow: {
      parts: [
        ['/ n : w e b a Tab', 'n:webapp-pod'],
        ['Enter', /[^\d,]\d\d? of 2,110/],
        ['H', 'created anew'],
        ['g j', 'delete by'],
      ],
      answer: [
        /10:02:11 …:pro\S*ager→alic\S*com +delete +200 +deleted/,
        /delete by system:serviceaccount:prod-namespace:release-manager →\s+alice@example\.com/,
      ],
    },
  },
  "who exec'd where with what command": {
    parts: [
      ['/ s u b : e x Tab', 'sub:exec'],
      ['Enter', /row [\d,]+ of 3\b/],
      ['Enter', 'Summary'],
    ],
    answer: [
      /release-manager opened a shell \(exec\) in pod node-metrics-agent-x7k2p in kube-system/,
      /command = chroot/,
      /command = \/host/,
      /09:50:50\.525 get +101 +system:serviceaccount:build:ci-runner +pods\/exec +prod-namespace webapp-pod/,
    ],
    narrow: {
      parts: [
        ['/ s u b : e x Tab', 'sub:exec'],
        ['Enter', /row [\d,]+ of 3\b/],
        ['Enter', /opened a shell \(exec\) in\s+pod node-metrics-agent-x7k2p in kube-system/],
        ['K', /ci-runner opened/],
      ],
      answer: [/opened a shell \(exec\)\s+in\s+pod\s+webapp-pod\s+in\s+prod-namespace/],
    },
  },
  'who read or listed secrets, and how many': {
    parts: [
      ['/ r : s e c Tab', 'r:secrets'],
      ['Enter', /[1-9]\d* of 2,110/],
    ],
    answer: [/…:build:ci-runner +\d+/, /…:prod-nam\S*-manager +2/, /list +\d+/],
    narrow: {
      parts: [
        ['/ r : s e c Tab', 'r:secrets'],
        ['Enter', /15 of 2,110/],
        ['4', /▾ User/],
      ],
      answer: [/system:serviceaccount:build:ci-runner +6/, /release-manager +2/, /carol@example\.com +1/],
    },
  },
  'who was denied and later succeeded': {
    parts: [
      ['9', /& +Code|9 ▾ Code/],
      ['& 4 0 3', /& 403/],
      ['Enter', '> code:403'],
      ['Esc', /9 ▾ Code/],
      ['4', /▾ User/],
      ['U', 'Timeline of user system:serviceaccount:build:ci-runner'],
    ],
    // Sixteen requests from outside, eight of them refused; the others are what it found to be allowed.
    answer: [
      /203\.0\.113\.66 +python-requests\/2\.32\.5 +16 +1 +8 list 11, create 3, get 2/,
      /first seen: .*get secrets|get secrets/,
    ],
    narrow: {
      parts: [
        ['9', /& +Code|9 ▾ Code/],
        ['& 4 0 3', /& 403/],
        ['Enter', '> code:403'],
        ['Esc', /9 ▾ Code/],
        ['4', /▾ User/],
        ['U', /Timeline of user system:ser\S*:ci-runner/],
      ],
      answer: [/203\.0\.113\.66 +python\S+ +16 +1 +8 list 11/, /get\s+secrets/],
    },
  },
  'what RBAC changed and who got cluster-admin': {
    parts: [
      ['/ e r - a d Enter', /clusterrolebindings +5\b/],
      ['6 j', /▸|▾/],
      ['Enter', 'resource:clusterrolebindings'],
      ['Esc', /row [\d,]+ of 5\b/],
      ['H', /History of clusterrolebindings\S* metrics-reader-admin/],
    ],
    answer: [
      /09:56:02 .*manager.* create +201/,
      'roleRef.name: cluster-admin',
      /10:15:32 bob@example\.com +delete +200/,
    ],
    narrow: {
      parts: [
        ['/ e r - a d Enter', /44 of 2,110/],
        ['6', /clusterrolebindings +5\b/],
        ['j', /clusterrolebindings +5\b/],
        ['Enter', 'resource:clusterrolebindings'],
        ['Esc', /row [\d,]+ of 5\b/],
        ['H', /History of clusterrolebi\S+reader-admin/],
      ],
      answer: [/09:56:02 .*nager create +201/, 'roleRef.name: cluster-admin', /10:15:32 bob@example\.com +delete +200/],
    },
  },
  'was anything anonymous allowed': {
    parts: [
      ['/ u : a n o n Tab', 'u:system:anonymous'],
      ['Enter', /158 of 2,110/],
      ['9', /▾ Code/],
    ],
    answer: [/200 +15\d/, /403 +\d/],
  },
  'was a token used from a new address': {
    parts: [
      ['/ u : c i - r Tab', CI_RUNNER.replace('user', 'u')],
      ['Enter', /65 of 2,110/],
      ['U', 'Timeline of user'],
    ],
    answer: [/JTI=e0aac556-\S+ +65 requests/, /203\.0\.113\.66 another source IP +16 requests/],
  },
  'who impersonated whom': {
    parts: [['/ h a s : a s Enter', /row [\d,]+ of 3\b/]],
    answer: [
      /10:02:11\.310 delete 200 .*release-manager→alice@example\.com/,
      /alice@example\.com→carol@example\.com/,
      /bob@example\.com→system:serviceaccount:build:ci-runner/,
    ],
    narrow: {
      parts: [
        ['/ h a s : a s Enter', /row [\d,]+ of 3\b/],
        ['Enter', /bob@example\.com.*as system:serviceaccount:build:ci-runner/s],
        ['K', /alice@example\.com.*as carol@example\.com/s],
        ['K', /release-manager.*as alice@example\.com/s],
      ],
      answer: [/deleted pod webapp-pod/],
    },
  },
  'what loads the API server most and what is slow': {
    parts: [
      ['3 j j -', '> -verb:watch'],
      ['Esc', /row [\d,]+ of 1,\d\d\d/],
      ['→ → → → s', /Took↓|Sorted by Took/],
    ],
    answer: [/get +[\d,]+/, /…:local-p\S*ovisioner +\d+/, /leases +\d+/, /\dm\d+s|\d\.\d+s/],
    narrow: {
      parts: [
        ['3 j j -', /✗ watch/],
        ['Esc', /row [\d,]+ of 1,\d\d\d/],
        ['→ → → → s', /Took↓|Sorted by Took/],
        ['4', /…?:?local-path-provisioner +\d+/],
      ],
      answer: [/local-path-provisioner +\d+/, /leases +\d+/],
    },
  },
  'what did this identity do between two times': {
    parts: [
      ['/ u : c i - r Tab', CI_RUNNER.replace('user', 'u')],
      ['Enter', /65 of 2,110/],
      ['U', 'In its name, by others'],
      ['j Enter', /since:2026-11-20T09:41:07/],
    ],
    answer: [/16 of 2,110/, /ip:203\.0\.113\.66/, /09:43:31\.\d+ get +200 .*secrets +prod-namespace db-credentials/],
    narrow: {
      parts: [
        ['/ u : c i - r Tab', CI_RUNNER.replace('user', 'u')],
        ['Enter', /65 of 2,110/],
        ['U', 'Tokens issued'],
        ['j Enter', /16 of 2,110/],
      ],
      answer: [/09:43:31 +get +200 .*secrets +prod-\S* db-cre/],
    },
  },
  'what did this object look like before': {
    parts: [
      ['/ n : m e t r Tab', 'n:metrics-reader-admin'],
      ['Enter', /row [\d,]+ of 4\b/],
      ['H', 'History of'],
    ],
    answer: ['The last state known:', '− roleRef.name: cluster-admin'],
  },
};

let terminals: TestTerminal[] = [];
afterEach(() => {
  for (const terminal of terminals) if (terminal.exit === undefined) terminal.kill();
  terminals = [];
});

const keysOf = (parts: readonly Part[]): readonly string[] => parts.flatMap(([keys]) => keys.split(' '));

test('there are eleven', () => expect(Object.keys(QUESTIONS).length).toBe(11));

const SIZES = [
  {columns: 200, rows: 60},
  {columns: 80, rows: 24},
];

describe.each(SIZES)('at $columns x $rows', size => {
  describe.each(Object.entries(QUESTIONS))('%s', (_, question) => {
    const {parts, answer: answers} = {...question, ...(size.columns < 120 ? question.narrow : {})};
    const keys = keysOf(parts);

    test(`takes ${keys.length} keys: ${keys.join(' ')}`, async () => {
      expect(keys.length).toBeLessThanOrEqual(MOST_KEYS);
      const terminal = new TestTerminal(PROGRAM, [...FIRST, `${ROOT}sample-logs`], size);
      terminals.push(terminal);
      await terminal.shows(/row [\d,]+ of 2,110/);
      for (const [pressed, shows] of parts) {
        for (const key of pressed.split(' ')) terminal.write(BYTES[key] ?? key);
        await terminal.shows(shows);
      }
      for (const answer of answers) await terminal.shows(answer);
    });
  });
});
