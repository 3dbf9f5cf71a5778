import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** An account that is logged in at the data centre, and its channel. 64-bit numbers are strings. */
export interface TelegramAccount {
  name: string;
  userId: string;
  /** Base64. */
  authKey: string;
  /** The channel as requests name it. */
  peer: string;
  channelId: string;
  /** The channel's access hash for this account. */
  accessHash: string;
}

export interface BenchTelegram {
  host: string;
  port: number;
  dcId: number;
  publicKeyPem: string;
  accounts: TelegramAccount[];
}

/** What the process can be asked, and what it answers. */
export interface Answers {
  /** The number of links that it has made so far. */
  links: number;
  /** The methods of all calls so far. */
  calls: string[];
  /** One new user joins by each link: their ids. */
  join: string[];
  /** When each link was revoked, by the machine's clock. 0 where it is not. */
  revoked: number[];
}

export type Question = { about: 'links' | 'calls' } | { about: 'join' | 'revoked'; links: string[] };

export type TelegramProcess = Awaited<ReturnType<typeof startTelegramProcess>>;

/**
 * Starts the project's data centre in its own process, without flood limits and with that round trip. Its processor
 * time is not taken from the measured process.
 */
export async function startTelegramProcess(roundTripMs: number, accountCount: number) {
  const child = fork(
    join(import.meta.dirname, 'telegram-child.ts'),
    [String(roundTripMs), String(accountCount)],
    { execArgv: [] },
  );
  const exited = once(child, 'exit');
  async function close() {
    if (child.connected) {
      child.disconnect();
    }
    await exited;
  }
  const first = await Promise.race([once(child, 'message'), exited.then(() => undefined)]);
  if (first === undefined) {
    throw new Error("the data centre's process did not start");
  }
  const [started] = first as [BenchTelegram];
  async function ask<T extends keyof Answers>(question: Question & { about: T }): Promise<Answers[T]> {
    child.send(question);
    const [answer] = (await once(child, 'message')) as [Answers[T]];
    return answer;
  }
  return {
    ...started,
    pid: child.pid ?? 0,
    ask,
    linksMade: () => ask({ about: 'links' }),
    close,
  };
}
