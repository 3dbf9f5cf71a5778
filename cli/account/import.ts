import { readFile, stat } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Account } from '../../functions/core/account/account.ts';
import { fingerprintOf, type Session } from '../../functions/core/account/session.ts';
import { accountIdOf } from '../../functions/core/ids.ts';
import { parseRpcError, TelegramError } from '../../functions/core/rpc/rpc-error.ts';
import { getOwner } from '../../functions/telegram/get-owner.ts';
import { withLease, withSession } from '../../operator/account/open-account-session.ts';
import { printOpenChats } from '../../operator/login/print-chats.ts';
import { refuseUser } from '../../operator/login/refuse-user.ts';
import { keyInUse, storeLogin, tryToListChats } from '../../operator/login/store-login.ts';
import { chooseNetwork, isTestAddress } from '../../operator/system/networks.ts';
import { describeOwner } from '../../operator/terminal/describe.ts';
import { UsageError } from '../../operator/terminal/operator-errors.ts';
import type { CommandContext } from '../tool/command-context.ts';
import { askApp } from './ask-app.ts';
import type { ImportedSession } from './imported-session.ts';
import { isDatabase, readSessionFile } from './session-file.ts';
import { parseSessionString } from './session-string.ts';

/** What looking at an imported session may take. */
const importMs = 60_000;

export interface ImportOptions {
  file?: string;
  defaultPeer?: string;
}

/** `import NAME`: stores a session that another library has made, once Telegram has taken it. */
export async function importSession(
  context: CommandContext,
  name: string,
  options: ImportOptions,
): Promise<void> {
  const { system, terminal, now } = context;
  const imported = await readImported(context, options.file);
  terminal.note(`This is a session of ${imported.library}, of data centre ${imported.dcId}.`);
  const app = await askAppBesideInput(context, options.file);
  const network = chooseNetwork(system.telegram, isTest(context, imported));
  const address = network.addressOf(imported.dcId);
  const authKey = imported.authKey.toString('base64');
  const session = { ...address, authKey, ...app, userId: '' };
  const accountId = accountIdOf(system.tenantId, name);
  const all = await system.accounts.listAccounts();
  const holder = all.find(({ keyFingerprint }) => keyFingerprint === fingerprintOf(imported.authKey));
  if (holder !== undefined && holder.accountId !== accountId) {
    // Before it is connected with: a worker may be, and two connections would end the session.
    throw keyInUse(`"${holder.name}"${holder.tenantId === system.tenantId ? '' : ' of another tenant'}`);
  }
  const before = await system.accounts.getAccount(accountId);
  const keys = system.openKeys();
  const found = await lookUnderLease(context, holder, session);
  const user = { tenantId: system.tenantId, accountId, name, before, owner: found.owner, network };
  await refuseUser(system, user);
  await storeLogin({ ...system, keys }, { ...options, ...user, session: found.session, nowMs: now() });
  terminal.print(
    `${name} is imported: ${describeOwner(found.owner)}. Use this session nowhere else: Telegram ends one that speaks from two places.`,
  );
  if (found.chats !== undefined) {
    await system.accounts.saveChats(accountId, found.chats, now());
    printOpenChats(terminal.print, name, found.chats);
  }

  /** A session that is stored under this name already may be in use: only the lease tells. */
  function lookUnderLease(at: CommandContext, account: Account | undefined, looked: Session) {
    return account === undefined
      ? look(at, name, looked, now() + importMs)
      : withLease(at, account, (_account, untilMs) => look(at, name, looked, untilMs));
  }
}

/** One call tells whose session it is, and that Telegram takes it. */
function look(context: CommandContext, name: string, session: Session, untilMs: number) {
  return withSession(context, session, untilMs, async (connection) => {
    const { owner, isBot } = await getOwner(connection);
    if (isBot) {
      throw new TelegramError(parseRpcError(400, 'BOT_SESSION'));
    }
    const chats = await tryToListChats(connection, name, {
      print: context.terminal.note,
      signal: context.terminal.signal,
    });
    return { owner, chats, session: { ...session, userId: owner.userId, salt: connection.getSalt() } };
  });
}

function isTest({ system }: CommandContext, { isTest: isMarked, address }: ImportedSession): boolean {
  return system.telegram === undefined && (isMarked || isTestAddress(address));
}

/** From the file, from what is piped in, or asked for in the terminal. Never from an argument: those are seen by others. */
async function readImported(
  { terminal }: CommandContext,
  file: string | undefined,
): Promise<ImportedSession> {
  if (file !== undefined) {
    return readImportedFile(file);
  }
  const given = process.stdin.isTTY
    ? await terminal.ask({ message: 'Session string:', isSecret: true })
    : await text(process.stdin);
  return parseSessionString(given);
}

async function readImportedFile(file: string): Promise<ImportedSession> {
  try {
    const status = await stat(file);
    if (status.isDirectory()) {
      throw new UsageError(
        `${file} is a folder. Give a session file, or one that holds a session string; the tdata folder of Telegram Desktop cannot be imported.`,
      );
    }
    // A pipe can be read once only.
    return status.isFile() && (await isDatabase(file))
      ? await readSessionFile(file)
      : parseSessionString(await readFile(file, 'latin1'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENAMETOOLONG' || code === 'EACCES') {
      // Its name is not repeated: it may be the session string itself, in the wrong place.
      throw new UsageError(
        `The file given with --file ${code === 'EACCES' ? 'may not be read by this user' : 'is not there'}.`,
      );
    }
    throw error;
  }
}

function askAppBesideInput({ terminal }: CommandContext, file: string | undefined) {
  const { TELEGRAM_API_ID, TELEGRAM_API_HASH } = process.env;
  if (file === undefined && !process.stdin.isTTY && !(TELEGRAM_API_ID && TELEGRAM_API_HASH)) {
    throw new UsageError(
      'The session string comes in through the input, so the api_id and api_hash cannot be asked for there: set TELEGRAM_API_ID and TELEGRAM_API_HASH, or give the session string with --file.',
    );
  }
  return askApp(terminal, process.env);
}
