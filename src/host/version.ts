// Kubernetes versions, as image tags, configuration files and paths of programs name them.

export type Version = {
  readonly major: number;
  readonly minor: number /** As it was written: v1.35.2+k3s1. */;
  readonly text: string;
};

const IN_TEXT = /v?(\d+)\.(\d+)(?:\.\d+)?(?:[-+][\w.+-]+)?/;

/** Of `v1.35.2`, `1.36`, `v1.33.1+k3s1`; undefined for anything else. */
export function parseVersion(text: string): Version | undefined {
  const match = IN_TEXT.exec(text);
  if (match === null || match[0] !== text.trim()) return undefined;
  return {major: Number(match[1]), minor: Number(match[2]), text: text.trim()};
}

/** Of the tag of an image that holds kube-apiserver: `registry.k8s.io/kube-apiserver:v1.35.2@sha256:…`. */
export function imageVersion(image: string): Version | undefined {
  const tag = /:([^:/@]+)(?:@[^@]*)?$/.exec(image)?.[1];
  return tag === undefined ? undefined : parseVersion(tag);
}

/** Of a program's path that names it: `/opt/kubernetes/v1.35.2/bin/kube-apiserver`, `kube-apiserver-v1.36.0`. */
export function programVersion(path: string): Version | undefined {
  const match = /(?:^|[/_-])(v\d+\.\d+\.\d+(?:[-+][\w.]+)?)(?=$|\/)/.exec(path);
  return match === null ? undefined : parseVersion(match[1]!);
}

/** Whether `version` is `1.minor` or later. */
export const isSince = ({major, minor}: Version, since: number): boolean =>
  major > 1 || (major === 1 && minor >= since);
