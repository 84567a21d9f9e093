// k3s and RKE2: config.yaml and its drop-ins, the arguments of their unit, and what they add of their own.
// As k3s pkg/configfilearg and rke2 pkg/podexecutor/staticpod.go have it in 2026.
import {isMap, isScalar} from 'yaml';
import type {Root} from '../root.ts';
import type {ApiServer, Arg, At, Unread} from '../server.ts';
import {readService, unitFiles} from '../systemd/service.ts';
import {parseVersion} from '../version.ts';
import {nodeAt, readYaml, textsAt} from '../yaml.ts';
import {both, brokenYaml, type Look, NOTHING, readNames, readText} from './look.ts';
import {lookIn} from './static-pod.ts';

type Value = {readonly text: string; readonly at: At};
type Settings = ReadonlyMap<string, readonly Value[]>;

/** Later files replace the values of a key, or add to them where they write it with a plus. */
function configOf(
  root: Root,
  file: string,
): {readonly settings: Settings; readonly files: readonly string[]; readonly unread: readonly Unread[]} {
  const {names, unread: unlisted} = readNames(root, `${file}.d`);
  const unread: Unread[] = [...unlisted];
  const settings = new Map<string, readonly Value[]>();
  const files: string[] = [];
  for (const path of [file, ...names.filter(name => /\.ya?ml$/.test(name)).map(name => `${file}.d/${name}`)]) {
    const read = readText(root, path);
    unread.push(...read.unread);
    if (read.text === undefined) continue;
    files.push(path);
    unread.push(...brokenYaml(path, read.text, 'so the server does not start'));
    const [yaml] = readYaml(read.text);
    const map = yaml === undefined ? undefined : nodeAt(yaml, []);
    if (yaml === undefined || !isMap(map)) continue;
    for (const {key} of map.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const values = textsAt(yaml, [name]).map(({text, line}): Value => ({text, at: {file: path, line}}));
      const plain = name.replace(/\+$/, '');
      settings.set(plain, name.endsWith('+') ? [...(settings.get(plain) ?? []), ...values] : values);
    }
  }
  return {settings, files, unread};
}

/** Of those that matter here, flags that are no switches: the next word is theirs, dashes or not. */
const TAKES = /-(?:arg|dir|file)$|^(?:config|c|profile)$/;

/** `--name=value` and `--name value` of a command line; of a flag that is there more than once all values. */
function settingsOfArgs(args: readonly Arg[], fallback: string): Settings {
  const settings = new Map<string, readonly Value[]>();
  for (let i = 0; i < args.length; i++) {
    const {text, at = {file: fallback}} = args[i]!;
    const [, name, given] = /^--([^=]+)(?:=([\s\S]*))?$/.exec(text) ?? [];
    if (name === undefined) continue;
    const next = args[i + 1]?.text;
    const value = given ?? (next !== undefined && (TAKES.test(name) || !next.startsWith('-')) ? next : undefined);
    const place = given === undefined && value !== undefined ? (args[++i]?.at ?? at) : at;
    settings.set(name, [...(settings.get(name) ?? []), {text: value ?? 'true', at: place}]);
  }
  return settings;
}

type Distribution = {
  readonly place: 'k3s' | 'rke2';
  readonly config: string;
  readonly unit: string;
  /** What the program is called and is given to run a server. */
  readonly program: RegExp;
  readonly installed: string;
};

const K3S: Distribution = {
  place: 'k3s',
  config: '/etc/rancher/k3s/config.yaml',
  unit: 'k3s.service',
  program: /(?:^|\/)k3s$/,
  installed: '/usr/local/bin/k3s',
};
const RKE2: Distribution = {
  place: 'rke2',
  config: '/etc/rancher/rke2/config.yaml',
  unit: 'rke2-server.service',
  program: /(?:^|\/)rke2$/,
  installed: '/usr/local/bin/rke2',
};

type Found = {
  readonly settings: Settings;
  readonly config: string;
  /** The program of its unit, or where its installer puts it. */
  readonly program: string;
  readonly also: readonly string[];
  readonly unread: readonly Unread[];
};

