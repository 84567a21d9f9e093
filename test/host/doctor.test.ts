// Whole nodes: what each check says of them, and that the diff, applied by patch(1), makes sound what it is for.
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {applyPatch, parsePatch} from 'diff';
import fc from 'fast-check';
import {afterAll, describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {isVisible} from '../../src/audit/visible.ts';
import type {Verdict} from '../../src/host/checks/check.ts';
import {check, type Examination, examine, exitCode, fixOf, isFound, whyOff} from '../../src/host/examine.ts';
import {unifiedDiff} from '../../src/host/fix/diff.ts';
import {reportText} from '../../src/host/report.ts';
import {Root} from '../../src/host/root.ts';
import {runs} from '../support/runs.ts';
import {
  AUDIT_FLAGS,
  LOG_DIRECTORY,
  makeTree,
  POLICY_PATH,
  putTree,
  removeTrees,
  TREES,
  type Tree,
  type TreeName,
} from './trees.ts';

afterAll(removeTrees);

const CLOCK = {now: Date.UTC(2026, 10, 20, 10, 3)};

const verdicts = ({results}: Examination): Readonly<Record<string, Verdict>> =>
  Object.fromEntries(results.map(({check: {id}, outcome}) => [id, outcome.verdict]));

const faults = (examination: Examination): readonly string[] =>
  Object.entries(verdicts(examination))
    .filter(([, verdict]) => verdict === 'failed' || verdict === 'warning')
    .map(([id, verdict]) => `${id} ${verdict}`);

const hasPatch = ((): boolean => {
  try {
    execFileSync('patch', ['--version'], {stdio: 'ignore'});
    return true;
  } catch {
    return false;
  }
})();

/** As `patch -p1 -d DIR` does. */
function applyDiff(dir: string, diff: string): void {
  if (hasPatch) {
    execFileSync('patch', ['-p1', '--fuzz=0', '-s', '-d', dir], {input: diff});
    return;
  }
  for (const patch of parsePatch(diff)) {
    const path = patch.newFileName!.replace(/^b/, '');
    const before = patch.oldFileName === '/dev/null' ? '' : readFileSync(join(dir, path), 'utf8');
    const after = applyPatch(before, patch);
    if (after === false) throw new Error(`the patch of ${path} does not apply`);
    putTree(dir, {[path]: after});
  }
}

/** In a copy nothing says what runs, when it started, whether more is written, and what is in the cluster. */
const UNTELLABLE = ['running', 'policy-in-force', 'log-written', 'kubeadm-keeps'];

describe('a node', () => {
  test.each<[name: TreeName, faults: readonly string[], code: number]>([
    ['kubeadm, sound', [], 0],
    ['systemd, sound', [], 0],
    ['k3s, sound', [], 0],
    ['auditing off', ['policy-given failed', 'log-given failed'], 1],
    ['policy not mounted', ['policy-mounted failed'], 1],
    ['policy file missing', ['policy-there failed'], 1],
    ['policy mount can be written to', ['policy-mount-read-only warning'], 1],
    ['log not mounted', ['log-mounted failed'], 1],
    ['log mounted as a file', ['log-mount-directory failed'], 1],
    ['log mounted read-only', ['log-mount-writable failed'], 1],
    ['no log path', ['log-given failed'], 1],
    ['policy volume of the wrong type', ['policy-volume failed'], 1],
    ['volumes not written', ['policy-mounted failed', 'log-mounted failed'], 1],
    ['log in a volume of the pod', ['log-mounted failed'], 1],
    ['flags with values that are refused', ['flags-valid failed', 'rotation-bounded warning'], 1],
    ['flags in two words', ['flags-valid failed', 'rotation-bounded warning', 'truncation warning'], 1],
    ['a copy of the manifest beside it', ['manifest-alone warning'], 1],
    ['a manifest that is no YAML', [], 2],
    ['defaults of 1.35', ['rotation-bounded warning'], 1],
    ['defaults of 1.36', [], 0],
    ['maxsize 0 of 1.36', ['rotation-on failed'], 1],
    ['a flag misspelt', ['flags-known failed'], 1],
    ['systemd, a flag misspelt', ['flags-known failed', 'log-given failed'], 1],
    ['systemd, no policy', ['policy-given failed', 'rotation-on warning'], 1],
    ['k3s, off', ['policy-given failed', 'log-given failed'], 1],
    ['RKE2, off', ['policy-given failed', 'log-given failed'], 1],
    ['RKE2, the default policy', ['policy-records failed', 'log-written failed'], 1],
    ['microk8s, off', ['policy-given failed', 'log-given failed'], 1],
    ['k0s, off', ['policy-given failed', 'log-given failed'], 1],
    ['kubeadm configuration alone, v1beta4', ['policy-given failed', 'log-given failed'], 1],
    ['kubeadm ConfigMap alone, v1beta3', ['policy-given failed', 'log-mounted failed', 'rotation-bounded warning'], 1],
    ['paths that are not absolute', ['policy-mounted failed', 'log-mounted failed'], 1],
    ['a log path that names a directory', ['log-place failed'], 1],
    ['anchors and aliases', [], 0],
    ['a flag twice', ['flags-once warning'], 1],
    ['systemd, flags twice', ['flags-once warning'], 1],
    ['kubeadm, its configuration beside it', ['kubeadm-keeps warning'], 1],
    ['kubeadm off, its configuration beside it', ['policy-given failed', 'log-given failed'], 1],
    ['a script in the manifest, off', ['policy-given failed', 'log-given failed'], 1],
    [
      'a script in the manifest, with faults',
      ['flags-known failed', 'flags-valid failed', 'flags-once warning', 'rotation-bounded warning'],
      1,
    ],
    ['a script in the unit, flags in a variable', ['flags-valid failed'], 1],
    ['a script in the unit, flags in a file', ['flags-valid failed', 'log-given failed'], 1],
    ['a script in the unit, off', ['policy-given failed', 'log-given failed'], 1],
    [
      'k3s, flags of its unit in two words',
      [
        'flags-known failed',
        'flags-valid failed',
        'flags-once warning',
        'policy-given failed',
        'log-place failed',
        'rotation-bounded warning',
        'log-mode warning',
      ],
      1,
    ],
    ['k3s, lists', ['flags-known failed', 'flags-valid failed', 'flags-once warning', 'rotation-bounded warning'], 1],
    [
      'RKE2, a policy of its own key that is not there',
      ['flags-valid failed', 'policy-there failed', 'rotation-bounded warning'],
      1,
    ],
    ['RKE1, off', ['policy-given failed', 'log-given failed'], 1],
    ['RKE1, in both of its places', ['flags-valid failed', 'flags-once warning'], 1],
    ['RKE1, with faults', ['flags-valid failed'], 1],
    ['OpenShift, off', ['flags-valid failed', 'policy-given failed'], 1],
    ['nothing there', [], 2],
    ['unreadable', [], 2],
  ])('%s', (name, wanted, code) => {
    const root = new Root(makeTree(TREES[name]));
    const examination = examine(root, CLOCK);
    expect([faults(examination), exitCode(examination)]).toEqual([wanted, code]);
  });

  test('every tree is tested', () => {
    const source = readFileSync(new URL(import.meta.url), 'utf8');
    for (const name of Object.keys(TREES)) expect(source).toMatch(new RegExp(`\\[\\s*'${name}',`));
  });

  test('that is sound is called so in every check that a copy can answer', () => {
    const all = verdicts(examine(new Root(makeTree(TREES['kubeadm, sound'])), CLOCK));
    const unsure = Object.keys(all).filter(id => all[id] !== 'sound');
    expect(unsure.sort()).toEqual([...UNTELLABLE].sort());
  });

  test('that has nothing says which places were looked at; one that cannot be read, which files', () => {
    const text = (name: TreeName) => {
      const root = new Root(makeTree(TREES[name]));
      return reportText(root, examine(root, CLOCK));
    };
    expect(text('nothing there')).toContain('/etc/kubernetes/manifests');
    expect(text('unreadable')).toContain('kube-apiserver.yaml is a symbolic link that leads');
    const broken = text('a manifest that is no YAML').replaceAll(/\s+/g, ' ');
    expect(broken).toMatch(
      /kube-apiserver\.yaml is no YAML \(\d+:\d+, .+\), so kubelet runs nothing from it Mend the YAML/,
    );
    expect(broken).not.toContain('sudo');
  });
});

describe('the fix', () => {
  const fixable = (Object.keys(TREES) as TreeName[]).filter(name => {
    const root = new Root(makeTree(TREES[name]));
    return fixOf(root, examine(root, CLOCK)).changes.length > 0;
  });

  test('is there for every tree whose faults a file can mend', () => {
    expect(fixable.length).toBeGreaterThan(15);
  });

  test.each(fixable)('of "%s" makes every check sound that a copy can answer, and nothing else', name => {
    const dir = makeTree(TREES[name]);
    const root = new Root(dir);
    const before = examine(root, CLOCK);
    const diff = unifiedDiff(fixOf(root, before).changes, file => root.inside(file));
    applyDiff(dir, diff);
    const after = examine(root, CLOCK);
    expect(faults(after).filter(fault => !fault.startsWith('log-written'))).toEqual([]);
    expect(whyOff(after) === undefined || whyOff(after)!.includes('is empty')).toBe(true);
    // Applied, there is nothing more to change.
    expect(fixOf(root, after).changes).toEqual([]);
    // What was not asked for stays: every line that went has one that came in its place.
    const [gone, come] = ['-', '+'].map(sign =>
      diff.split('\n').filter(line => line.startsWith(sign) && !/^(---|\+\+\+) /.test(line)),
    );
    if (!faults(before).includes('flags-once warning')) expect(gone!.length).toBeLessThanOrEqual(come!.length);
  });

  test('of a misspelt flag is its name, and its value stays', () => {
    const root = new Root(makeTree(TREES['systemd, a flag misspelt']));
    const {changes} = fixOf(root, examine(root, CLOCK));
    expect(changes.map(({file}) => file)).toEqual(['/etc/default/kube-apiserver']);
    expect(changes[0]!.after).toContain("LOG='--audit-log-path=/var/log/own/audit.log ");
  });

  test('of one misspelt flag is told once', () => {
    const root = new Root(makeTree(TREES['systemd, a flag misspelt']));
    const text = reportText(root, examine(root, CLOCK));
    expect(text.match(/^ +\d+ \+ /gm)).toHaveLength(1);
    expect(text.replaceAll(/\s+/g, ' ')).toContain('Write --audit-log-path instead of --audit-log-pth, as told above');
  });

  test('of a manifest of kubeadm says what belongs into its ConfigMap, as it will be; where nothing changes, not', () => {
    const texts = (['auditing off', 'kubeadm, sound'] as const).map(name => {
      const root = new Root(makeTree(TREES[name]));
      return reportText(root, examine(root, CLOCK));
    });
    const [, lines = ''] = texts[0]!.split('Into the ClusterConfiguration of the ConfigMap kubeadm-config:\n');
    const config = lines.split('\n\n')[0]!.replaceAll(/^ {16}/gm, '');
    const flags = AUDIT_FLAGS.map(flag => flag.slice(2).split('='));
    expect(parse(config)).toEqual({
      apiServer: {
        extraArgs: flags.map(([name, value]) => ({name, value})),
        extraVolumes: [
          {name: 'audit-policy', hostPath: POLICY_PATH, mountPath: POLICY_PATH, readOnly: true, pathType: 'File'},
          {
            name: 'audit-log',
            hostPath: LOG_DIRECTORY,
            mountPath: LOG_DIRECTORY,
            readOnly: false,
            pathType: 'DirectoryOrCreate',
          },
        ],
      },
    });
    expect(texts[1]).not.toContain('apiServer:');
  });

  test('of OpenShift is its resources', () => {
    const root = new Root(makeTree(TREES['OpenShift, off']));
    const examination = examine(root, CLOCK);
    expect(fixOf(root, examination).changes).toEqual([]);
    const text = reportText(root, examination);
    expect(text).toContain(`oc patch apiserver cluster --type=merge -p '{"spec":{"audit":{"profile":"Default"}}}'`);
    expect(text).toContain('"apiServerArguments":{"audit-log-maxsize":["100"]}');
  });

  test('of a manifest keeps its comments, quotes and line ends', () => {
    for (const eol of ['\n', '\r\n']) {
      const tree = Object.fromEntries(
        Object.entries(TREES['auditing off']).map(([path, text]) => [path, text.replaceAll('\n', eol)]),
      );
      const root = new Root(makeTree(tree));
      const change = fixOf(root, examine(root, CLOCK)).changes.find(({before}) => before !== undefined);
      // Taking the new lines away again leaves what was there.
      const rest = change!.before!.split('\n');
      for (const line of change!.after.split('\n')) if (rest[0] === line) rest.shift();
      expect(rest).toEqual([]);
      expect(change!.after.replaceAll('\r\n', '\n').includes('\r')).toBe(false);
      expect(change!.after.split(eol).length).toBe(change!.after.split('\n').length);
    }
  });

  test('writes nothing', () => {
    const dir = makeTree(TREES['auditing off']);
    const text = () => readFileSync(join(dir, '/etc/kubernetes/manifests/kube-apiserver.yaml'), 'utf8');
    const before = text();
    const root = new Root(dir);
    fixOf(root, examine(root, CLOCK));
    expect(text()).toBe(before);
  });
});

describe('the report', () => {
  test.each(Object.keys(TREES) as TreeName[])(
    'of "%s" is text of 80 columns but for the lines of files and shells',
    name => {
      const root = new Root(makeTree(TREES[name]));
      const lines = reportText(root, examine(root, CLOCK)).split('\n');
      const long = lines.filter(
        line => line.length > 80 && !/^ {9} *\d+ [+-] |^ {11}\S/.test(line) && line.trim().includes(' '),
      );
      expect(long).toEqual([]);
    },
  );

  test('of what is on and loses events says so first', () => {
    const root = new Root(makeTree(TREES['log not mounted']));
    expect(reportText(root, examine(root, CLOCK)).replaceAll(/\s+/g, ' ')).toMatch(
      /^Auditing is configured, but not sound: \/var\/log\/kubernetes\/audit is not mounted: /,
    );
  });

  test('shows no control byte of a hostile manifest', () => {
    const dir = mkdtempSync(join(tmpdir(), 'audit-tui-node-'));
    const evil = '\\u001b]52;c;aGk=\\u0007\\u202e';
    putTree(dir, {
      '/etc/kubernetes/manifests/evil.yaml': `kind: Pod\nspec:\n  containers:\n  - command: ["kube-apiserver", "--audit-log-path=/x/${evil}", "--audit-x${evil}=1", "--audit-log-mode=${evil}"]\n    image: "a:v1.35.0"\n`,
    });
    const root = new Root(dir);
    const examination = examine(root, CLOCK);
    expect(isFound(examination)).toBe(true);
    expect(
      reportText(root, examination)
        .split('\n')
        .filter(line => !isVisible(line)),
    ).toEqual([]);
    rmSync(dir, {recursive: true});
  });
});

test('checks of the same facts say the same', () => {
  const root = new Root(makeTree(TREES['auditing off']));
  const examination = examine(root, CLOCK);
  expect(check(examination.facts).results).toEqual(examination.results);
});

/** Cuts out, repeats, or replaces a part of a text. */
const mutilated = (text: string, from: number, length: number, put: string): string => {
  const at = Math.floor(from * text.length);
  return text.slice(0, at) + put + text.slice(at + Math.floor(length * (text.length - at)));
};

test('no mutilated file makes it throw, draw on the terminal, or mend what it cannot read', () => {
  const anyPiece = fc.oneof(
    fc.string({unit: 'binary', maxLength: 8}),
    fc.constantFrom(
      '\n',
      '  ',
      '- ',
      '{',
      '[',
      '"',
      '&a *a',
      '\\\n',
      '\0',
      '%',
      '$A',
      '|\n',
      '---\n',
      'null',
      '\x1b[2J',
      '!!binary x',
      '<<: *x',
    ),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...(Object.keys(TREES) as TreeName[])),
      fc.nat(),
      fc.double({min: 0, max: 1, noNaN: true}),
      fc.double({min: 0, max: 1, noNaN: true}),
      anyPiece,
      (name, which, from, length, piece) => {
        const tree: Record<string, Tree[string]> = {...TREES[name]};
        const files = Object.keys(tree).filter(
          path => typeof tree[path] === 'string' && !(tree[path] as string).startsWith('-> '),
        );
        const path = files[which % files.length];
        if (path !== undefined) tree[path] = mutilated(tree[path] as string, from, length, piece);
        const dir = makeTree(tree);
        const root = new Root(dir);
        const examination = examine(root, CLOCK);
        expect(
          reportText(root, examination)
            .split('\n')
            .filter(line => !isVisible(line)),
        ).toEqual([]);
        for (const {file, before, after} of fixOf(root, examination).changes)
          expect([file, after === before]).toEqual([file, false]);
        rmSync(dir, {recursive: true});
      },
    ),
    {numRuns: runs(40)},
  );
});
