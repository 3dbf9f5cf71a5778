import { chatOf } from './chat-of.ts';
import type { MetCall } from './faults.ts';
import { isContainer, readContainer, unpackBody } from './session/bodies.ts';
import type { EncryptedMessage } from './session/message-crypto.ts';
import { readServiceMessage } from './session/service-messages.ts';
import type { TlObject } from './tl/parse-schema.ts';
import { readCall, TlReadError } from './tl/read.ts';
import type { TlSchema } from './tl/schema.ts';
import { innermostQuery } from './unwrap-call.ts';
import type { AuthKey } from './world/entities.ts';
import type { World } from './world/world.ts';

/** The calls in a packet, for the match with faults. It only reads: an unreadable packet meets no fault. */
export function readMetCalls(
  { schema, world }: { schema: TlSchema; world: World },
  authKey: AuthKey,
  message: EncryptedMessage,
): MetCall[] {
  const messages = isContainer(message.body) ? (readContainer(message.body) ?? []) : [message];
  return messages
    .map(({ body }) => readQuery(schema, body))
    .filter((query) => query !== undefined)
    .map((query) => toMetCall(world, authKey, query));
}

export function toMetCall(world: World, { userId }: AuthKey, query: TlObject): MetCall {
  return { method: query._, userId, chat: chatOf(world, query) };
}

function readQuery(schema: TlSchema, packed: Buffer): TlObject | undefined {
  try {
    const body = unpackBody(packed);
    if (readServiceMessage(schema, body) !== undefined) {
      return undefined;
    }
    return innermostQuery(readCall(schema, body));
  } catch (error) {
    if (error instanceof TlReadError) {
      return undefined;
    }
    throw error;
  }
}
