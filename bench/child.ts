// Runs one measurement in a process of its own, so that none warms or burdens another.
import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';

export type Ran = {
  readonly ms: number;
  /** Greatest resident size in bytes, polled; 0 where it could not be read. */
  readonly peak: number;
  readonly stdout: string;
};

function residentPeak(pid: number): number {
  try {
    const [, kib] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kib ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** @returns undefined if the program is not installed. @throws Error if it fails. */
export function runTimed(command: string, args: readonly string[]): Promise<Ran | undefined> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, [...args], {stdio: ['ignore', 'pipe', 'inherit']});
    let stdout = '';
    let peak = 0;
    const poll = setInterval(() => {
      if (child.pid !== undefined) peak = Math.max(peak, residentPeak(child.pid));
    }, 20);
    child.stdout.setEncoding('utf8').on('data', text => {
      stdout += text;
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearInterval(poll);
      if (error.code === 'ENOENT') resolve(undefined);
      else reject(error);
    });
    child.on('close', code => {
      clearInterval(poll);
      if (code === 0) resolve({ms: performance.now() - start, peak, stdout});
      else if (child.pid !== undefined) reject(new Error(`${command} ${args.join(' ')} ended with ${code}`));
    });
  });
}

/** A script of this folder, or a bundle, under this Node; its last line of output is JSON. */
export async function measure<T>(
  script: string,
  args: readonly string[],
): Promise<T & {readonly peak: number; readonly ms: number}> {
  const ran = await runTimed(process.execPath, [
    '--expose-gc',
    script.endsWith('.ts') ? new URL(script, import.meta.url).pathname : script,
    ...args,
  ]);
  const answer: T & object = JSON.parse(ran!.stdout.trim().split('\n').at(-1)!);
  // What a script measured under such a name would be taken for that of its process, or the other way round.
  if ('ms' in answer || 'peak' in answer) throw new Error(`${script}: ms and peak are those of the process`);
  return {...answer, peak: ran!.peak, ms: ran!.ms};
}
