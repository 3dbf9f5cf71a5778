import { randomBytes } from 'node:crypto';
import { allScopes } from '../functions/core/account/api-key.ts';
import type { LocalTelegram } from '../operator/system/local-state.ts';
import { defaultTenant } from '../operator/system/open-system.ts';
import { type DataCentre, startDataCentre } from '../telegram-emulator/data-centre.ts';
import {
  createDemoWorld,
  DEMO_LOGIN_CODE,
  DEMO_PASSWORD,
  DEMO_PHONES,
} from '../telegram-emulator/demo-world.ts';
import { makeApiKey } from './api-keys.ts';
import { type LocalSystem, type LocalSystemOptions, startLocalSystem } from './local-system.ts';
import { logInDemo } from './log-in-demo.ts';
import { startInParts } from './start-in-parts.ts';
import { readTelegramServer } from './telegram-server.ts';

export interface DemoSystemOptions extends Omit<LocalSystemOptions, 'tenantId' | 'app' | 'people'> {
  /** Prints how the demo account is logged in. */
  onLogin?: (line: string) => void;
}

/** The service on this machine, with an account that is logged in and an API key. Nothing is stored. */
export interface DemoSystem extends LocalSystem {
  demo: { apiKey: string; tenantId: string; account: string; userId: string };
  /** Chats in which the demo account may make links, as requests name them. */
  peers: string[];
  /** Chats in which it may not make links, with Telegram's error. */
  refusingPeers: Record<string, string>;
  telegram: LocalTelegram;
  /** The data centre, unless TELEGRAM_DC_ADDRESS names another server. */
  dataCentre: DataCentre | undefined;
}

const demoAccount = 'main';

/** Beside the user of the demo account. */
const demoPeople = [
  { name: 'Grace', phone: DEMO_PHONES.other, code: DEMO_LOGIN_CODE },
  { name: 'Edsger', phone: DEMO_PHONES.guarded, code: DEMO_LOGIN_CODE, password: DEMO_PASSWORD },
];

/**
 * Starts the service with a Telegram data centre (or the server named by TELEGRAM_DC_ADDRESS), and logs the demo
 * account in there. When a part fails, the parts that had started are stopped.
 * @throws the part's error, such as EADDRINUSE for a taken port.
 */
export function startDemoSystem(options: DemoSystemOptions): Promise<DemoSystem> {
  return startInParts((parts) => startParts(options, parts));
}

async function startParts(options: DemoSystemOptions, parts: AsyncDisposableStack): Promise<DemoSystem> {
  const { env, onPart = () => {}, onLogin = () => {} } = options;
  const { telegram, dataCentre, chats } = await findTelegram(options, parts);
  const tenantId = chooseTenant(env);
  const answers = readLogin(env);
  const system = await startLocalSystem(
    { ...options, tenantId, app: answers.app, ...(dataCentre === undefined ? {} : { people: demoPeople }) },
    telegram,
  );
  parts.defer(() => system.close());
  const login = { tenantId, name: demoAccount, ...answers, makesChat: dataCentre === undefined };
  const { userId, peer } = await logInDemo(system, telegram, login, onLogin);
  const apiKey = await makeApiKey(system, tenantId, 'demo', allScopes);
  onPart('account', `"${demoAccount}", logged in over MTProto, its session sealed`);
  return {
    ...system,
    demo: { apiKey, tenantId, account: demoAccount, userId },
    peers: chats?.open ?? (peer === undefined ? [] : [peer]),
    refusingPeers: chats?.refusing ?? {},
    telegram,
    dataCentre,
    close: () => parts.disposeAsync(),
  };
}

/** In an external database the name may be taken already, by another account or by an earlier demo. */
function chooseTenant(env: DemoSystemOptions['env']): string {
  return env.AWS_ENDPOINT_URL_DYNAMODB ? `demo-${randomBytes(8).toString('hex')}` : defaultTenant;
}

interface DemoTelegram {
  telegram: LocalTelegram;
  dataCentre: DataCentre | undefined;
  /** The known chats of the demo account. */
  chats: { open: string[]; refusing: Record<string, string> } | undefined;
}

async function findTelegram(
  { env, onEvent }: DemoSystemOptions,
  parts: AsyncDisposableStack,
): Promise<DemoTelegram> {
  const server = await readTelegramServer(env);
  if (server !== undefined) {
    return { telegram: server, dataCentre: undefined, chats: undefined };
  }
  const { world, peers } = createDemoWorld();
  const dataCentre = await startDataCentre({ world, ...(onEvent ? { onEvent } : {}) });
  parts.defer(() => dataCentre.close());
  const { dcId, host, port, publicKeyPem } = dataCentre;
  return {
    telegram: { servers: [{ dcId, address: host, port }], start_dc_id: dcId, public_key_pem: publicKeyPem },
    dataCentre,
    chats: {
      open: ['@launch', '@launch_chat', `-100${peers.backstage.id}`, `-${peers.crew.id}`],
      refusing: {
        '@press_room': 'CHAT_ADMIN_REQUIRED',
        '@launch_archive': 'CHANNEL_PRIVATE',
        [`-${peers.frozenCrew.id}`]: 'CHAT_WRITE_FORBIDDEN',
        [`-${peers.strangers.id}`]: 'CHAT_ID_INVALID',
        '@ada_demo': 'PEER_ID_INVALID',
      },
    },
  };
}

/** Test credentials. Another server may need others. */
function readLogin(env: DemoSystemOptions['env']) {
  return {
    phone: env.DEMO_PHONE ?? DEMO_PHONES.user,
    code: env.DEMO_LOGIN_CODE ?? DEMO_LOGIN_CODE,
    app: {
      apiId: Number(env.TELEGRAM_API_ID ?? 12345),
      apiHash: env.TELEGRAM_API_HASH ?? '0123456789abcdef0123456789abcdef',
    },
  };
}
