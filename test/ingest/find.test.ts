import {execFile, execFileSync} from 'node:child_process';
import {chmodSync, createWriteStream, linkSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {PassThrough, Readable} from 'node:stream';
import {promisify} from 'node:util';
import {gzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {type FindOptions, findInputs} from '../../src/ingest/find.ts';
import {eventLines, readAll, tempDirectory, tempFile} from './helpers.ts';

const WHERE = 'The audit log is where --audit-log-path of kube-apiserver points.';
const KLOG = 'I1023 23:50:38.116061       1 options.go:221] external host was not specified\n';

/** Finds, reads all and closes. */
async function found(paths: readonly string[], options: FindOptions = {}) {
  const {inputs, problems, skipped} = await findInputs(paths, options);
  const events: number[] = [];
  for (const input of inputs) {
    events.push((await readAll(input)).events.length);
    await input.close();
  }
  return {
    inputs: inputs.map(({name, kind}) => `${kind} ${name}`),
    events,
    problems: problems.map(({code, reason}) => `${code}: ${reason}`),
    skipped: skipped.map(({path}) => path),
    files: problems.map(({at}) => at.file),
  };
}

function directoryOf(files: Readonly<Record<string, string | Buffer>>): string {
  const directory = tempDirectory();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  return directory;
}

describe('a file', () => {
  test('plain and gzip are told by content, not by name', async () => {
    const directory = directoryOf({'a.gz': eventLines(2), 'b.log': gzipSync(eventLines(3))});
    const [a, b] = [join(directory, 'a.gz'), join(directory, 'b.log')];
    expect(await found([a, b])).toMatchObject({inputs: [`plain ${a}`, `gzip ${b}`], events: [2, 3], problems: []});
  });

  test('size and time of writing are those of the file', async () => {
    const path = tempFile(eventLines(2));
    const {inputs} = await findInputs([path]);
    expect(inputs[0]?.size).toBe(eventLines(2).length);
    expect(Math.abs(inputs[0]!.mtimeMs - Date.now())).toBeLessThan(60_000);
    await inputs[0]?.close();
  });

  test('named twice, by a hard link or by a symbolic link, it is read once, under its first name', async () => {
    const path = tempFile(eventLines(2));
    const [hard, soft] = [`${path}.hard`, `${path}.soft`];
    linkSync(path, hard);
    symlinkSync(path, soft);
    expect(await found([soft, path, hard, path])).toMatchObject({inputs: [`plain ${soft}`], events: [2], problems: []});
  });

  test.each<[what: string, content: string | Buffer, problem: string]>([
    ['empty', '', 'EMPTY_FILE: PATH is empty: nothing has been logged to it yet.'],
    ['an empty file, compressed', gzipSync(''), 'EMPTY_FILE: PATH is empty: nothing has been logged to it yet.'],
    ['klog', KLOG, `NOT_AN_AUDIT_LOG: PATH is the API server's own log, not its audit log. ${WHERE}`],
    [
      'auditd',
      'type=BPF msg=audit(1719849199.623:5654): op=LOAD\n',
      `NOT_AN_AUDIT_LOG: PATH is a log of Linux auditd, not of Kubernetes. ${WHERE}`,
    ],
    [
      'a policy',
      '# policy\napiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n',
      `NOT_AN_AUDIT_LOG: PATH is an audit policy, which says what to log, not a log. ${WHERE}`,
    ],
    [
      'an event as YAML',
      'kind: Event\nauditID: a\nstage: Panic\n',
      `NOT_AN_AUDIT_LOG: PATH holds an audit event as YAML; logs are JSON, one event a line. ${WHERE}`,
    ],
    [
      'YAML',
      'name: x\nlist:\n- a\n',
      `NOT_AN_AUDIT_LOG: PATH looks like YAML; logs are JSON, one event a line. ${WHERE}`,
    ],
    ['other text', 'hello\n', `NOT_AN_AUDIT_LOG: PATH begins with nothing that looks like an audit event. ${WHERE}`],
  ])('%s: it is read, and a sentence says what it is', async (_what, content, problem) => {
    const path = tempFile(content, 'x');
    const {inputs, problems, events, files} = await found([path]);
    expect(inputs).toHaveLength(1);
    expect(events).toEqual([0]);
    expect(problems).toEqual([problem.replace('PATH', path)]);
    expect(files).toEqual([path]);
  });

  test.each<[what: string, content: string | Buffer, problem: string]>([
    [
      'binary',
      Buffer.from(Array.from({length: 2000}, (_, i) => (i * 37) % 256)),
      'NOT_TEXT: PATH is a binary file, not a log.',
    ],
    [
      'UTF-16',
      Buffer.from(`\uFEFF${eventLines(1)}`, 'utf16le'),
      'NOT_TEXT: PATH is text in UTF-16: convert it with `iconv -f UTF-16 -t UTF-8`.',
    ],
    [
      'UTF-16 without a byte order mark',
      Buffer.from(eventLines(1), 'utf16le'),
      'NOT_TEXT: PATH is text in UTF-16: convert it with `iconv -f UTF-16 -t UTF-8`.',
    ],
    [
      'zstd',
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 1]),
      'NOT_TEXT: PATH is compressed by zstd: unpack it with `zstd -dc` and pipe it into `audit-tui -`.',
    ],
  ])('%s: it is not read, and a sentence says why', async (_what, content, problem) => {
    const path = tempFile(content, 'x');
    expect(await found([path])).toMatchObject({inputs: [], problems: [problem.replace('PATH', path)]});
  });

  test.each<[what: string, content: string | Buffer, events: number]>([
    ['klog lines before the first event', KLOG.repeat(9) + eventLines(2), 2],
    ['a hole longer than what is looked at', `${'\0'.repeat(100_000)}${eventLines(2)}`, 2],
    ['some bytes that are no UTF-8', Buffer.concat([Buffer.from([0xff, 0x0a]), Buffer.from(eventLines(2))]), 2],
    ['the legacy format, whose lines are counted', '2026-11-20T10:02:11Z AUDIT: id="x" stage="Panic"\n', 0],
  ])('%s is no reason to complain', async (_what, content, events) => {
    expect(await found([tempFile(content)])).toMatchObject({events: [events], problems: []});
  });
});

