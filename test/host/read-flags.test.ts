import {describe, expect, test} from 'vitest';
import {AUDIT_FLAGS, auditFlag, goInt, valueFault} from '../../src/host/flags.ts';
import {inForce, readFlags, saidFlag} from '../../src/host/read-flags.ts';
import {parseVersion} from '../../src/host/version.ts';

const flagsOf = (words: string, version?: string) =>
  readFlags(
    words.split(' ').map(text => ({text})),
    version === undefined ? undefined : parseVersion(version),
  );

describe('flags are read as kube-apiserver reads them', () => {
  test.each<[words: string, name: string, value: string | undefined]>([
    ['--audit-log-path=/a', 'audit-log-path', '/a'],
    ['--audit-log-path /a', 'audit-log-path', '/a'],
    ['--audit_log_path=/a', 'audit-log-path', '/a'],
    ['--audit-log-path=/a --audit-log-path=/b', 'audit-log-path', '/b'],
    ['--audit-log-path=/a --audit-log-path /b', 'audit-log-path', '/b'],
    ['--audit-log-path=a=b', 'audit-log-path', 'a=b'],
    ['--audit-log-path=', 'audit-log-path', ''],
    ['--audit-log-path -', 'audit-log-path', '-'],
    ['--audit-log-compress', 'audit-log-compress', 'true'],
    // A switch takes no word after it.
    ['--audit-log-compress --v=2', 'audit-log-compress', 'true'],
    ['--audit-log-compress false', 'audit-log-compress', 'true'],
    ['--audit-log-compress=false', 'audit-log-compress', 'false'],
    ['--v=2 --bind-address 0.0.0.0', 'audit-log-path', ''],
    // After -- there are no flags.
    ['-- --audit-log-path=/a', 'audit-log-path', ''],
  ])('%s: %s is %s', (words, name, value) => {
    expect(inForce(flagsOf(words), name)).toBe(value);
  });

  test.each<[name: string, version: string | undefined, value: string | undefined]>([
    ['audit-log-maxage', 'v1.35.2', '0'],
    ['audit-log-maxage', 'v1.36.0', '366'],
    ['audit-log-maxage', undefined, undefined],
    ['audit-log-maxbackup', '1.35', '0'],
    ['audit-log-maxbackup', '1.37.1', '100'],
    ['audit-log-maxsize', 'v1.35.9+k3s1', '0'],
    ['audit-log-maxsize', 'v1.36.0-rc.1', '100'],
    ['audit-log-mode', undefined, 'blocking'],
    ['audit-webhook-mode', undefined, 'batch'],
    ['audit-log-batch-max-size', undefined, '1'],
    ['audit-webhook-batch-max-size', undefined, '400'],
    ['audit-webhook-batch-max-wait', undefined, '30s'],
    ['audit-log-batch-throttle-enable', undefined, 'false'],
    ['audit-webhook-batch-throttle-qps', undefined, '10'],
    ['audit-log-truncate-max-event-size', undefined, '102400'],
  ])('%s of %s is %s by default', (name, version, value) => {
    expect(inForce(flagsOf('--v=2', version), name)).toBe(value);
  });

  test.each<[word: string, near: string | undefined]>([
    ['--audit-log-max-size=100', 'audit-log-maxsize'],
    ['--audit-log-file=/a', undefined],
    ['--audit-policy=/a', 'audit-policy-file'],
    ['--audit-log-maxbackups=3', 'audit-log-maxbackup'],
    ['--adit-log-path=/a', 'audit-log-path'],
  ])('%s is unknown; %s is meant', (word, near) => {
    const {unknown, said} = flagsOf(`--v=2 ${word}`);
    expect([unknown.length, unknown[0]?.near, said]).toEqual([1, near, []]);
  });

  test('other flags are none of ours', () => {
    expect(flagsOf('--authorization-mode=RBAC --etcd-servers=a --auditor=x --data-log-x=1').unknown).toEqual([]);
  });

  test('the place of a flag is kept', () => {
    const flags = readFlags([{text: '--audit-log-path=/a', at: {file: 'f', line: 3}}]);
    expect(saidFlag(flags, 'audit-log-path')!.at).toEqual({file: 'f', line: 3});
  });
});

describe('the table of audit flags', () => {
  test('names are unique, and every default is a value that is taken', () => {
    expect(new Set(AUDIT_FLAGS.map(({name}) => name)).size).toBe(AUDIT_FLAGS.length);
    for (const flag of AUDIT_FLAGS) {
      for (const value of [flag.fallback, flag.fallback136 ?? flag.fallback])
        expect(valueFault(flag, value)).toBeUndefined();
    }
  });

  test.each<[name: string, value: string, isRefused: boolean]>([
    ['audit-log-maxsize', '-1', true],
    ['audit-log-maxsize', '1e3', true],
    ['audit-log-maxsize', '100', false],
    ['audit-log-mode', 'async', true],
    ['audit-log-mode', 'blocking-strict', false],
    ['audit-log-format', 'JSON', true],
    ['audit-log-compress', 'yes', true],
    ['audit-log-compress', 'T', false],
    ['audit-webhook-batch-max-wait', '30', true],
    ['audit-webhook-batch-max-wait', '1d', true],
    ['audit-webhook-batch-max-wait', '1m30s', false],
    ['audit-webhook-batch-throttle-qps', '0.5', false],
    ['audit-webhook-batch-throttle-qps', 'many', true],
  ])('--%s=%s is refused: %s', (name, value, isRefused) => {
    expect(valueFault(auditFlag(name)!, value) !== undefined).toBe(isRefused);
  });
});

test.each<[text: string, value: number | undefined]>([
  ['100', 100],
  ['+7', 7],
  ['-1', -1],
  ['0', 0],
  ['-0', -0],
  ['0x1E', 30],
  ['0b11', 3],
  ['0o17', 15],
  ['017', 15],
  ['1_000', 1000],
  ['9223372036854775807', 2 ** 63],
  ['-9223372036854775808', -(2 ** 63)],
  ['9223372036854775808', undefined],
  ['08', undefined],
  ['1__0', undefined],
  ['_1', undefined],
  ['1e3', undefined],
  ['1.5', undefined],
  [' 1', undefined],
  ['', undefined],
])('strconv.ParseInt of %j with base 0 is %j', (text, value) => {
  expect(goInt(text)).toBe(value);
});
