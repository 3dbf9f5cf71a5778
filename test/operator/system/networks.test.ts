import { expect, test } from 'vitest';
import { networkOfAddress } from '../../../operator/system/networks.ts';

test.each([
  ['149.154.167.51', '149.154.167.91'],
  ['149.154.167.40', undefined],
])('the neighbours of %s are those of its own Telegram', (address, neighbour) => {
  const network = networkOfAddress(undefined, address);
  function ask() {
    return network.addressOf(4).address;
  }
  if (neighbour === undefined) {
    expect(ask).toThrow('DC_ID_INVALID');
  } else {
    expect(ask()).toBe(neighbour);
  }
});

test('a server that is none of Telegram’s has no neighbours among them', () => {
  expect(() => networkOfAddress(undefined, '127.0.0.1').addressOf(2)).toThrow('DC_ID_INVALID');
});

test('a system with a Telegram of its own knows no other', () => {
  const servers = [{ dcId: 2, address: '127.0.0.1', port: 1 }];
  const local = { servers, start_dc_id: 2 };
  expect(networkOfAddress(local, '149.154.167.51').addressOf(2)).toEqual(servers[0]);
});
