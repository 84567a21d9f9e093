// What was found of an API server: where it is configured, with which arguments, and where its paths lie on the node.
import type {PlaceId} from './places.ts';
import type {Version} from './version.ts';

/** A place in a file of the node; `line` counts from 1. */
export type At = {readonly file: string; readonly line?: number};

/** One argument of kube-apiserver, as it gets it. */
export type Arg = {readonly text: string; readonly at?: At};

/** A directory or file that a container sees at `mountPath`. */
export type Mount = {
  readonly mountPath: string;
  readonly readOnly: boolean;
  readonly source:
    | {
        readonly kind: 'host';
        readonly path: string;
        /** Of the hostPath volume: File, DirectoryOrCreate …; '' checks nothing. */
        readonly type: string;
      }
    /** A volume of another kind, such as emptyDir: nothing on the node. */
    | {
        readonly kind: 'other';
        /** Its kind, or its name where it is missing. */
        readonly what: string;
        /** The mount names a volume that the pod does not have. */
        readonly isMissing?: true;
      };
};

/** How what configures it is edited; of `openshift` that is no file of the node. */
export type Form = 'pod' | 'kubeadm' | 'unit' | 'rancher' | 'args file' | 'extra args' | 'rke1' | 'openshift';

export type ApiServer = {
  readonly place: PlaceId;
  readonly form: Form;
  /** The file to edit, or what else names it. */
  readonly file: string;
  /** Its text. */
  readonly text?: string;
  readonly args: readonly Arg[];
  readonly version?: Version;
  /** A file on the node that is the program, and has its version in itself. */
  readonly program?: string;
  /** Absent where it sees the node's own files. */
  readonly mounts?: readonly Mount[];
  /** Files besides `file` that were read for it. */
  readonly also?: readonly string[];
  /** A shell is given a script that starts it. */
  readonly isScript?: true;
  /** For the editor of `form`: which of several documents or keys holds it. */
  readonly path?: readonly (string | number)[];
  /** How a change comes into effect. */
  readonly restart: string;
};

/** A process that is an API server, or has one in it. */
export type Running = {
  readonly pid: number;
  /** Base name of the program: kube-apiserver, k3s, kubelite. */
  readonly program: string;
  /** Absent where the process hides them (k3s), or they stand in a file (kubelite). */
  readonly args?: readonly Arg[];
  /** Milliseconds since the epoch. */
  readonly startedAt?: number;
  readonly version?: Version;
  /** As the kernel has them; absent where it sees the node's files. */
  readonly mounts?: readonly Mount[];
};

/** Something that could not be read on the way. */
export type Unread = {
  readonly file: string;
  /** As in "FILE is not a regular file". */
  readonly why: string;
  /** It is there and can be read, but is broken: more rights do not help. */
  readonly isBroken?: true;
};
