// Which policy the explorer explains events by: the one that is named, else one that lies beside the log.
import {readdir, stat} from 'node:fs/promises';
import {dirname, join, resolve} from 'node:path';
import {visible} from '../audit/visible.ts';
import {examine} from '../host/examine.ts';
import type {Root} from '../host/root.ts';
import type {PolicyPane} from '../session/panes/policy.ts';
import type {Understood} from './context.ts';
import {type LoadedPolicy, loadPolicy, policyOf} from './policy-file.ts';

const known = ({file, policy, lines}: LoadedPolicy, how: string): PolicyPane => ({
  kind: 'known',
  file,
  how,
  policy,
  lines,
});

/** As people call it: `audit-policy.yaml`, `policy.yml`. */
const POLICY_NAME = /polic(?:y|ies).*\.ya?ml$/i;

/** More names than that in a folder are not looked through. */
const MOST_FILES = 20;

async function folderOf(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    found => found.isDirectory(),
    () => false,
  );
  return isFolder ? path : dirname(path);
}

/** Files beside the logs that are policies. */
async function beside(paths: readonly string[]): Promise<readonly LoadedPolicy[]> {
  const folders = new Map<string, string>();
  for (const path of paths.filter(name => name !== '-')) {
    const folder = await folderOf(path);
    folders.set(resolve(folder), folder);
  }
  const found: LoadedPolicy[] = [];
  for (const folder of folders.values()) {
    const names = await readdir(folder).catch(() => []);
    const candidates = names.filter(name => POLICY_NAME.test(name)).toSorted();
    for (const name of candidates.slice(0, MOST_FILES)) {
      const policy = await loadPolicy(join(folder, name));
      if (policy.ok) found.push(policy.value);
    }
  }
  return found;
}

/** The policy of --policy; its fault is one that keeps the explorer from starting. */
export async function namedPolicy(file: string): Promise<Understood<PolicyPane>> {
  const policy = await loadPolicy(file);
  return policy.ok ? {ok: true, value: known(policy.value, 'given by --policy')} : policy;
}

/** The policy that the API server of this node is given, where its log is the one that is opened. */
export function nodePolicy(root: Root, nowMs: number): PolicyPane | undefined {
  const {nodePath, text} = examine(root, {now: nowMs}).facts.policy ?? {};
  if (nodePath === undefined || text === undefined) return undefined;
  const policy = policyOf(text, nodePath);
  return policy.ok ? known(policy.value, 'named by --audit-policy-file of this node') : undefined;
}

/** `inConfig` is the file that the config file names. Never throws for what is in the file system. */
export async function policyPane(
  paths: readonly string[],
  inConfig: string | undefined,
  ofNode?: () => PolicyPane | undefined,
): Promise<PolicyPane> {
  if (inConfig !== undefined) {
    const policy = await loadPolicy(inConfig);
    return policy.ok
      ? known(policy.value, 'named in the config file')
      : {kind: 'none', why: `The policy that the config file names is not used: ${policy.message.split('\n', 1)[0]}`};
  }
  const own = ofNode?.();
  if (own !== undefined) return own;
  const found = await beside(paths);
  const [only, second] = found;
  if (only === undefined) return {kind: 'none'};
  if (second === undefined) return known(only, 'found beside the log');
  const names = found.map(({file}) => file).join(', ');
  return {
    kind: 'none',
    why: visible(`More than one policy lies beside the log (${names}): name the one that was in force with --policy.`),
  };
}
