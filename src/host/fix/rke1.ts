// Edits of the cluster.yml of RKE1, which has keys of its own for what most audit flags say.
import {RKE1, RKE1_POLICY} from '../places/extra-args.ts';
import {nodeAt, type Yaml} from '../yaml.ts';
import type {Edit, Editor} from './edit.ts';
import {editedMap, put} from './maps.ts';
import {documentOf, withEntry} from './yaml-edit.ts';

const API = ['services', 'kube-api'];
const LOG = [...API, 'audit_log'];

const isCluster = (yaml: Yaml): boolean => nodeAt(yaml, API) !== undefined;

export const editRke1: Editor = (edit, {file}, files) => {
  const text = files.get(file);
  const yaml = text === undefined ? undefined : documentOf(text, isCluster);
  return text !== undefined && yaml !== undefined && put(files, file, edited(edit, text, yaml));
};

function edited(edit: Edit, text: string, yaml: Yaml): string | undefined {
  if (edit.kind !== 'flag') return editedMap(edit, text, yaml, [...API, 'extra_args']);
  // RKE1 writes the policy to one place, and switches the log on with it.
  if (edit.name === 'audit-policy-file')
    return edit.value === RKE1_POLICY ? withEntry(text, yaml, LOG, 'enabled', true) : undefined;
  const [key] = RKE1.find(([, flag]) => flag === edit.name) ?? [];
  if (key === undefined) return editedMap(edit, text, yaml, [...API, 'extra_args']);
  const value = /^\d+$/.test(edit.value) ? Number(edit.value) : edit.value;
  const changed = withEntry(text, yaml, [...LOG, 'configuration'], key, value);
  const again = changed === undefined ? undefined : documentOf(changed, isCluster);
  return changed === undefined || again === undefined ? undefined : withEntry(changed, again, LOG, 'enabled', true);
}
