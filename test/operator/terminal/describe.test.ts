import { expect, test } from 'vitest';
import { toJobError } from '../../../functions/core/job/transitions.ts';
import { connectionError } from '../../../functions/core/rpc/rpc-error.ts';
import { productionDataCentres } from '../../../functions/telegram/data-centres.ts';
import { nameAddress } from '../../../functions/telegram/name-address.ts';
import { describeFailure } from '../../../operator/terminal/describe.ts';

/** As it is thrown where a connection to that address is made. */
function failAt(type: 'CONNECTION_FAILED' | 'HANDSHAKE_FAILED', address: string, port: number) {
  const error = connectionError(type);
  expect(() => nameAddress({ address, port })(error)).toThrow(error);
  return error;
}

test('a Telegram that cannot be reached is told with its address', () => {
  const [{ address, port } = { address: '', port: 0 }] = productionDataCentres;
  expect(describeFailure(failAt('CONNECTION_FAILED', address, port))).toBe(
    `Telegram could not be reached at ${address}:${port}. Check the network. Then try again. (CONNECTION_FAILED)`,
  );
});

test.for(['CONNECTION_FAILED', 'HANDSHAKE_FAILED'] as const)(
  'of a server of one’s own %s names the address and the key file too',
  (type) => {
    expect(describeFailure(failAt(type, '127.0.0.1', 4711))).toMatch(
      new RegExp(`at 127\\.0\\.0\\.1:4711\\. .*TELEGRAM_PUBLIC_KEY_FILE.*state\\.json.*\\(${type}\\)$`),
    );
  },
);

test('the error of a job does not tell the address', () => {
  const { rpc } = failAt('CONNECTION_FAILED', '127.0.0.1', 4711);
  expect(JSON.stringify(toJobError(rpc))).not.toContain('4711');
});
