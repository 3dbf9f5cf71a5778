import { EventEmitter, once } from 'node:events';
import { onTestFinished } from 'vitest';
import type { Session } from '../../../functions/core/account/session.ts';
import type { LoginPrompts } from '../../../functions/telegram/log-in.ts';
import { localNetwork } from '../../../functions/telegram/network.ts';
import { makePrivateKeyPem } from '../../../telegram-emulator/crypto/server-key.ts';
import type { DataCentreEvent } from '../../../telegram-emulator/data-centre-event.ts';
import { startDataCentres } from '../../../telegram-emulator/data-centres.ts';
import { createDemoWorld } from '../../../telegram-emulator/demo-world.ts';
import type { User } from '../../../telegram-emulator/world/entities.ts';
import { createClock } from '../../telegram-emulator/support/start-demo.ts';

export const app = { apiId: 12345, apiHash: '0123456789abcdef0123456789abcdef' };

const privateKeyPem = await makePrivateKeyPem();

/** Data centres of the demo world, as a network where logins begin at the first; closed when the test ends. */
export async function startNetwork(dcIds: [number, ...number[]] = [2]) {
  const serverClock = createClock();
  const demo = createDemoWorld(serverClock.now);
  const connections = countConnections();
  const telegram = await startDataCentres(dcIds, {
    world: demo.world,
    now: serverClock.now,
    privateKeyPem,
    onEvent: connections.note,
  });
  onTestFinished(telegram.close);
  const servers = dcIds.map((dcId) => {
    const { host, port } = telegram.at(dcId);
    return { dcId, address: host, port };
  });
  const network = localNetwork({ servers, startDcId: dcIds[0], publicKeyPem: telegram.publicKeyPem });
  let aheadMs = 0;

  /** A session of that account, as a login would have stored it. */
  function sessionOf(user: User, dcId = user.dcId): Session {
    const authKey = demo.world.mintAuthKey(user, dcId).authKey.toString('base64');
    return { ...network.addressOf(dcId), ...app, authKey, userId: user.id.toString() };
  }

  return {
    ...demo,
    telegram,
    network,
    sessionOf,
    clock: { now: () => Date.now() + aheadMs, untilMs: Number.POSITIVE_INFINITY },
    /** Time passes, here and at Telegram. */
    passTime: (ms: number) => {
      aheadMs += ms;
      serverClock.advance(ms);
    },
    openConnections: connections.open,
    whenAllClosed: connections.whenAllClosed,
    /** The calls of a data centre, as `method outcome`. */
    callsAt: (dcId: number) =>
      telegram.at(dcId).ledger.calls.map(({ method, outcome }) => `${method} ${outcome}`),
    refuse: (method: string, code: number, message: string, times = 1) =>
      telegram.at(dcIds[0]).faults.inject({ method, times, action: { type: 'rpc-error', code, message } }),
  };
}

function countConnections() {
  let open = 0;
  const emitter = new EventEmitter();
  return {
    note: ({ type }: DataCentreEvent) => {
      open += type === 'connection-opened' ? 1 : type === 'connection-closed' ? -1 : 0;
      emitter.emit('change');
    },
    open: () => open,
    whenAllClosed: async () => {
      while (open > 0) {
        await once(emitter, 'change');
      }
    },
  };
}

type Answers<T> = (T | (() => T))[];

/** A person with answers ready; any other question fails the login. Keeps what was asked. */
export function createPerson(answers: {
  phone?: Answers<string>;
  code?: Answers<Awaited<ReturnType<LoginPrompts['code']>>>;
  password?: Answers<string>;
}) {
  const asked: string[] = [];

  function answerTo<T>(question: string, ready: Answers<T> | undefined): T {
    asked.push(question);
    const answer = ready?.shift();
    if (answer === undefined) {
      throw new Error(`nobody answers: ${question}`);
    }
    return answer instanceof Function ? answer() : answer;
  }

  const prompts = {
    phone: async (problem?: string) => answerTo(`phone ${problem ?? ''}`, answers.phone),
    code: async (sent: { how: string; length: number }, problem?: string) =>
      answerTo(`code ${sent.length} ${sent.how} ${problem ?? ''}`, answers.code),
    password: async (hint: string | undefined, problem?: string) =>
      answerTo(`password ${hint} ${problem ?? ''}`, answers.password),
  };
  return { asked, prompts };
}