describe('what is not there or cannot be read', () => {
  test('a near name is suggested', async () => {
    const directory = directoryOf({'audit.log': eventLines(1), 'kubelet.conf': ''});
    const path = join(directory, 'audti.log');
    expect((await found([path])).problems).toEqual([
      `NO_SUCH_FILE: There is no ${path}. Did you mean ${join(directory, 'audit.log')}?`,
    ]);
  });

  test('as is the rest of a name', async () => {
    const directory = directoryOf({'audit-2026-11-20T10-02-11.310.log': eventLines(1)});
    const path = join(directory, 'audit');
    expect((await found([path])).problems[0]).toContain('Did you mean');
  });

  test('a link to nothing says where it leads, and one in a circle that it does', async () => {
    const directory = directoryOf({'audit.log': eventLines(1)});
    const [dangling, circle] = [join(directory, 'audit.lo'), join(directory, 'circle')];
    symlinkSync('gone.log', dangling);
    symlinkSync(circle, circle);
    expect((await found([dangling, circle])).problems).toEqual([
      `NO_SUCH_FILE: ${dangling} is a symbolic link to gone.log, which is not there.`,
      `NOT_READABLE: ${circle} is a symbolic link that leads in a circle.`,
    ]);
  });

  test('no near name', async () => {
    const path = join(directoryOf({'kubelet.conf': ''}), 'audit.log');
    expect((await found([path])).problems).toEqual([`NO_SUCH_FILE: There is no ${path}.`]);
  });

  test('no directory either', async () => {
    const directory = join(tempDirectory(), 'nowhere');
    const path = join(directory, 'audit.log');
    expect((await found([path])).problems).toEqual([
      `NO_SUCH_FILE: There is no ${path}. Nor is there a directory ${directory}.`,
    ]);
  });

  test('the others are read all the same', async () => {
    const path = tempFile(eventLines(2));
    expect(await found(['/nowhere/audit.log', path])).toMatchObject({events: [2], files: ['/nowhere/audit.log']});
  });

  test('no permission, for a file and for a directory', async () => {
    const directory = directoryOf({'audit.log': eventLines(1)});
    const locked = join(directory, 'locked');
    mkdirSync(locked);
    const path = join(directory, 'audit.log');
    chmodSync(path, 0);
    chmodSync(locked, 0);
    chmodSync(directory, 0o755);
    const script = `
      const {findInputs} = await import(${JSON.stringify(new URL('../../src/ingest/find.ts', import.meta.url).href)});
      const {problems} = await findInputs(${JSON.stringify([path, locked])});
      console.log(JSON.stringify(problems.map(({code, reason}) => code + ': ' + reason)));`;
    // Root may read everything: it asks as somebody else.
    const asNobody = process.getuid?.() === 0 ? {uid: 65534, gid: 65534} : {};
    const {stdout} = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], asNobody);
    expect(JSON.parse(stdout)).toEqual([
      `NO_PERMISSION: No permission to read ${path}: run it with sudo.`,
      `NO_PERMISSION: No permission to read ${locked}: run it with sudo.`,
    ]);
  });

  test('a directory that must not be listed: the log in it is read, and that its rotated files are not is told', async () => {
    const directory = directoryOf({'audit.log': eventLines(1), 'audit.log.1': eventLines(2)});
    const path = join(directory, 'audit.log');
    chmodSync(directory, 0o711);
    const script = `
      const {findInputs} = await import(${JSON.stringify(new URL('../../src/ingest/find.ts', import.meta.url).href)});
      const {inputs, problems} = await findInputs(${JSON.stringify([path])}, {follow: true});
      console.log(JSON.stringify([...inputs.map(({name}) => name), ...problems.map(({reason}) => reason)]));`;
    const asNobody = process.getuid?.() === 0 ? {uid: 65534, gid: 65534} : {};
    if (asNobody.uid === undefined) chmodSync(directory, 0o311);
    const {stdout} = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], asNobody);
    chmodSync(directory, 0o755);
    expect(JSON.parse(stdout)).toEqual([
      path,
      `No permission to list ${directory}, so what was rotated from ${path} is not read: run it with sudo.`,
    ]);
  });

  test('a socket', async () => {
    const path = join(tempDirectory(), 'socket');
    const server = createServer();
    await new Promise<void>(resolve => server.listen(path, resolve));
    expect((await found([path])).problems).toEqual([
      `NOT_READABLE: ${path} is a socket, which cannot be read as a log.`,
    ]);
    server.close();
  });
});

