// A connection of ssh that ends while a log is followed: nothing stays behind on the node. With a server of its own on this machine.
import {spawn, spawnSync} from 'node:child_process';
import {appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {event} from '../support/events.ts';
import {COMMAND, TestTerminal, until} from '../support/terminal.ts';

const SSHD = '/usr/sbin/sshd';
/** Others may not run a server that lets them in. */
const canServe = existsSync(SSHD) && process.getuid?.() === 0 && spawnSync('ssh', ['-V']).status === 0;
const SIZE = {columns: 100, rows: 30};

/** A port that nobody listens at. */
const freePort = () =>
  new Promise<number>(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const {port} = server.address() as {port: number};
      server.close(() => resolve(port));
    });
  });

const line = (at: number) => `${JSON.stringify(event({auditID: `r${at}`, requestURI: `/r/${at}`}))}\n`;

/** Not there any more, or dead and not yet collected by its parent. */
function isGone(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return true;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.charAt(stat.lastIndexOf(')') + 2) === 'Z';
}

describe.skipIf(!canServe)(
  `over ssh${canServe ? '' : ' (skipped: only the superuser can, with openssh-server)'}`,
  () => {
    let folder: string;
    let port: number;
    let server: ReturnType<typeof spawn>;
    const at = (name: string) => join(folder, name);

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'audit-tui-ssh-'));
      port = await freePort();
      for (const name of ['host', 'user']) spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)]);
      mkdirSync('/run/sshd', {recursive: true});
      const options = [
        ['ListenAddress', `127.0.0.1:${port}`],
        ['HostKey', at('host')],
        ['AuthorizedKeysFile', at('user.pub')],
        ['PermitRootLogin', 'yes'],
        ['StrictModes', 'no'],
        ['UsePAM', 'no'],
        ['PidFile', 'none'],
      ];
      const flags = options.flatMap(([name, value]) => ['-o', `${name}=${value}`]);
      server = spawn(SSHD, ['-D', '-f', '/dev/null', ...flags], {stdio: 'ignore'});
    });
    afterAll(() => {
      server.kill();
      rmSync(folder, {recursive: true, force: true});
    });

    /** The client in a terminal, and the process of the program behind it. */
    async function connect(
      name: string,
    ): Promise<{readonly client: TestTerminal; readonly pid: number; readonly log: string}> {
      const log = at(`${name}.log`);
      writeFileSync(log, line(0));
      const command = `echo $$ >${at(`${name}.pid`)}; exec ${COMMAND} ${log}`;
      const options = [
        '-tt',
        '-q',
        '-F',
        '/dev/null',
        '-i',
        at('user'),
        '-p',
        `${port}`,
        '-o',
        'StrictHostKeyChecking=no',
      ];
      const args = [
        ...options,
        '-o',
        'UserKnownHostsFile=/dev/null',
        '-o',
        'ConnectionAttempts=20',
        'root@127.0.0.1',
        command,
      ];
      const client = new TestTerminal('ssh', args, SIZE);
      await client.shows('row 1 of 1');
      return {client, pid: Number(readFileSync(at(`${name}.pid`), 'utf8')), log};
    }

    test('a connection that is cut while it follows ends it', async () => {
      const {client, pid, log} = await connect('cut');
      appendFileSync(log, line(1));
      await client.shows('row 2 of 2');
      client.kill();
      let count = 2;
      await until(() => {
        appendFileSync(log, line(count++));
        return isGone(pid);
      }, 'the process on the node has ended');
    });

    test('one that hangs for a while shows the newest screen when it goes on', async () => {
      const {client, pid, log} = await connect('hangs');
      process.kill(client.pid, 'SIGSTOP');
      for (let count = 1; count < 2000; count++) appendFileSync(log, line(count));
      await new Promise(resolve => setTimeout(resolve, 300));
      process.kill(client.pid, 'SIGCONT');
      await client.shows('row 2,000 of 2,000');
      client.write('q');
      expect(await client.exited()).toBe(0);
      expect(isGone(pid)).toBe(true);
    });
  },
);
