import { randomInt } from 'node:crypto';
import { inspect } from 'node:util';
import { createFileKeyProvider } from '../../../functions/aws/key-provider.ts';
import { KeyFileError } from '../../../functions/aws/sealing-key-file.ts';
import type { LoginPrompts } from '../../../functions/telegram/log-in.ts';
import type { QrPrompts } from '../../../functions/telegram/log-in-by-qr.ts';
import { logInAccount } from '../../../operator/login/log-in-account.ts';
import { openLocalNetwork } from '../../../operator/system/networks.ts';
import { describeFailure } from '../../../operator/terminal/describe.ts';
import type { FaultAction } from '../../../telegram-emulator/faults.ts';
import { createWritableAccountStore } from '../../functions/aws/writable-account-store.ts';
import { apiHash } from '../local-service.ts';
import { accountStoreOf } from '../seed-account.ts';
import { finish, type Scene } from './scene.ts';

const password = 'correct horse battery';
const wrongPassword = 'incorrect staple';
/**
 * Codes here are longer than Telegram's: five digits are in some time, port, column or fraction of a second, and would be
 * found where nobody wrote a code.
 */
function newCode() {
  return Array.from({ length: 20 }, () => randomInt(10)).join('');
}

const wrongCode = newCode();
/** As people write it, and as Telegram keeps it. */
const phones = {
  ada: ['+49 1512 3456701', '4915123456701'],
  bot: ['+49 1512 3456702', '4915123456702'],
  unknown: ['+49 1512 3456703', '4915123456703'],
  banned: ['+49 1512 3456704', '4915123456704'],
} as const;

interface Attempt {
  phone?: keyof typeof phones;
  typedPhone?: string;
  code?: string;
  password?: string;
  name?: string;
  /** Done when the code is asked for, or the QR code shown. */
  midway?: (stop: AbortController) => void;
  byQr?: boolean;
  deps?: (scene: Scene) => object;
}

/** How often the same question is put. */
const maxTries = 3;

/** A call that meets a fault at a login. */
function fault(method: string, action: FaultAction) {
  return (scene: Scene) => scene.service.telegram.faults.inject({ method, action, times: maxTries });
}

function refuse(method: string, code: number, message: string) {
  return fault(method, { type: 'rpc-error', code, message });
}

/** Ways for a login to fail: what is prepared, and what is typed. */
const failures: [name: string, attempt: Attempt, prepare?: (scene: Scene) => void][] = [
  ['a malformed number', { typedPhone: '+49 (0) 1512 x' }],
  ['a banned number', { phone: 'banned' }],
  ['an unknown number', { phone: 'unknown' }],
  ['a bot', { phone: 'bot' }],
  ['a wrong code', { code: wrongCode }],
  ['no code', { code: '' }],
  ['an old code', {}, refuse('auth.signIn', 400, 'PHONE_CODE_EXPIRED')],
  ['a wrong password', { password: wrongPassword }],
  ['too many passwords', {}, refuse('auth.checkPassword', 420, 'PHONE_PASSWORD_FLOOD')],
  ['a wait for the code', {}, refuse('auth.sendCode', 420, 'FLOOD_WAIT_300')],
  ['a refused app', {}, refuse('auth.sendCode', 400, 'API_ID_INVALID')],
  ['a published app', {}, refuse('auth.sendCode', 400, 'API_ID_PUBLISHED_FLOOD')],
  ['an error nobody knows', {}, refuse('auth.signIn', 400, 'NEVER_HEARD_OF')],
  ['an internal error', {}, refuse('auth.signIn', 500, 'RPC_CALL_FAIL')],
  ['a data centre that is not there', {}, refuse('auth.sendCode', 303, 'PHONE_MIGRATE_5')],
  ['a connection closed on the phone number', {}, fault('auth.sendCode', { type: 'close-before' })],
  ['a connection closed on the code', {}, fault('auth.signIn', { type: 'close-after' })],
  ['a connection closed on the password', {}, fault('auth.checkPassword', { type: 'close-after' })],
  ['a refused QR code', { byQr: true }, refuse('auth.exportLoginToken', 400, 'AUTH_TOKEN_EXPIRED')],
  ['a wrong password after a QR code', { byQr: true, password: wrongPassword }],
  ['Ctrl-C at the code', { midway: (stop) => stop.abort() }],
  ['Ctrl-C at the QR code', { byQr: true, midway: (stop) => void setImmediate(() => stop.abort()) }],
  ['a key file that went missing', { deps: () => ({ keys: brokenKeys }) }],
  ['a table that is not there', { deps: ({ service }) => ({ accounts: missingTable(service.dynamoDb) }) }],
  ['a table that goes missing', { deps: withoutSaving }],
  ['a name that is another user’s', { name: 'main' }],
];

