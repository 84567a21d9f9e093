import fc from 'fast-check';
import {expect, test} from 'vitest';
import {Firsts} from '../../../src/rules/findings/firsts.ts';
import {MOMENT} from '../../../src/rules/findings/moments.ts';
import {fakeColumns, fakeText} from '../../support/fake-columns.ts';

test('of each thing the first and the last time are kept, for each user of as many things as there may be', () => {
  const added = fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(4), fc.nat(100), fc.nat(50));
  fc.assert(
    fc.property(fc.array(added, {maxLength: 60}), fc.integer({min: 1, max: 6}), (all, most) => {
      const firsts = new Firsts(fakeColumns(), most);
      const plain = new Map<string, Map<string, {time: number; ip: string; last: number}>>();
      all.forEach(([user, ip, ns, name, time, long], event) => {
        firsts.add([user, ip, ns, name], [time, time + long], event);
        const who = fakeText(MOMENT[0], user);
        const things = plain.get(who) ?? new Map<string, {time: number; ip: string; last: number}>();
        plain.set(who, things);
        const known = things.get(`${ns}/${name}`);
        const last = Math.max(time + long, known?.last ?? 0);
        if (known === undefined ? things.size < most : time < known.time)
          things.set(`${ns}/${name}`, {time, ip: fakeText(MOMENT[1], ip), last});
        else if (known !== undefined) known.last = last;
      });
      expect([...firsts].map(([who, list]) => [who, list.map(({time, ip, last}) => ({time, ip, last}))])).toEqual(
        [...plain].map(([who, things]) => [who, [...things.values()]]),
      );
    }),
  );
});
