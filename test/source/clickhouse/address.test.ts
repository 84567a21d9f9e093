// Addresses: what they name, and what is refused.
import {describe, expect, test} from 'vitest';
import {addressText, isAddress, parseAddress} from '../../../src/source/clickhouse/address.ts';

describe('an address', () => {
  test.each([
    ['clickhouse://h/db/t', {host: 'h', port: 8443, secure: true, database: 'db', table: 't'}],
    ['clickhouse://me@h:9440/db/t', {host: 'h', port: 9440, secure: true, database: 'db', table: 't', user: 'me'}],
    ['clickhouse://h:443/db/t', {host: 'h', port: 443, secure: true, database: 'db', table: 't'}],
    ['clickhouse://h:8123/db/t', {host: 'h', port: 8123, secure: false, database: 'db', table: 't'}],
    ['clickhouse://h/db/t?secure=false', {host: 'h', port: 8123, secure: false, database: 'db', table: 't'}],
    ['clickhouse://h:8123/db/t?secure=true', {host: 'h', port: 8123, secure: true, database: 'db', table: 't'}],
    ['CLICKHOUSE://[::1]:8123/a%20b/t%2Fu', {host: '[::1]', port: 8123, secure: false, database: 'a b', table: 't/u'}],
    ['clickhouse://a%40b@h/db/t', {host: 'h', port: 8443, secure: true, database: 'db', table: 't', user: 'a@b'}],
  ])('%s', (text, address) => {
    expect(isAddress(text)).toBe(true);
    expect(parseAddress(text)).toEqual({ok: true, address});
  });

  test.each([
    ['clickhouse://h', 'must name a table'],
    ['clickhouse://h/db', 'must name a table'],
    ['clickhouse://h/db/t/more', 'must name a table'],
    ['clickhouse:///db/t', 'no address'],
    ['clickhouse://h/db/t?verify=no', '?verify='],
    ['clickhouse://h/db/t?secure=maybe', 'true or false'],
    ['clickhouse://me:secret@h/db/t', 'CLICKHOUSE_PASSWORD'],
  ])('%s is refused: %s', (text, message) => {
    const parsed = parseAddress(text);
    expect(parsed).toMatchObject({ok: false, message: expect.stringContaining(message)});
    expect(JSON.stringify(parsed)).not.toContain('secret');
  });

  test('a path is none', () => {
    expect(isAddress('./clickhouse:/x')).toBe(false);
  });

  test('is shown without its user', () => {
    const parsed = parseAddress('clickhouse://me@h/db/t');
    expect(parsed.ok && addressText(parsed.address)).toBe('clickhouse://h:8443/db/t');
  });
});