const brokenKeys = {
  generateDataKey: () => Promise.reject(new KeyFileError('the key file is missing')),
  unwrapDataKey: () => Promise.reject(new Error('nothing is opened')),
};

function missingTable(client: Scene['service']['dynamoDb']) {
  return createWritableAccountStore(client, 'no-such-table');
}

/** The account can be looked up, and then not be stored. */
function withoutSaving({ service }: Scene) {
  const { saveLogin } = missingTable(service.dynamoDb);
  return { accounts: { ...accountStoreOf(service), saveLogin } };
}

/** Logins that fail, each as the operator's tool makes them; what it would print is kept, and the error with all in it. */
export async function driveFailingLogins(scene: Scene): Promise<void> {
  const { world } = scene.service.telegram;
  const [, adaPhone] = phones.ada;
  world.addUser({ phone: adaPhone, firstName: 'Ada', password2fa: password, passwordHint: 'horse' });
  world.addUser({ phone: phones.bot[1], firstName: 'Robot', isBot: true });
  world.loginRules.bannedPhones.add(phones.banned[1]);
  world.loginRules.isSignUpOpen = false;
  Object.assign(scene.secrets, {
    phone: Object.values(phones).flat(),
    password: [password, wrongPassword],
    code: [wrongCode],
  });
  for (const [name, attempt, prepare] of failures) {
    prepare?.(scene);
    await driveLogin(scene, name, attempt);
    scene.service.telegram.faults.clear();
  }
  await scene.service.telegram.faults.refuseConnections(true);
  await driveLogin(scene, 'no network', {});
  await scene.service.telegram.faults.refuseConnections(false);
}

async function driveLogin(scene: Scene, name: string, attempt: Attempt): Promise<void> {
  const { service, written } = scene;
  const { byQr, deps, name: account = 'newcomer' } = attempt;
  const stop = new AbortController();
  function say(text: string) {
    return void written.push({ name: 'login', text });
  }
  const prompts = createPrompts(scene, attempt, stop, say);
  const failure = await logInAccount(
    {
      accounts: accountStoreOf(service),
      keys: createFileKeyProvider(service.keyFile),
      commandLine: (words) => words,
      now: Date.now,
      print: say,
      signal: stop.signal,
      ...deps?.(scene),
    },
    {
      tenantId: service.system.demo.tenantId,
      name: account,
      network: openLocalNetwork(service.system.telegram),
      app: { apiId: 12345, apiHash },
      how: byQr ? { by: 'qr', prompts } : { by: 'code', prompts },
    },
  ).catch((error: unknown) => error);
  if (!(failure instanceof Error)) {
    throw new Error(`the login with ${name} came off`);
  }
  say(describeFailure(failure));
  // With everything in it, which nobody prints today.
  say(inspect(failure, { depth: 10, showHidden: true }));
  finish(scene, `login: ${name}`);
}

function createPrompts(
  { service, secrets }: Scene,
  { phone = 'ada', typedPhone = phones[phone][0], midway, ...typed }: Attempt,
  stop: AbortController,
  say: (text: string) => void,
): LoginPrompts & QrPrompts {
  const user = [...service.demo.world.users.values()].find((each) => each.phone === phones[phone][1]);
  function tell(problem: string | undefined) {
    return problem !== undefined && say(problem);
  }
  return {
    signal: stop.signal,
    async phone(problem) {
      tell(problem);
      return typedPhone;
    },
    async code({ how }, problem) {
      say(how);
      tell(problem);
      const code = newCode();
      const issued = service.demo.world.loginCodes.get(phones[phone][1]);
      if (issued !== undefined) {
        issued.code = code;
      }
      secrets.code = [...(secrets.code ?? []), code];
      midway?.(stop);
      return typed.code ?? code;
    },
    async password(hint, problem) {
      say(hint ?? '');
      tell(problem);
      return typed.password ?? password;
    },
    showToken(url) {
      secrets['login token'] = [...(secrets['login token'] ?? []), url];
      midway?.(stop);
      if (user !== undefined && midway === undefined) {
        service.demo.world.acceptLoginToken(url, user);
      }
    },
  };
}
