// Edits by position: the YAML that comes out is the one that was meant, and everything else keeps its every character.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {unifiedDiff} from '../../src/host/fix/diff.ts';
import type {Edit, Files} from '../../src/host/fix/edit.ts';
import {editExtraArgs, editKubeadm} from '../../src/host/fix/maps.ts';
import {editPod} from '../../src/host/fix/pod.ts';
import {editRancher} from '../../src/host/fix/rancher.ts';
import {editArgsFile, editUnit} from '../../src/host/fix/unit.ts';
import {scalarText} from '../../src/host/fix/yaml-edit.ts';
import {podOf} from '../../src/host/places/pod.ts';
import {Root} from '../../src/host/root.ts';
import type {ApiServer, Arg} from '../../src/host/server.ts';
import {readUnitFile} from '../../src/host/systemd/unit-file.ts';
import {runs} from '../support/runs.ts';

const FILE = '/f';
const server = (change: Partial<ApiServer>): ApiServer => ({
  place: 'static-pod',
  form: 'pod',
  file: FILE,
  args: [],
  restart: '',
  ...change,
});
const edited = (editor: typeof editPod, text: string, edit: Edit, one: ApiServer): string | undefined => {
  const files: Files = new Map([[FILE, text]]);
  return editor(edit, one, files) ? files.get(FILE) : undefined;
};

type Pod = {spec: {containers: [{command: string[]; volumeMounts?: object[]}]; volumes?: object[]}};

/** Manifests of one meaning in many shapes. */
const anyPod = fc
  .record({
    flags: fc.subarray(['--audit-log-path=/a', '--audit-log-maxage=3', '--v=2', '--audit-policy-file=/p', '--x=a b']),
    indent: fc.constantFrom('', '  '),
    quote: fc.constantFrom('', '"', "'"),
    comment: fc.constantFrom('', ' # why', '\n    # a line\n'),
    shape: fc.constantFrom('block', 'flow', 'json'),
    eol: fc.constantFrom('\n', '\r\n'),
    mounts: fc.boolean(),
    end: fc.constantFrom('', '\n', '\nstatus: {}\n'),
  })
  .map(({flags, indent, quote, comment, shape, eol, mounts, end}) => {
    const command = ['kube-apiserver', ...flags];
    if (shape === 'json') {
      const container = {name: 'a', command, ...(mounts ? {volumeMounts: [{mountPath: '/m', name: 'm'}]} : {})};
      const volumes = mounts ? {volumes: [{name: 'm', hostPath: {path: '/m'}}]} : {};
      return JSON.stringify({kind: 'Pod', spec: {containers: [container], ...volumes}}, null, 2).replaceAll('\n', eol);
    }
    const items =
      shape === 'flow'
        ? ` [${command.map(word => JSON.stringify(word)).join(', ')}]\n`
        : `\n${command.map(word => `    ${indent}- ${quote}${word}${quote}${comment.trimEnd()}\n`).join('')}`;
    const mount = mounts ? `    volumeMounts:\n    ${indent}- mountPath: /m\n    ${indent}  name: m\n` : '';
    const volume = mounts ? `  volumes:\n  - name: m\n    hostPath: {path: /m}` : '  hostNetwork: true';
    return `# head\nkind: Pod\nspec:\n  containers:\n  - name: a\n    command:${items}${mount}${volume}${end}`.replaceAll(
      '\n',
      eol,
    );
  });

const podServer = (text: string): ApiServer => {
  const pod = podOf(new Root('/nowhere'), FILE, text);
  return server(pod ?? {});
};
const withoutLines = (text: string) => text.split(/\r?\n/);

