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

/** kube-audit, or kube-audit-admin, which leaves out get and list. */
function entryPart(entry: JsonObject): Part | undefined {
  const part = isObject(entry.properties) ? partOf(entry.properties.log) : undefined;
  const {category} = entry;
  if (part === undefined || typeof category !== 'string' || category.startsWith('kube-audit')) return part;
  const reason = `an entry of category ${quoted(category)}, not kube-audit`;
  return {kind: 'problem', problem: {code: 'OTHER_LOG', reason}};
}

export const AKS: Wrapper = {
  name: 'AKS',
  doc: 'Azure diagnostic settings, one entry a line: categories kube-audit and kube-audit-admin.',
  sample: JSON.stringify(ENTRY),
  unwrap: value => {
    const part = entryPart(value);
    return part === undefined ? undefined : [part];
  },
};

export const AKS_RECORDS: Wrapper = {
  name: 'AKS records',
  doc: 'A batch of such entries in `records`: an Event Hub or a storage account.',
  sample: JSON.stringify({records: [ENTRY]}),
  unwrap: value =>
    Array.isArray(value.records) ? value.records.map(entry => ({kind: 'value', value: entry})) : undefined,
};