describe('a directory', () => {
  test('all audit logs in it are found by their content, in order; the rest is skipped', async () => {
    const directory = directoryOf({
      'audit.log': eventLines(1),
      'audit-2026-11-20T10-02-11.310.log.gz': gzipSync(eventLines(2)),
      'no-name': JSON.stringify({log: eventLines(1)}),
      'cri.log': `2026-11-20T10:02:11Z stdout F ${eventLines(1)}`,
      'kubelet.log': KLOG,
      'policy.yaml': 'kind: Policy\n',
      'notes.md': 'An event has an "auditID": a UUID.\n',
      'empty.log': '',
      binary: Buffer.from([1, 0, 2, 0xff]),
    });
    mkdirSync(join(directory, 'sub'));
    writeFileSync(join(directory, 'sub', 'audit.log'), eventLines(5));
    const {inputs, events, problems, skipped} = await found([directory]);
    expect(inputs.map(name => name.slice(name.lastIndexOf('/') + 1))).toEqual([
      'audit.log',
      'audit-2026-11-20T10-02-11.310.log.gz',
      'cri.log',
      'no-name',
    ]);
    expect(events).toEqual([1, 2, 1, 1]);
    expect(problems).toEqual([]);
    expect(skipped.map(path => path.slice(path.lastIndexOf('/') + 1))).toEqual([
      'binary',
      'empty.log',
      'kubelet.log',
      'notes.md',
      'policy.yaml',
    ]);
  });

  test('a file that is being compressed is read once', async () => {
    const directory = directoryOf({'a.log': eventLines(2), 'a.log.gz': gzipSync(eventLines(2)).subarray(0, 100)});
    expect(await found([directory])).toMatchObject({events: [2], skipped: [join(directory, 'a.log.gz')]});
  });

  test('a file in it and itself', async () => {
    const directory = directoryOf({'a.log': eventLines(2), 'b.log': eventLines(3)});
    expect(await found([join(directory, 'b.log'), directory])).toMatchObject({events: [3, 2], problems: []});
  });

  test('without an audit log', async () => {
    const directory = directoryOf({'kubelet.log': KLOG, x: ''});
    expect(await found([directory])).toMatchObject({
      inputs: [],
      problems: [`NOT_AN_AUDIT_LOG: ${directory} has 2 files, none of which begins like an audit log. ${WHERE}`],
    });
  });

  test.each<[what: string, files: Readonly<Record<string, string>>, log: string]>([
    ['with nothing but an empty file', {x: ''}, 'x'],
    ['with an empty log beside its policy', {'audit.log': '', 'policy.yaml': 'kind: Policy\n'}, 'audit.log'],
  ])('%s: it may be written yet', async (_what, files, log) => {
    const directory = directoryOf(files);
    expect(await found([directory])).toMatchObject({
      inputs: [`plain ${join(directory, log)}`],
      problems: [`EMPTY_FILE: ${join(directory, log)} is empty: nothing has been logged to it yet.`],
    });
  });

  test('with a name that is no UTF-8: it is said of the file, and the others are read', async () => {
    const directory = directoryOf({'a.log': eventLines(2)});
    writeFileSync(Buffer.concat([Buffer.from(`${directory}/b`), Buffer.from([0xff])]), eventLines(1));
    const {inputs, skipped} = await findInputs([directory]);
    for (const input of inputs) await input.close();
    expect(inputs.map(({name}) => name)).toEqual([join(directory, 'a.log')]);
    expect(skipped.map(({reason}) => reason)).toEqual([
      'its name is no UTF-8: rename it, or pipe it into `audit-tui -`',
    ]);
  });

  test('without files', async () => {
    const directory = tempDirectory();
    expect((await found([directory])).problems).toEqual([`NOT_AN_AUDIT_LOG: ${directory} has no files. ${WHERE}`]);
  });

  test('with directories alone', async () => {
    const directory = tempDirectory();
    mkdirSync(join(directory, 'below'));
    expect((await found([directory])).problems).toEqual([
      `NOT_AN_AUDIT_LOG: ${directory} has no files, only directories. ${WHERE}`,
    ]);
  });
});