/** undefined if neither a configuration nor a unit is there. The command line wins over the configuration. */
function settingsFor(root: Root, {config, unit, program, installed}: Distribution): Found | undefined {
  const file = unitFiles(root).get(unit);
  const service = file === undefined ? undefined : readService(root, unit, file);
  const words = service?.service?.words ?? [];
  if (words.length > 0 && !(program.test(words[0]!.text) && words[1]?.text === 'server')) return undefined;
  const given = settingsOfArgs(words.slice(2), file ?? '');
  const named = given.get('config')?.at(-1)?.text ?? given.get('c')?.at(-1)?.text;
  const read = configOf(root, named ?? config);
  if (words.length === 0 && read.files.length === 0 && read.unread.length === 0) return undefined;
  // An agent reads the same file.
  if (words.length === 0 && unitFiles(root).has(unit.replace(/(-server)?\.service$/, '-agent.service')))
    return undefined;
  return {
    settings: new Map([...read.settings, ...given]),
    config: named ?? config,
    program: words[0]?.text ?? installed,
    also: [...read.files.filter(path => path !== (named ?? config)), ...(service?.service?.files ?? [])],
    unread: [...read.unread, ...(service?.unread ?? [])],
  };
}

const apiServerArgs = (settings: Settings): readonly Arg[] =>
  (settings.get('kube-apiserver-arg') ?? []).map(({text, at}) => ({text: `--${text.replace(/^--/, '')}`, at}));

/** The file may not be there yet: then a change makes it. */
function serverOf(
  root: Root,
  {place, unit}: Distribution,
  {config, program, also}: Found,
  args: readonly Arg[],
): ApiServer {
  const read = root.read(config);
  const unitName = unit.replace(/\.service$/, '');
  return {
    place,
    form: 'rancher',
    file: config,
    text: read.ok ? read.value : '',
    program,
    args,
    also,
    restart: `systemctl restart ${unitName}`,
  };
}

export function lookForK3s(root: Root): Look {
  const found = settingsFor(root, K3S);
  if (found === undefined) return NOTHING;
  return {servers: [serverOf(root, K3S, found, apiServerArgs(found.settings))], unread: found.unread};
}

const RKE2_POLICY = '/etc/rancher/rke2/audit-policy.yaml';
const RKE2_DATA = '/var/lib/rancher/rke2';

/** RKE2 writes a manifest from its configuration; until it has, this is what it would write. */
function rke2Args(settings: Settings): readonly Arg[] {
  const own = apiServerArgs(settings);
  const profile = settings.get('profile')?.at(-1)?.text ?? '';
  const given = settings.get('audit-policy-file')?.at(-1);
  const policy = given?.text ?? (/^cis/.test(profile) ? RKE2_POLICY : undefined);
  if (policy === undefined) return own;
  const data = settings.get('data-dir')?.at(-1)?.text ?? RKE2_DATA;
  const at = given?.at === undefined ? {} : {at: given.at};
  return [
    {text: `--audit-policy-file=${policy}`, ...at},
    {text: '--audit-log-maxage=30'},
    {text: '--audit-log-maxbackup=10'},
    {text: '--audit-log-maxsize=100'},
    ...(own.some(({text}) => text.startsWith('--audit-log-path='))
      ? []
      : [{text: `--audit-log-path=${data}/server/logs/audit.log`}]),
    ...own,
  ];
}

/** RKE2 unpacks itself into data/v1.31.4-rke2r1-HASH, to which bin leads. */
function dataVersion(root: Root, data: string): ApiServer['version'] {
  const [, text] = /\/data\/(v\d+\.\d+\.\d+-rke2r\d+)-[^/]*\/bin$/.exec(root.inside(`${data}/bin`)) ?? [];
  return text === undefined ? undefined : parseVersion(text);
}

export function lookForRke2(root: Root): Look {
  const found = settingsFor(root, RKE2);
  const data = found?.settings.get('data-dir')?.at(-1)?.text ?? RKE2_DATA;
  const manifests = lookIn(root, `${data}/agent/pod-manifests`);
  const [manifest] = manifests.servers;
  if (found === undefined && manifest === undefined) return both([manifests]);
  const known: Found = found ?? {
    settings: new Map(),
    config: RKE2.config,
    program: RKE2.installed,
    also: [],
    unread: [],
  };
  // Files that flags name are mounted by RKE2 itself, under the same path.
  const server = serverOf(root, RKE2, known, rke2Args(known.settings));
  const version = manifest?.version ?? dataVersion(root, data);
  return {
    servers: [
      {
        ...server,
        ...(version === undefined ? {} : {version}),
        also: [...known.also, ...(manifest === undefined ? [] : [manifest.file])],
      },
    ],
    unread: [...known.unread, ...manifests.unread],
  };
}
