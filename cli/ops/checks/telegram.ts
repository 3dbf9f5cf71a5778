import { randomBytes } from 'node:crypto';
import { on, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type DataCentreAddress, productionDataCentres } from '../../../functions/telegram/data-centres.ts';
import type { LocalTelegram } from '../../../operator/system/local-state.ts';
import { isTestAddress } from '../../../operator/system/networks.ts';
import { type Check, type Finding, ok, wrong } from '../finding.ts';

const timeoutMs = 5_000;
/** Where a login begins: there may be no account yet. */
const startDcId = 2;

/**
 * The data centre of each account answers this machine: at the address of its session, no other. It is asked what every
 * client without a key asks first: an account that a worker may be connected with must not be connected twice.
 */
export const checkTelegram: Check = {
  name: 'Telegram',
  async run({ system }) {
    const accounts = await system.accounts.listAccounts();
    const homes = accounts.flatMap(({ dcId = 0, address, port }) =>
      address === undefined || port === undefined ? [] : [{ dcId, address, port }],
    );
    const servers = new Map(homes.map((server) => [`${server.address}:${server.port}`, server]));
    const asked = servers.size > 0 ? [...servers.values()] : findStart(system.telegram);
    return Promise.all(asked.sort((a, b) => a.dcId - b.dcId).map(checkDataCentre));
  },
};

function findStart(local: LocalTelegram | undefined): DataCentreAddress[] {
  const { servers = productionDataCentres, start_dc_id: dcId = startDcId } = local ?? {};
  return servers.filter((each) => each.dcId === dcId);
}

async function checkDataCentre(server: DataCentreAddress): Promise<Finding> {
  const check = `Telegram, data centre ${server.dcId}`;
  const endpoint = `${server.address}:${server.port}${isTestAddress(server.address) ? ' (test)' : ''}`;
  const failure = await ask(server);
  return failure === undefined
    ? ok(check, `answers this machine at ${endpoint}`)
    : wrong(
        check,
        `Telegram is unreachable from this machine at ${endpoint}: ${failure}.`,
        `nc -vz ${server.address} ${server.port} repeats this; let TCP to that address through, or see https://core.telegram.org/api/datacenter`,
      );
}

/** @returns why there is no answer. */
async function ask({ address, port }: DataCentreAddress): Promise<string | undefined> {
  const signal = AbortSignal.timeout(timeoutMs);
  const socket = connect({ host: address, port });
  try {
    await once(socket, 'connect', { signal });
    const nonce = randomBytes(16);
    socket.write(askForPq(nonce));
    return (await receive(socket, answerBytes, signal)).includes(nonce)
      ? undefined
      : 'the server there does not answer as Telegram does';
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    return name === 'AbortError' || name === 'TimeoutError'
      ? `no answer in ${timeoutMs / 1000} s`
      : (code ?? name);
  } finally {
    socket.destroy();
  }
}

/**
 * req_pq_multi, not encrypted, over the intermediate transport.
 * @see https://core.telegram.org/mtproto/auth_key#dh-exchange-initiation
 * @see https://core.telegram.org/mtproto/mtproto-transports#intermediate
 */
function askForPq(nonce: Buffer): Buffer {
  const head = Buffer.alloc(32);
  head.writeUInt32LE(0xeeeeeeee, 0);
  head.writeUInt32LE(40, 4);
  // From 8 on an auth key id of 0.
  head.writeBigUInt64LE(BigInt(Math.floor(Date.now() / 1000)) << 32n, 16);
  head.writeUInt32LE(20, 24);
  head.writeUInt32LE(0xbe7e8ef1, 28);
  return Buffer.concat([head, nonce]);
}

/** As much of resPQ as holds the nonce that was sent. */
const answerBytes = 44;

async function receive(socket: Socket, byteCount: number, signal: AbortSignal): Promise<Buffer> {
  let received = Buffer.alloc(0);
  for await (const [chunk] of on(socket, 'data', { signal, close: ['close'] })) {
    received = Buffer.concat([received, chunk]);
    if (received.length >= byteCount) {
      break;
    }
  }
  return received;
}