describe('a manifest of any shape', () => {
  test('gets the flag that is set, and nothing else changes', () => {
    fc.assert(
      fc.property(anyPod, fc.constantFrom('audit-log-path', 'audit-log-maxsize'), (text, name) => {
        const before = parse(text) as Pod;
        const after = edited(editPod, text, {kind: 'flag', name, value: '/new'}, podServer(text));
        const wanted = structuredClone(before);
        const {command} = wanted.spec.containers[0];
        const at = command.findIndex(word => word.startsWith(`--${name}=`));
        const got = (parse(after!) as Pod).spec.containers[0].command;
        expect(got).toContain(`--${name}=/new`);
        if (at !== -1) command[at] = `--${name}=/new`;
        else command.splice(got.indexOf(`--${name}=/new`), 0, `--${name}=/new`);
        expect(parse(after!)).toEqual(wanted);
        // Lines that are there before and after are the same ones.
        const old = new Set(withoutLines(text));
        expect(withoutLines(after!).filter(line => !old.has(line)).length).toBeLessThanOrEqual(2);
        if (text.includes('\r\n')) expect(after!.replaceAll('\r\n', '')).not.toContain('\n');
      }),
      {numRuns: runs(200)},
    );
  });

  test('gets a volume and its mount, under names of their own', () => {
    const mount: Edit = {kind: 'mount', name: 'm', hostPath: '/h', mountPath: '/c', type: 'File', readOnly: true};
    fc.assert(
      fc.property(anyPod, text => {
        const before = parse(text) as Pod;
        const after = parse(edited(editPod, text, mount, podServer(text))!) as Pod;
        const name = before.spec.volumes === undefined ? 'm' : 'm-2';
        expect(after.spec.containers[0].volumeMounts).toEqual([
          ...(before.spec.containers[0].volumeMounts ?? []),
          {mountPath: '/c', name, readOnly: true},
        ]);
        expect(after.spec.volumes).toEqual([
          ...(before.spec.volumes ?? []),
          {hostPath: {path: '/h', type: 'File'}, name},
        ]);
        expect({...after, spec: {...after.spec, volumes: 0, containers: 0}}).toEqual({
          ...before,
          spec: {...before.spec, volumes: 0, containers: 0},
        });
      }),
      {numRuns: runs(200)},
    );
  });
});

test.each<[claim: string, words: string[], edit: Edit, wanted: string[]]>([
  [
    'a switch that is said without a value is set, and the next flag stays',
    ['--audit-log-truncate-enabled', '--x=a'],
    {kind: 'flag', name: 'audit-log-truncate-enabled', value: 'false'},
    ['--audit-log-truncate-enabled=false', '--x=a'],
  ],
  [
    'a value in a word of its own is set there',
    ['--audit-log-maxage', '3', '--x=a'],
    {kind: 'flag', name: 'audit-log-maxage', value: '30'},
    ['--audit-log-maxage', '30', '--x=a'],
  ],
  [
    'a flag without its value gets one',
    ['--audit-log-mode', '--x=a'],
    {kind: 'flag', name: 'audit-log-mode', value: 'blocking'},
    ['--audit-log-mode=blocking', '--x=a'],
  ],
  [
    'a switch goes alone',
    ['--x=a', '--audit-dynamic-configuration', '--y'],
    {kind: 'remove flag', name: 'audit-dynamic-configuration'},
    ['--x=a', '--y'],
  ],
  [
    'a flag goes with its value',
    ['--x=a', '--audit-log-maxage', '3', '--y'],
    {kind: 'remove flag', name: 'audit-log-maxage'},
    ['--x=a', '--y'],
  ],
])('in a manifest %s', (_claim, words, edit, wanted) => {
  const command = ['kube-apiserver', ...words].map(word => `    - ${JSON.stringify(word)}\n`).join('');
  const text = `kind: Pod\nspec:\n  containers:\n  - name: a\n    command:\n${command}`;
  const after = parse(edited(editPod, text, edit, podServer(text))!) as Pod;
  expect(after.spec.containers[0].command).toEqual(['kube-apiserver', ...wanted]);
});

test('any text is a scalar that is read back', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.constantFrom('true', 'NO', '1', '', '--a=b', '- x', 'a: b', '~', '0x1f', '1e3', 'a #b')),
      text => {
        expect(parse(`k: ${scalarText(text)}\n`)).toEqual({k: text});
      },
    ),
  );
});

