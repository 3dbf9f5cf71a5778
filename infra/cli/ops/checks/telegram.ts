import { once } from 'node:events';
import { connect } from 'node:net';
import {
  type DataCentreAddress,
  productionDataCentres,
} from '../../../../functions/telegram/data-centres.ts';
import { isTestAddress } from '../../account/networks.ts';
import type { ToolContext } from '../../tool/context.ts';
import { type Check, type Finding, ok, wrong } from '../finding.ts';

const withinMs = 5_000;
/** Where a login begins: there may be no account yet. */
const startDcId = 2;

/**
 * The data centre of each account takes a TCP connection from this machine. Nothing is sent: an account that a worker may
 * be connected with must not be connected twice.
 */
export const checkTelegram: Check = {
  name: 'Telegram',
  async run(context) {
    const { place } = context;
    const servers = place.telegram?.servers ?? productionDataCentres;
    const accounts = await place.accounts.listAccounts();
    const home = new Set(accounts.flatMap(({ dcId = [] }) => dcId));
    const dcIds = home.size > 0 ? [...home] : [place.telegram?.start_dc_id ?? startDcId];
    return Promise.all(dcIds.sort((a, b) => a - b).map((dcId) => checkDataCentre(context, servers, dcId)));
  },
};

async function checkDataCentre(
  context: ToolContext,
  servers: DataCentreAddress[],
  dcId: number,
): Promise<Finding> {
  const check = `Telegram, data centre ${dcId}`;
  const server = servers.find((each) => each.dcId === dcId);
  if (server === undefined) {
    return wrong(
      check,
      'An account lives there, and no address of it is known.',
      context.place.commandLine('list'),
    );
  }
  const place = `${server.address}:${server.port}${isTestAddress(server.address) ? ' (test)' : ''}`;
  const failure = await tryConnect(server);
  return failure === undefined
    ? ok(check, `reached from this machine at ${place}`)
    : wrong(
        check,
        `Telegram is unreachable from this machine at ${place}: ${failure}.`,
        `nc -vz ${server.address} ${server.port} repeats this; let TCP to that address through, or see https://core.telegram.org/api/datacenter`,
      );
}

/** @returns why there is no connection. */
async function tryConnect({ address, port }: DataCentreAddress): Promise<string | undefined> {
  const socket = connect({ host: address, port });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(withinMs) });
    return undefined;
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    return name === 'AbortError' || name === 'TimeoutError'
      ? `no answer in ${withinMs / 1000} s`
      : (code ?? name);
  } finally {
    socket.destroy();
  }
}
