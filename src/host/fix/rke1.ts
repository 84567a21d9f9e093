// Edits of the cluster.yml of RKE1, which has keys of its own for what most audit flags say.
import {RKE1, RKE1_POLICY} from '../places/extra-args.ts';
import {nodeAt, type Yaml} from '../yaml.ts';
import type {Edit, Editor} from './edit.ts';
import {editedMap, put} from './maps.ts';
import {documentOf, withEntry, withoutEntry} from './yaml-edit.ts';

const API = ['services', 'kube-api'];
const LOG = [...API, 'audit_log'];

const isCluster = (yaml: Yaml): boolean => nodeAt(yaml, API) !== undefined;

export const editRke1: Editor = (edit, {file}, files) => {
  const text = files.get(file);
  const yaml = text === undefined ? undefined : documentOf(text, isCluster);
  return text !== undefined && yaml !== undefined && put(files, file, edited(edit, text, yaml));
};

const ARGS = [...API, 'extra_args'];
const CONFIGURATION = [...LOG, 'configuration'];

function edited(edit: Edit, text: string, yaml: Yaml): string | undefined {
  if (edit.kind !== 'flag' && edit.kind !== 'once') return editedMap(edit, text, yaml, ARGS);
  const [key] = RKE1.find(([, flag]) => flag === edit.name) ?? [];
  const isExtra = nodeAt(yaml, [...ARGS, edit.name]) !== undefined;
  if (edit.kind === 'once') {
    // extra_args come after what RKE1 makes of its own keys.
    const isOwn = key !== undefined && nodeAt(yaml, [...CONFIGURATION, key]) !== undefined;
    return isExtra && isOwn ? withoutEntry(text, yaml, [...CONFIGURATION, key]) : editedMap(edit, text, yaml, ARGS);
  }
  // RKE1 writes the policy to one place, and switches the log on with it.
  if (edit.name === 'audit-policy-file' && !isExtra)
    return edit.value === RKE1_POLICY ? withEntry(text, yaml, LOG, 'enabled', true) : undefined;
  if (key === undefined || isExtra) return editedMap(edit, text, yaml, ARGS);
  const value = /^\d+$/.test(edit.value) ? Number(edit.value) : edit.value;
  const changed = withEntry(text, yaml, CONFIGURATION, key, value);
  const again = changed === undefined ? undefined : documentOf(changed, isCluster);
  return changed === undefined || again === undefined ? undefined : withEntry(changed, again, LOG, 'enabled', true);
}
