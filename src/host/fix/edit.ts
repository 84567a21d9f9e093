// What a check wants changed, whatever the file that it has to be changed in.
import type {ApiServer} from '../server.ts';

export type Edit =
  /** Sets a flag of kube-apiserver, whether it is there or not. */
  | {readonly kind: 'flag'; readonly name: string; readonly value: string}
  | {readonly kind: 'rename flag'; readonly from: string; readonly to: string}
  | {readonly kind: 'remove flag'; readonly name: string}
  /** Takes a flag away that is given again later. */
  | {readonly kind: 'once'; readonly name: string}
  /** Adds a hostPath volume and its mount. */
  | {
      readonly kind: 'mount';
      readonly name: string;
      readonly hostPath: string;
      readonly mountPath: string;
      readonly type: 'File' | 'DirectoryOrCreate';
      readonly readOnly: boolean;
    }
  | {readonly kind: 'mount mode'; readonly mountPath: string; readonly readOnly: boolean}
  /** Makes a mount lead elsewhere. */
  | {
      readonly kind: 'remount';
      readonly from: string;
      readonly hostPath: string;
      readonly mountPath: string;
      readonly type: 'File' | 'DirectoryOrCreate';
    }
  /** Makes a hostPath of the volume behind a mount, whatever it was, or adds the volume that it names. */
  | {
      readonly kind: 'volume';
      readonly mountPath: string;
      readonly hostPath: string;
      readonly type: 'File' | 'DirectoryOrCreate';
    }
  /** The same in another place from which the one that counts is made. */
  | {readonly kind: 'elsewhere'; readonly server: ApiServer; readonly edit: Edit}
  /** A file that is not there yet. */
  | {readonly kind: 'write'; readonly file: string; readonly text: string};

/** Files as they are being changed; what is not there yet is ''. */
export type Files = Map<string, string>;

/** Makes one edit in `files`. @returns false if it cannot be made there: `files` are as before. */
export type Editor = (edit: Edit, server: ApiServer, files: Files) => boolean;

/** Whether `text` begins with the flag, however it was spelled: `--audit_log_path=x`. */
export function isFlag(text: string, name: string): boolean {
  const [, written] = /^--([^=]+)/.exec(text) ?? [];
  return written?.replaceAll('_', '-') === name;
}