describe('flags of a map', () => {
  const kubeadm = (text: string, edit: Edit) => edited(editKubeadm, text, edit, server({form: 'kubeadm'}));
  const flag = (name: string, value: string): Edit => ({kind: 'flag', name, value});

  test.each<[claim: string, before: string, edit: Edit, after: string]>([
    [
      'v1beta3 has a map, made if it is not there',
      'apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\n',
      flag('audit-log-maxage', '30'),
      'apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\napiServer:\n  extraArgs:\n    audit-log-maxage: "30"\n',
    ],
    [
      'a value is replaced in its quotes',
      "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\napiServer:\n  extraArgs:\n    audit-log-maxage: '3' # days\n",
      flag('audit-log-maxage', '30'),
      "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\napiServer:\n  extraArgs:\n    audit-log-maxage: '30' # days\n",
    ],
    [
      'v1beta4 has a list',
      'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\napiServer:\n  extraArgs:\n    - name: v\n      value: "2"\n',
      flag('audit-log-path', '/a'),
      'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\napiServer:\n  extraArgs:\n    - name: v\n      value: "2"\n    - name: audit-log-path\n      value: /a\n',
    ],
    [
      'other documents of the file stay as they are',
      'kind: InitConfiguration\n---\napiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\napiServer:\n  extraArgs: []\n---\nkind: KubeletConfiguration\n',
      flag('v', '2'),
      'kind: InitConfiguration\n---\napiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\napiServer:\n  extraArgs: [{"name": "v", "value": "2"}]\n---\nkind: KubeletConfiguration\n',
    ],
  ])('%s', (_claim, before, edit, after) => {
    expect(kubeadm(before, edit)).toBe(after);
  });

  test('of k0s and Talos', () => {
    const path = ['cluster', 'apiServer', 'extraArgs'];
    const one = server({form: 'extra args', path});
    expect(
      edited(
        editExtraArgs,
        'machine: {}\ncluster:\n  apiServer:\n    extraArgs:\n      v: "2"\n',
        flag('audit-log-maxage', '5'),
        one,
      ),
    ).toBe('machine: {}\ncluster:\n  apiServer:\n    extraArgs:\n      v: "2"\n      audit-log-maxage: "5"\n');
  });

  test.each<[claim: string, before: string, args: readonly Arg[], edit: Edit, after: string]>([
    ['k3s: an empty file', '', [], flag('audit-log-path', '/a'), 'kube-apiserver-arg:\n- audit-log-path=/a\n'],
    [
      'a file of comments',
      '# mine\n',
      [],
      flag('audit-log-path', '/a'),
      '# mine\nkube-apiserver-arg:\n- audit-log-path=/a\n',
    ],
    [
      'one value becomes a list',
      'kube-apiserver-arg: v=2\ntoken: x\n',
      [{text: '--v=2', at: {file: FILE, line: 1}}],
      flag('audit-log-path', '/a'),
      'kube-apiserver-arg:\n  - v=2\n  - audit-log-path=/a\ntoken: x\n',
    ],
    [
      'a flag that is there',
      'kube-apiserver-arg:\n- "audit-log-path=/old"\n',
      [{text: '--audit-log-path=/old', at: {file: FILE, line: 2}}],
      flag('audit-log-path', '/a'),
      'kube-apiserver-arg:\n- "audit-log-path=/a"\n',
    ],
  ])('%s', (_claim, before, args, edit, after) => {
    expect(edited(editRancher, before, edit, server({place: 'k3s', form: 'rancher', args}))).toBe(after);
  });
});

test('RKE2’s own flag for the policy is changed in its unit, in one word or two', () => {
  const unit = '/rke2-server.service';
  for (const between of ['=', ' ']) {
    const text = `[Service]\nExecStart=/usr/bin/rke2 server --audit-policy-file${between}p.yaml --debug\n`;
    const args: readonly Arg[] = [{text: '--audit-policy-file=p.yaml', at: {file: unit, line: 2}}];
    const files: Files = new Map([[unit, text]]);
    const edit: Edit = {kind: 'flag', name: 'audit-policy-file', value: '/p.yaml'};
    expect(editRancher(edit, server({place: 'rke2', form: 'rancher', args}), files)).toBe(true);
    expect(files.get(unit)).toBe(text.replace('p.yaml', '/p.yaml'));
  }
});

