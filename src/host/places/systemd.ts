// kube-apiserver as a service of systemd: Kubernetes the hard way, kubeasz, binary installs.
import type {Root} from '../root.ts';
import {readService, unitFiles} from '../systemd/service.ts';
import {programVersion} from '../version.ts';
import {commandArgs} from '../words.ts';
import {both, type Look} from './look.ts';

export function lookForUnits(root: Root): Look {
  const looks = [...unitFiles(root)].map(([unit, file]): Look => {
    // Most units of a node are none of ours; those that may be are read whole.
    const text = root.read(file);
    if (!/kube-?api-?server/i.test(unit) && (!text.ok || !text.value.includes('kube-apiserver'))) return both([]);
    if (!text.ok && text.why !== 'denied') return both([]);
    const {service, unread} = readService(root, unit, file);
    const found =
      service === undefined ? undefined : commandArgs(service.words, name => service.variables.get(name)?.value);
    if (service === undefined || found === undefined) return {servers: [], unread};
    const version = programVersion(found.program);
    return {
      servers: [
        {
          place: 'systemd',
          form: 'unit',
          ...(found.isScript ? {isScript: true} : {}),
          file: service.file,
          text: service.text,
          args: found.args,
          also: service.files.filter(path => path !== service.file),
          restart: `systemctl daemon-reload && systemctl restart ${unit.replace(/\.service$/, '')}`,
          ...(version === undefined ? {} : {version}),
        },
      ],
      unread,
    };
  });
  return both(looks);
}
