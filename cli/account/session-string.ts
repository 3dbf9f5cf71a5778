import { createRequire } from 'node:module';
import { RefusedError } from '../../operator/terminal/operator-errors.ts';
import { authKeyBytes, checkUsable, exportHint, type ImportedSession, isWhole } from './imported-session.ts';

const portBytes = 2;

type Mtcute = typeof import('@mtcute/node/utils.js') & typeof import('@mtcute/convert');

const require = createRequire(import.meta.url);

/**
 * mtcute's own parsers take 35 MB on the disk, and are not in an installation without packages for development.
 * @throws RefusedError where they are not.
 */
function loadMtcute(): Mtcute {
  try {
    return { ...require('@mtcute/node/utils.js'), ...require('@mtcute/convert') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') {
      throw new RefusedError(
        'The parser of this form is not installed: run "npm ci", then this command again, then "npm prune --omit=dev".',
      );
    }
    throw error;
  }
}

/**
 * Reads a session string of Telethon, GramJS, Pyrogram, mtcute or MTKruto; the form tells which. Nothing of what is read
 * goes into an error.
 * @throws RefusedError that says what the text is instead, as far as that can be told; TelegramError BOT_SESSION.
 */
export function parseSessionString(given: string): ImportedSession {
  const text = given.replaceAll(/\s+/g, '');
  const problem = findProblem(given, text);
  if (problem !== undefined) {
    throw new RefusedError(problem);
  }
  const session = text.startsWith('1')
    ? (readGramjs(decode(text.slice(1))) ?? readTelethon(decode(text.slice(1))))
    : (readMtkruto(text) ?? readPyrogram(decode(text)) ?? readMtcute(text));
  if (session === undefined || !isWhole(session)) {
    throw new RefusedError(
      'This is no session string of Telethon, GramJS, Pyrogram, mtcute or MTKruto, or a part of it is missing.',
    );
  }
  return checkUsable(session);
}

function findProblem(given: string, text: string): string | undefined {
  if (text === '') {
    return 'There is no session string: the input is empty.';
  }
  if (given.startsWith('SQLite format 3')) {
    return 'This is a session file (an SQLite database): give the file itself, with --file.';
  }
  if (given.startsWith('TDF$')) {
    return `This is a file of Telegram Desktop, not a session string. ${exportHint}`;
  }
  if (/^\d{5,}:[\w-]{30,}$/.test(text)) {
    return "This is the token of a bot, not the session of a user. With a bot, use the Bot API's createChatInviteLink: https://core.telegram.org/bots/api#createchatinvitelink";
  }
  if (/^\+?\d{5,15}$/.test(text)) {
    return 'This is a number, not a session string. To log in with a phone number, use the command login.';
  }
  if (!/^[A-Za-z0-9+/_-]+=*$/.test(text)) {
    return 'This is no session string: it has characters that none has. Give the string alone, without quotes or a name before it.';
  }
  return undefined;
}

/** Both alphabets of base64, with and without padding. */
function decode(text: string): Buffer {
  return Buffer.from(text, 'base64');
}

/**
 * '1', then base64 of: dc u8, IPv4 or IPv6 address in bytes, port u16, key.
 * @see https://docs.telethon.dev/en/stable/concepts/sessions.html#string-sessions
 */
function readTelethon(bytes: Buffer): ImportedSession | undefined {
  const addressBytes = bytes.length - 1 - portBytes - authKeyBytes;
  if (addressBytes !== 4 && addressBytes !== 16) {
    return undefined;
  }
  const ip = bytes.subarray(1, 1 + addressBytes);
  return {
    library: 'Telethon',
    dcId: bytes.readUInt8(0),
    authKey: bytes.subarray(-authKeyBytes),
    ...(addressBytes === 4 ? { address: ip.join('.') } : {}),
    isTest: false,
    isBot: false,
  };
}

/** '1', then base64 of: dc u8, length of the address i16, address as text, port i16, key. */
function readGramjs(bytes: Buffer): ImportedSession | undefined {
  if (bytes.length < 3 + portBytes + authKeyBytes) {
    return undefined;
  }
  const addressBytes = bytes.readUInt16BE(1);
  if (bytes.length !== 3 + addressBytes + portBytes + authKeyBytes) {
    return undefined;
  }
  return {
    library: 'GramJS',
    dcId: bytes.readUInt8(0),
    authKey: bytes.subarray(-authKeyBytes),
    address: bytes.toString('utf8', 3, 3 + addressBytes),
    isTest: false,
    isBot: false,
  };
}

/**
 * base64url of: dc u8, (api id u32,) test u8, key, user id u32 or u64, bot u8. @mtcute/convert misreads the oldest of the
 * three lengths.
 * @see https://docs.pyrogram.org/topics/storage-engines
 */
function readPyrogram(bytes: Buffer): ImportedSession | undefined {
  const keyAt = { 263: 2, 267: 2, 271: 6 }[bytes.length];
  if (keyAt === undefined) {
    return undefined;
  }
  const flags = [bytes.readUInt8(keyAt - 1), bytes.readUInt8(bytes.length - 1)];
  if (flags.some((flag) => flag > 1)) {
    return undefined;
  }
  return {
    library: 'Pyrogram',
    dcId: bytes.readUInt8(0),
    authKey: bytes.subarray(keyAt, keyAt + authKeyBytes),
    isTest: flags[0] === 1,
    isBot: flags[1] === 1,
  };
}

function readMtkruto(text: string): ImportedSession | undefined {
  // Its data begins with the data centre's number as TL text: the length, then a digit. No other form does.
  const [length = 0, digit = 0] = decode(text);
  if (length > 10 || digit < 0x31 || digit > 0x39) {
    return undefined;
  }
  const { parseMtkrutoSession } = loadMtcute();
  return attempt(() => {
    const { dcId, isTest, authKey } = parseMtkrutoSession(text.replace(/=+$/, ''));
    return { library: 'MTKruto', dcId, authKey: Buffer.from(authKey), isTest, isBot: false };
  });
}

function readMtcute(text: string): ImportedSession | undefined {
  const { readStringSession } = loadMtcute();
  return attempt(() => {
    const { primaryDcs, authKey, self } = readStringSession(text);
    return {
      library: 'mtcute',
      dcId: primaryDcs.main.id,
      address: primaryDcs.main.ipAddress,
      authKey: Buffer.from(authKey),
      isTest: primaryDcs.main.testMode ?? false,
      isBot: self?.isBot ?? false,
    };
  });
}

/** The libraries' parsers throw many kinds of errors. Each means only that the session has another form. */
function attempt(read: () => ImportedSession): ImportedSession | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