describe('lines of a unit', () => {
  const args = (text: string): readonly Arg[] =>
    readUnitFile(FILE, text)
      .filter(({key}) => key === 'ExecStart')
      .flatMap(({value, lines}) =>
        [...value.matchAll(/--\S+/g)].map(match => ({text: match[0], at: {file: FILE, line: lines[match.index]!}})),
      );
  const unit = (text: string, edit: Edit) =>
    edited(editUnit, text, edit, server({place: 'systemd', form: 'unit', args: args(text)}));
  const flag: Edit = {kind: 'flag', name: 'audit-log-path', value: '/a'};

  test.each<[claim: string, before: string, edit: Edit, after: string | undefined]>([
    [
      'one line becomes two',
      '[Service]\nExecStart=/x --v=2\nRestart=no\n',
      flag,
      '[Service]\nExecStart=/x --v=2 \\\n  --audit-log-path=/a\nRestart=no\n',
    ],
    [
      'after the last of several, as far in',
      '[Service]\nExecStart=/x \\\n\t--v=2\n',
      flag,
      '[Service]\nExecStart=/x \\\n\t--v=2 \\\n\t--audit-log-path=/a\n',
    ],
    [
      'where the last one goes on into an empty line',
      '[Service]\nExecStart=/x \\\n    --v=2 \\\n\n[Install]\n',
      flag,
      '[Service]\nExecStart=/x \\\n    --v=2 \\\n  --audit-log-path=/a\n\n[Install]\n',
    ],
    [
      'a value in its line',
      '[Service]\nExecStart=/x \\\n  --audit-log-path=/old \\\n  --v=2\n',
      flag,
      '[Service]\nExecStart=/x \\\n  --audit-log-path=/a \\\n  --v=2\n',
    ],
    [
      'a switch without a value, and the next flag stays',
      '[Service]\nExecStart=/x --audit-log-truncate-enabled --v=2\n',
      {kind: 'flag', name: 'audit-log-truncate-enabled', value: 'false'},
      '[Service]\nExecStart=/x --audit-log-truncate-enabled=false --v=2\n',
    ],
    [
      'a value that is a word of its own',
      '[Service]\nExecStart=/x --audit-log-path /old --v=2\n',
      flag,
      '[Service]\nExecStart=/x --audit-log-path /a --v=2\n',
    ],
    [
      'a flag without its value, and the next flag stays',
      '[Service]\nExecStart=/x --audit-log-path --v=2\n',
      flag,
      '[Service]\nExecStart=/x --audit-log-path=/a --v=2\n',
    ],
    [
      'a switch that goes, and the next flag stays',
      '[Service]\nExecStart=/x --audit-dynamic-configuration --v=2\n',
      {kind: 'remove flag', name: 'audit-dynamic-configuration'},
      '[Service]\nExecStart=/x --v=2\n',
    ],
    [
      'one with underscores',
      '[Service]\nExecStart=/x --audit_log_path=/old\n',
      flag,
      '[Service]\nExecStart=/x --audit-log-path=/a\n',
    ],
    [
      'not one whose name it ends with',
      '[Service]\nExecStart=/x --my-audit-log-path=/old\n',
      flag,
      '[Service]\nExecStart=/x --my-audit-log-path=/old \\\n  --audit-log-path=/a\n',
    ],
    [
      'another name',
      '[Service]\nExecStart=/x --audit-log-max-size=3\n',
      {kind: 'rename flag', from: 'audit-log-max-size', to: 'audit-log-maxsize'},
      '[Service]\nExecStart=/x --audit-log-maxsize=3\n',
    ],
    [
      'a value that would be more than a word is left to its user',
      '[Service]\nExecStart=/x\n',
      {...flag, value: '/a b'},
      undefined,
    ],
    [
      'a value with a blank in it is left to its user',
      '[Service]\nExecStart=/x "--audit-log-path=/old one" --v=2\n',
      flag,
      undefined,
    ],
    ['a value in quotes of its own', "[Service]\nExecStart=/x --audit-log-path='/old' --v=2\n", flag, undefined],
    ['a value on the next line', '[Service]\nExecStart=/x --audit-log-path \\\n  /old --v=2\n', flag, undefined],
    [
      'a unit mounts nothing',
      '[Service]\nExecStart=/x\n',
      {kind: 'mount mode', mountPath: '/a', readOnly: true},
      undefined,
    ],
    [
      'line ends of DOS stay',
      '[Service]\r\nExecStart=/x --v=2\r\n',
      flag,
      '[Service]\r\nExecStart=/x --v=2 \\\r\n  --audit-log-path=/a\r\n',
    ],
  ])('%s', (_claim, before, edit, after) => {
    expect(unit(before, edit)).toBe(after);
  });

  test('a file of arguments gets a line', () => {
    const one = server({place: 'microk8s', form: 'args file'});
    expect(edited(editArgsFile, '--v=2', flag, one)).toBe('--v=2\n--audit-log-path=/a\n');
  });
});

describe('a diff', () => {
  test('of a new file begins at nothing', () => {
    expect(unifiedDiff([{file: '/etc/p', after: 'a\nb\n'}])).toBe(
      '--- /dev/null\n+++ b/etc/p\n@@ -0,0 +1,2 @@\n+a\n+b\n',
    );
  });

  test('says where a file ends without a newline', () => {
    expect(unifiedDiff([{file: '/f', before: 'a', after: 'a\nb\n'}])).toContain('-a\n\\ No newline at end of file\n');
  });

  test('has no file whose name would be read as something else', () => {
    expect(unifiedDiff([{file: '/a\n+++ b/etc/passwd', before: 'x', after: 'y'}])).toBe('');
  });
});
