// From a path inside kube-apiserver's container to the one on the node.
import {join, normalize} from 'node:path/posix';
import type {Mount} from './server.ts';

export type Mapped =
  /** The process sees the node's own files, or the mount leads to `path` on the node. */
  | {readonly kind: 'node'; readonly path: string; readonly mount?: Mount}
  /** In the container's own layer, which is thrown away with it. */
  | {readonly kind: 'container'}
  /** In a volume that is no directory of the node. */
  | {readonly kind: 'volume'; readonly mount: Mount};

const clean = (path: string): string => {
  const normal = normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
};

/** Whether `path` is `directory` or lies in it. */
export const isWithin = (path: string, directory: string): boolean =>
  directory === '/' || path === directory || path.startsWith(`${directory}/`);

/** Of several mounts that hold it the innermost counts, and of two in one place the later. */
export function mapPath(path: string, mounts: readonly Mount[] | undefined): Mapped {
  const wanted = clean(path);
  // Services start in the root of the node.
  if (mounts === undefined) return {kind: 'node', path: join('/', wanted)};
  let best: Mount | undefined;
  for (const mount of mounts) {
    const at = clean(mount.mountPath);
    if (isWithin(wanted, at) && at.length >= (best === undefined ? 0 : clean(best.mountPath).length)) best = mount;
  }
  if (best === undefined) return {kind: 'container'};
  if (best.source.kind === 'other') return {kind: 'volume', mount: best};
  const rest = wanted.slice(clean(best.mountPath).length);
  return {kind: 'node', path: clean(join(best.source.path, rest)), mount: best};
}

/** Whether the mount is of the very path, not of a directory around it. */
export const isMountOf = ({mountPath}: Mount, path: string): boolean => clean(mountPath) === clean(path);
