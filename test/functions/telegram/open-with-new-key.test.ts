import { expect, onTestFinished, test } from 'vitest';
import { openWithNewKey } from '../../../functions/telegram/open-with-new-key.ts';
import { startDataCentre } from '../../../telegram-emulator/data-centre.ts';
import { app } from './telegram-world.ts';

test('a handshake that comes to nothing is tried three times, each on a connection of its own, and names the address', async () => {
  const events: string[] = [];
  // Its key is a fresh one, which nobody trusts.
  const dataCentre = await startDataCentre({ onEvent: ({ type }) => events.push(type) });
  onTestFinished(dataCentre.close);
  const address = { dcId: dataCentre.dcId, address: dataCentre.host, port: dataCentre.port };
  const clock = { now: Date.now, untilMs: Number.POSITIVE_INFINITY };
  await expect(openWithNewKey(address, app, clock)).rejects.toMatchObject({
    rpc: { type: 'HANDSHAKE_FAILED', class: 'transient' },
    address: `${dataCentre.host}:${dataCentre.port}`,
  });
  expect(events.filter((type) => type === 'connection-opened')).toHaveLength(3);
});
