import type { AccountOwner } from '../../functions/core/account/account.ts';
import { type RpcError, TelegramError } from '../../functions/core/rpc/rpc-error.ts';
import { productionDataCentres, testDataCentres } from '../../functions/telegram/data-centres.ts';
import { toPlainText } from './table.ts';

/** Who a Telegram user is, for a person to recognise. */
export function describeOwner({ userId, firstName, lastName, username }: AccountOwner): string {
  const fullName = toPlainText([firstName, lastName].filter(Boolean).join(' '));
  const handle = username === undefined ? '' : `@${username}, `;
  return `${fullName || 'a user without a name'} (${handle}id ${userId})`;
}

/** A failure in one or two sentences that say what to do next. Nothing here quotes what was typed. */
export function describeFailure(error: unknown): string {
  if (error instanceof TelegramError) {
    return describeUnreachable(error) ?? describeRpcError(error.rpc);
  }
  if (!(error instanceof Error)) {
    return 'Something failed that gave no error.';
  }
  return describeAwsFailure(error) ?? error.message;
}

/** The errors' own sentences tell what happens to a job. What an operator does is not repeated, so it needs others. */
const connectionFailures: Record<string, string> = {
  CONNECTION_LOST: 'The connection to Telegram broke. Try again.',
  ANSWER_TIMEOUT: 'Telegram did not answer in time. Try again.',
};

/** What to do about a server of one's own: see `readTelegramServer`. */
const ownServer =
  'This is a server of your own: check that it runs there, and that its key is the one in the file that TELEGRAM_PUBLIC_KEY_FILE named when "npm start" began (it is kept in state.json).';

/** A connection that could not be made, with the address that was tried. */
function describeUnreachable({ rpc, address }: TelegramError): string | undefined {
  const failure = {
    CONNECTION_FAILED: 'Telegram could not be reached',
    HANDSHAKE_FAILED: 'No key could be agreed on with the Telegram server',
  }[rpc.type];
  if (failure === undefined) {
    return undefined;
  }
  const isKnown =
    address === undefined ||
    [...productionDataCentres, ...testDataCentres].some((each) => address === `${each.address}:${each.port}`);
  const check = isKnown ? 'Check the network.' : ownServer;
  return `${failure}${address === undefined ? '' : ` at ${address}`}. ${check} Then try again. (${rpc.type})`;
}

function describeRpcError(rpc: RpcError): string {
  const connectionFailure = connectionFailures[rpc.type];
  if (connectionFailure !== undefined) {
    return `${connectionFailure} (${rpc.type})`;
  }
  if (rpc.class === 'flood') {
    return `Telegram wants a wait of ${describeSeconds(rpc.argument ?? 0)} before this is tried again. (${rpc.type})`;
  }
  if (rpc.class === 'transient') {
    return `Telegram had an internal error. Try again in a minute. (${rpc.type})`;
  }
  if (rpc.class === 'unknown') {
    return `Telegram answered ${rpc.type}, which this tool does not know.`;
  }
  return `${rpc.detail} (${rpc.type})`;
}

function describeSeconds(seconds: number): string {
  if (seconds < 120) {
    return `${seconds} s`;
  }
  return seconds < 7200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
}

/** The faults of a system that a person can do something about, by the name or code that the SDK gives them. */
const awsFailures: Record<string, string> = {
  ECONNREFUSED: 'The database or the queues do not answer: is what "npm start" runs still running?',
  CredentialsProviderError: 'There are no AWS credentials in the environment.',
  ExpiredTokenException: 'The AWS credentials have expired.',
  UnrecognizedClientException: 'AWS refuses the credentials.',
  AccessDeniedException: 'The AWS credentials do not allow this.',
  ResourceNotFoundException: 'There is no such table: is the stage, or the region, another one?',
  NotFoundException: 'There is no such KMS key: is the stage, or the region, another one?',
};

function describeAwsFailure(error: Error): string | undefined {
  const { code, name } = error as NodeJS.ErrnoException;
  if (name === 'Error' && error.message === 'Region is missing') {
    return 'There is no AWS region: set AWS_REGION.';
  }
  return awsFailures[code ?? ''] ?? awsFailures[name];
}
