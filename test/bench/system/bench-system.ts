import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type AccountStore, createAccountStore } from '../../../functions/aws/account-store.ts';
import { createFileKeyProvider } from '../../../functions/aws/key-provider.ts';
import { sealSession } from '../../../functions/aws/session-seal.ts';
import { accountIdOf } from '../../../functions/core/ids.ts';
import type { Pace } from '../../../functions/core/pace.ts';
import type { StackEvent } from '../../../infra/local/aws/aws-stack.ts';
import { localClientSettings } from '../../../infra/local/aws/local-client-settings.ts';
import { type LocalSystem, startLocalSystem } from '../../../infra/local/local-system.ts';
import { startInParts } from '../../../infra/local/start-in-parts.ts';
import { type Channel, createChannel } from './channel.ts';
import { type BenchTelegram, startTelegramProcess, type TelegramAccount } from './telegram-process.ts';

/** Above what any machine reaches: the pace does not bind. */
export const noPace: Pace = { perMinute: 600_000, burst: 10_000 };

export const tenantId = 'ten_bench';

export interface BenchAccount extends TelegramAccount {
  accountId: string;
}

export interface BenchSystemOptions {
  roundTripMs: number;
  accountCount: number;
  pace: Pace;
  /** As startLocalSystem takes it: names servers to use instead of starting some. */
  env?: Record<string, string | undefined>;
}

/** The whole local system on a data centre in a process of its own, with accounts logged in and their chats resolved. */
export interface BenchSystem {
  system: LocalSystem;
  telegram: Awaited<ReturnType<typeof startTelegramProcess>>;
  accounts: BenchAccount[];
  accountStore: AccountStore;
  sqs: SQSClient;
  lines: Channel<string>;
  events: Channel<StackEvent>;
  close(): Promise<void>;
}

export function startBenchSystem(options: BenchSystemOptions): Promise<BenchSystem> {
  return startInParts((parts) => startParts(options, parts));
}

async function startParts(options: BenchSystemOptions, parts: AsyncDisposableStack): Promise<BenchSystem> {
  const lines = createChannel<string>();
  const events = createChannel<StackEvent>();
  const directory = await mkdtemp(join(tmpdir(), 'invite-spool-bench-'));
  parts.defer(() => rm(directory, { recursive: true }));
  const telegram = await startTelegramProcess(options.roundTripMs, options.accountCount);
  parts.defer(telegram.close);
  const { dcId, host, port, publicKeyPem } = telegram;
  const system = await startLocalSystem(
    {
      port: 0,
      directory,
      env: options.env ?? {},
      onLine: (_name, text) => lines.tell(text),
      onEvent: (event) => events.tell(event as StackEvent),
    },
    { servers: [{ dcId, address: host, port }], start_dc_id: dcId, public_key_pem: publicKeyPem },
  );
  parts.defer(() => system.close());
  const accountStore = createAccountStore(system.dynamoDb, system.tables.accounts);
  const sqs = new SQSClient({
    endpoint: system.stack.endpoints.sqs,
    useQueueUrlAsEndpoint: false,
    ...localClientSettings,
  });
  parts.defer(() => sqs.destroy());
  const accounts = await Promise.all(
    telegram.accounts.map((account) =>
      storeAccount({ system, accountStore, telegram }, account, options.pace),
    ),
  );
  return {
    system,
    telegram,
    accounts,
    accountStore,
    sqs,
    lines,
    events,
    close: () => parts.disposeAsync(),
  };
}

interface StoreDeps {
  system: LocalSystem;
  accountStore: AccountStore;
  telegram: BenchTelegram;
}

async function storeAccount(
  { system, accountStore, telegram: { dcId, host, port } }: StoreDeps,
  account: TelegramAccount,
  pace: Pace,
): Promise<BenchAccount> {
  const { name, userId, authKey, peer, channelId, accessHash } = account;
  const accountId = accountIdOf(tenantId, name);
  const session = { dcId, address: host, port, authKey, apiId: 12345, apiHash: '0'.repeat(32), userId };
  const sealed = await sealSession(createFileKeyProvider(system.keyFile), accountId, session);
  await accountStore.putSession(accountId, sealed);
  await accountStore.putAccount({
    accountId,
    tenantId,
    name,
    status: 'active',
    blockedUntilMs: {},
    fence: 0,
    pace,
  });
  await accountStore.savePeer(accountId, peer, { kind: 'channel', channelId, accessHash });
  return { ...account, accountId };
}
