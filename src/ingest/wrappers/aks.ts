// Azure diagnostic settings: an entry holds a line of a control-plane log in `properties.log`, and several logs share the stream.
import {isObject, type JsonObject} from '../event-shape.ts';
import {quoted} from '../say.ts';
import {SAMPLE_LINE} from './sample.ts';
import {type Part, partOf, type Wrapper} from './wrapper.ts';

const ENTRY = {
  category: 'kube-audit',
  operationName: 'Microsoft.ContainerService/managedClusters/diagnosticLogs/Read',
  properties: {log: `${SAMPLE_LINE}\n`, stream: 'stdout'},
  time: '2026-11-20T10:02:11.318214000Z',
};

/** `properties.log`; the column `log_s` in exports of the table AzureDiagnostics. `properties` itself can be JSON in a string. */
function linePart({properties, log_s}: JsonObject): Part | undefined {
  return partOf(isObject(properties) ? properties.log : (log_s ?? properties));
}

/** kube-audit, or kube-audit-admin, which leaves out get and list. */
function entryParts(entry: JsonObject): readonly Part[] | undefined {
  const category = entry.category ?? entry.Category;
  const part = linePart(entry);
  if (typeof category !== 'string') return part === undefined || !isObject(entry.properties) ? undefined : [part];
  if (category.startsWith('kube-audit')) return part === undefined ? undefined : [part];
  if (!('properties' in entry || 'log_s' in entry)) return undefined;
  const reason = `an entry of category ${quoted(category)}, not kube-audit`;
  return [{kind: 'problem', problem: {code: 'OTHER_LOG', reason}}];
}

export const AKS: Wrapper = {
  name: 'AKS',
  doc: 'Azure diagnostic settings, one entry a line: categories kube-audit and kube-audit-admin.',
  sample: JSON.stringify(ENTRY),
  unwrap: entryParts,
};

export const AKS_RECORDS: Wrapper = {
  name: 'AKS records',
  doc: 'A batch of such entries in `records`: an Event Hub or a storage account.',
  sample: JSON.stringify({records: [ENTRY]}),
  unwrap: value =>
    Array.isArray(value.records) ? value.records.map(entry => ({kind: 'value', value: entry})) : undefined,
};
