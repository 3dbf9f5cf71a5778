import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { type KeyProvider, UnwrapError } from '../../../functions/aws/key-provider.ts';
import { type SealedRecord, sealSession } from '../../../functions/aws/session-seal.ts';
import { TelegramError } from '../../../functions/core/rpc/rpc-error.ts';
import { createConnect } from '../../../functions/worker/connect.ts';
import { startListener } from '../../start-listener.ts';
import { secretsIn, session } from '../aws/session-record.ts';
import { createAccountRecord } from '../core/records.ts';

const dataKey = randomBytes(32);
const keys: KeyProvider = {
  generateDataKey: async () => ({ dataKey, wrappedKey: Buffer.from('wrapped') }),
  unwrapDataKey: async () => dataKey,
};

async function failureOf(sealed: SealedRecord | undefined, overrides: Partial<KeyProvider> = {}) {
  const connect = createConnect({
    getSession: async () => sealed,
    keys: { ...keys, ...overrides },
    now: Date.now,
    telegram: {},
  });
  return connect(createAccountRecord(), Date.now() + 5_000).then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** A port on which nobody listens. */
async function takeClosedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test('an account without a session is as good as logged out', async () => {
  const error = await failureOf(undefined);
  expect(error).toBeInstanceOf(TelegramError);
  expect(error).toMatchObject({ rpc: { type: 'SESSION_MISSING', class: 'session_dead' } });
});

test('a session that cannot be opened needs the operator, and the error says nothing of it', async () => {
  const sealed = await sealSession(keys, 'acc_a', session);
  const error = await failureOf({ ...sealed, tag: randomBytes(16) });
  expect(error).toMatchObject({ rpc: { type: 'SESSION_UNREADABLE', class: 'session_dead' } });
  expect(secretsIn(JSON.stringify(error))).toEqual([]);
});

test('a session that was sealed under a new key while it was read is read again, and not given up', async () => {
  const old = await sealSession(keys, 'acc_a', session);
  const resealed = await sealSession(keys, 'acc_a', session);
  const records = [old, { ...resealed, v: 7 as 1 }];
  const connect = createConnect({
    getSession: async () => records.shift(),
    keys: { ...keys, unwrapDataKey: () => Promise.reject(new UnwrapError('the old key is gone')) },
    now: Date.now,
    telegram: {},
  });
  const error = await connect(createAccountRecord({ accountId: 'acc_a' }), Date.now() + 5_000).catch(
    (thrown: unknown) => thrown,
  );
  // What came of it is told by the second record, which a wrong version marks.
  expect(error).toMatchObject({ rpc: { detail: expect.stringContaining('(v7)') } });
});

test('the line is opened while the session is read, and closed when there is none', async () => {
  const { port, accepted } = await startListener();
  const connect = createConnect({
    getSession: async () => {
      await accepted;
      return undefined;
    },
    keys,
    now: Date.now,
    telegram: { address: { host: '127.0.0.1', port } },
  });
  await expect(connect(createAccountRecord(), Date.now() + 5_000)).rejects.toMatchObject({
    rpc: { type: 'SESSION_MISSING' },
  });
  const line = await accepted;
  if (!line.closed) {
    await once(line, 'close');
  }
});

test('without a configured address the line is opened to the one kept with the account', async () => {
  const { port, accepted } = await startListener();
  const connect = createConnect({
    getSession: async () => {
      await accepted;
      return sealSession(keys, 'acc_a', { ...session, port });
    },
    keys,
    now: Date.now,
    telegram: {},
  });
  const account = createAccountRecord({ accountId: 'acc_a', dcId: 2, address: '127.0.0.1', port });
  const telegram = await connect(account, Date.now() + 5_000);
  await telegram.close();
});

test('where no address is kept with the account, nobody is dialled before the session says whom', async () => {
  const dial = vi.spyOn(Socket.prototype, 'connect');
  const connect = createConnect({
    getSession: async () => undefined,
    keys,
    now: Date.now,
    telegram: {},
  });
  await expect(connect(createAccountRecord({ dcId: 2 }), Date.now() + 5_000)).rejects.toMatchObject({
    rpc: { type: 'SESSION_MISSING' },
  });
  expect(dial).not.toHaveBeenCalled();
  dial.mockRestore();
});

test('a line that cannot be opened is told once the session is there', async () => {
  const port = await takeClosedPort();
  const sealed = await sealSession(keys, 'acc_a', session);
  const opened = createConnect({
    getSession: async () => {
      const socket = createConnection(port, '127.0.0.1');
      await once(socket, 'error');
      return sealed;
    },
    keys,
    now: Date.now,
    telegram: { address: { host: '127.0.0.1', port } },
  })(createAccountRecord({ accountId: 'acc_a' }), Date.now() + 5_000);
  await expect(opened).rejects.toMatchObject({ rpc: { type: 'CONNECTION_FAILED' } });
});

test('a line that was closed before the session was there carried nothing: the connection has failed', async () => {
  const { port, accepted } = await startListener({ onSocket: (socket) => void socket.end() });
  const connect = createConnect({
    getSession: async () => {
      // The line is reset, which the server meets as an error.
      await once(await accepted, 'error');
      return sealSession(keys, 'acc_a', session);
    },
    keys,
    now: Date.now,
    telegram: { address: { host: '127.0.0.1', port } },
  });
  await expect(
    connect(createAccountRecord({ accountId: 'acc_a' }), Date.now() + 5_000),
  ).rejects.toMatchObject({ rpc: { type: 'CONNECTION_FAILED' } });
});

test('the salts kept with the account are taken, and given back to be kept', async () => {
  const { port } = await startListener();
  const connect = createConnect({
    getSession: () => sealSession(keys, 'acc_a', session),
    keys,
    now: Date.now,
    telegram: { dcId: 2, address: { host: '127.0.0.1', port } },
  });
  const serverSalts = Buffer.alloc(12, 1).toString('base64');
  const telegram = await connect(createAccountRecord({ serverSalts }), Date.now() + 5_000);
  expect(telegram.serverSalts()).toBe(serverSalts);
  await telegram.close();
});

test('a key service out of reach is a fault of ours: the session is not given up for it', async () => {
  const throttled = new Error('ThrottlingException');
  const sealed = await sealSession(keys, 'acc_a', session);
  expect(await failureOf(sealed, { unwrapDataKey: () => Promise.reject(throttled) })).toBe(throttled);
});

test('the configured address is taken in place of the session’s, and a closed port is a connection that failed', async () => {
  const port = await takeClosedPort();
  const connect = createConnect({
    getSession: () => sealSession(keys, 'acc_a', { ...session, address: '192.0.2.1' }),
    keys,
    now: Date.now,
    telegram: { dcId: 2, address: { host: '127.0.0.1', port } },
  });
  await expect(connect(createAccountRecord(), Date.now() + 5_000)).rejects.toMatchObject({
    rpc: { type: 'CONNECTION_FAILED', class: 'transient' },
  });
});