describe('a directory without a log', () => {
  test('tells of those below it that have one, the nearest first, and reads none of them', async () => {
    const directory = directoryOf({'kubelet.log': KLOG});
    for (const [name, content] of [
      ['pods/api/0.log', eventLines(1)],
      ['audit/audit.log', eventLines(2)],
      ['apt/history.log', 'Start-Date: 2026-11-20\n'],
    ] as const) {
      mkdirSync(join(directory, name, '..'), {recursive: true});
      writeFileSync(join(directory, name), content);
    }
    expect((await found([directory])).problems).toEqual([
      `NOT_AN_AUDIT_LOG: ${directory} has 1 file, none of which begins like an audit log. There are audit logs in ${directory}/audit and ${directory}/pods/api: name what you want.`,
    ]);
  });
});

describe('streams', () => {
  test('- is standard input, once', async () => {
    const stdin = Readable.from([Buffer.from(eventLines(2))]);
    expect(await found(['-', '-'], {stdin})).toMatchObject({
      inputs: ['stdin (standard input)'],
      events: [2],
      problems: [],
    });
  });

  test('standard input that is a terminal would wait for ever', async () => {
    const stdin = Object.assign(new PassThrough(), {isTTY: true});
    expect(await found(['-'], {stdin})).toMatchObject({
      inputs: [],
      problems: [
        'NOT_READABLE: Standard input is a terminal: pipe a log into it, as in `kubectl logs … | audit-tui -`.',
      ],
    });
  });

  test('a named pipe is read as a stream', async () => {
    const path = join(tempDirectory(), 'pipe');
    execFileSync('mkfifo', [path]);
    const reading = found([path]);
    createWriteStream(path).end(eventLines(3));
    expect(await reading).toMatchObject({inputs: [`stdin ${path}`], events: [3], problems: []});
  });
});
