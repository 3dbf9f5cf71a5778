import { createAccountStore } from '../functions/aws/account-store.ts';
import { createLocalKeyProvider } from '../functions/aws/key-provider.ts';
import { readLocalKeys } from '../functions/aws/sealing-key-file.ts';
import type { AppCredentials } from '../functions/telegram/connection.ts';
import { createSupergroup } from '../functions/telegram/create-supergroup.ts';
import type { LoginPrompts } from '../functions/telegram/log-in.ts';
import { logInAccount } from '../operator/login/log-in-account.ts';
import { addressOf, printLogin } from '../operator/login/print-chats.ts';
import type { LocalTelegram } from '../operator/system/local-state.ts';
import { openLocalNetwork } from '../operator/system/networks.ts';
import type { SealingKeys } from '../operator/system/sealing-keys.ts';
import { describeFailure } from '../operator/terminal/describe.ts';
import type { LocalSystem } from './local-system.ts';

export interface DemoLogin {
  tenantId: string;
  name: string;
  app: AppCredentials;
  phone: string;
  code: string;
  /** Makes a supergroup of the account, for a server whose chats are unknown. */
  makesChat: boolean;
}

/** Who the demo account is, and a chat in which it may make links. */
export interface DemoAccount {
  userId: string;
  peer: string | undefined;
}

/**
 * Logs the demo account in as `npm run account -- login` does, and answers its questions.
 * @param print prints the questions, the answers as a terminal shows them, and the outcome.
 * @throws Error with the reason when the server cannot be reached or refuses the login.
 */
export async function logInDemo(
  system: Pick<LocalSystem, 'dynamoDb' | 'tables'> & { sealingKeys: Pick<SealingKeys, 'keyFile'> },
  telegram: LocalTelegram,
  login: DemoLogin,
  print: (line: string) => void,
): Promise<DemoAccount> {
  const { tenantId, name, app } = login;
  printAnswer(print, 'api_id', String(app.apiId));
  printAnswer(print, 'api_hash', mask(app.apiHash));
  const loggedIn = await logInAccount(
    {
      accounts: createAccountStore(system.dynamoDb, system.tables.accounts),
      keys: createLocalKeyProvider(() => readLocalKeys(system.sealingKeys)),
      commandLine: (words) => `npm run account -- ${words}`,
      now: Date.now,
      print,
      signal: new AbortController().signal,
    },
    {
      tenantId,
      name,
      network: openLocalNetwork(telegram),
      app,
      how: { by: 'code', prompts: answerPrompts(login, print) },
      ...(login.makesChat
        ? { prepare: async (connection) => void (await createSupergroup(connection, 'invite-spool demo')) }
        : {}),
    },
  ).catch((cause: unknown) => {
    throw new Error(`the demo account could not be logged in: ${describeFailure(cause)}`, { cause });
  });
  printLogin(print, name, loggedIn);
  const open = loggedIn.chats?.find(({ canExport }) => canExport);
  return { userId: loggedIn.owner.userId, peer: open && addressOf(open) };
}

/** A refused answer is not given again. The problem becomes the error. */
function answerPrompts({ phone, code }: DemoLogin, print: (line: string) => void): LoginPrompts {
  return {
    async phone(problem) {
      refuse(problem);
      printAnswer(print, 'Phone number', phone);
      return phone;
    },
    async code({ how }, problem) {
      refuse(problem);
      print(`Telegram has sent a login code: ${how}.`);
      printAnswer(print, 'Login code', mask(code));
      return code;
    },
    async password() {
      throw new Error('the demo account has a two-step password: give DEMO_PHONE an account without one');
    },
    signUpAs: 'Demo',
  };
}

function refuse(problem: string | undefined): void {
  if (problem !== undefined) {
    throw new Error(problem);
  }
}

function printAnswer(print: (line: string) => void, question: string, answer: string): void {
  print(`? ${question}: ${answer}`);
}

function mask(secret: string): string {
  return '*'.repeat(secret.length);
}
