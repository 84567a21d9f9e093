// Networks as lists of what is allowed name them: 10.0.3.0/24, 2001:db8::/32.

/** The bits of an address, most significant first; undefined if it is none. IPv4 within IPv6 counts as IPv4. */
function bitsOf(ip: string): string | undefined {
  const v4 = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/i.exec(ip)?.slice(1).map(Number);
  if (v4 !== undefined)
    return v4.some(part => part > 255) ? undefined : v4.map(part => part.toString(2).padStart(8, '0')).join('');
  if (!/^[0-9a-f:]+$/i.test(ip) || !ip.includes(':')) return undefined;
  const [left = '', right, ...more] = ip.split('::');
  const groups = (text = '') => (text === '' ? [] : text.split(':'));
  const [before, after] = [groups(left), groups(right)];
  const missing = 8 - before.length - after.length;
  if (more.length > 0 || (right === undefined ? missing !== 0 : missing < 1)) return undefined;
  const all = [...before, ...Array.from({length: missing}, () => '0'), ...after];
  if (!all.every(group => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return all.map(group => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('');
}

/** Whether an address is in the network; undefined if `text` is none. */
export function inNetwork(text: string): ((ip: string) => boolean) | undefined {
  const [, base = '', digits = ''] = /^(.*)\/(\d{1,3})$/.exec(text) ?? [];
  const bits = bitsOf(base);
  const length = Number(digits);
  if (bits === undefined || digits === '' || length > bits.length) return undefined;
  const prefix = bits.slice(0, length);
  return ip => {
    const own = bitsOf(ip);
    return own !== undefined && own.length === bits.length && own.startsWith(prefix);
  };
}
