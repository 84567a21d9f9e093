import {describe, test} from 'vitest';
import {body, expectHidden, expectShown, S, uri} from './redact-expect.ts';

const exec = (words: readonly string[], blank: string) =>
  uri(
    `/api/v1/namespaces/a/pods/b/exec?${words.map(word => `command=${encodeURIComponent(word).replaceAll('%20', blank)}`).join('&')}&stdin=true`,
  );

describe.each<[claim: string, words: readonly string[]]>([
  ['a long flag', ['mysql', '--password', S]],
  ['a long flag with =', ['x', `--token=${S}`]],
  ['a single dash', ['x', '-password', S]],
  ['mysql -p', ['mysql', '-uroot', `-p${S}`]],
  ['curl -u', ['curl', '-s', '-u', `user:${S}`, 'http://x']],
  ['curl -u in one word', ['/usr/bin/curl', `-uuser:${S}`]],
  ['redis-cli -a', ['redis-cli', '-a', S, 'ping']],
  ['docker login -p', ['docker', 'login', '-u', 'x', '-p', S]],
  ['openssl', ['openssl', 'rsa', '-passin', `pass:${S}`]],
  ['a variable', ['env', `PGPASSWORD=${S}`, 'psql']],
  ['kubectl --from-literal', ['kubectl', 'create', 'secret', 'generic', 'x', `--from-literal=foo=${S}`]],
  ['a header', ['curl', '-H', `X-Vault-Token: ${S}`]],
  ['a shell: mysql', ['sh', '-c', `mysql -u root -p${S} db`]],
  ['a shell: a quoted variable', ['sh', '-c', `PGPASSWORD='a ${S}' psql`]],
  ['a shell: a flag', ['sh', '-c', `x --password ${S} && y`]],
  ['a shell: a header', ['sh', '-c', `curl -H "X-Vault-Token: ${S}" http://x`]],
  ['a shell: a cookie', ['sh', '-c', `curl -H 'Cookie: a=1; b=${S}' http://x`]],
])('%s', (_claim, words) => {
  test('in command', () => expectHidden(body({spec: {containers: [{command: words}]}})));
  test('in command and args', () =>
    expectHidden(body({spec: {containers: [{command: words.slice(0, 1), args: words.slice(1)}]}})));
  test('of an exec', () => {
    expectHidden(exec(words, '%20'));
    expectHidden(exec(words, '+'));
  });
});

test('a flag at the end of command, its value in args', () =>
  expectHidden(body({command: ['x', '--token'], args: [S]})));

test.each<[claim: string, words: readonly string[]]>([
  ['names of Secrets', ['--secrets=etcd-client', '--cert-secrets=a,b']],
  ['modes', ['--authorization-mode=Node,RBAC', '--enable-token=true']],
  ['files', ['--token-auth-file=/x', '--client-key', '/etc/k', '--tls-private-key-file', 'a.pem']],
  ['ports', ['docker', 'run', '-p', '80:80', 'curlimages/curl']],
  ['a flag after a flag', ['--token', '--v', '4']],
  ['references', ['--password', '$(PASSWORD)', '--token=$TOKEN']],
])('%s stay', (_claim, words) => {
  expectShown(body({args: words}));
  expectShown(exec(words, '+'));
});
