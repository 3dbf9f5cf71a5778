import { randomBytes } from 'node:crypto';
import type { TlObject } from '../tl/parse-schema.ts';
import type { InnerMessage } from './bodies.ts';
import type { BadMsgCode } from './message-checks.ts';

const BAD_SERVER_SALT_CODE = 48;

/** Clients send messages older than the first message id again. For a container that is the id of its oldest message. */
export function newSessionCreated(messages: InnerMessage[], serverSalt: bigint): TlObject {
  const msgIds = messages.map(({ msgId }) => msgId);
  return {
    _: 'new_session_created',
    first_msg_id: msgIds.sort((a, b) => (a < b ? -1 : 1))[0],
    unique_id: randomBytes(8).readBigInt64LE(),
    server_salt: serverSalt,
  };
}

/** https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message */
export function badMsgNotification({ msgId, seqNo }: InnerMessage, code: BadMsgCode): TlObject {
  return { _: 'bad_msg_notification', bad_msg_id: msgId, bad_msg_seqno: seqNo | 0, error_code: code };
}

export function badServerSalt({ msgId, seqNo }: InnerMessage, newServerSalt: bigint): TlObject {
  return {
    _: 'bad_server_salt',
    bad_msg_id: msgId,
    bad_msg_seqno: seqNo | 0,
    error_code: BAD_SERVER_SALT_CODE,
    new_server_salt: newServerSalt,
  };
}
