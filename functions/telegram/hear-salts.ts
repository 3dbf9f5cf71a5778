import type { MTProtoSender } from 'telegram/network/MTProtoSender.js';
import type { TLMessage } from 'telegram/tl/core/index.js';
import { Api } from 'telegram/tl/index.js';
import type { ServerSalts } from './server-salts.ts';

type Long = Api.BadServerSalt['newServerSalt'];

export type Handlers = Record<string, (message: TLMessage) => unknown>;

/** Notes every salt that the server announces. gramjs still handles them on this connection as before. */
export function hearSalts(sender: MTProtoSender, handlers: Handlers, salts: ServerSalts): void {
  readFutureSalts();
  hear<Api.NewSessionCreated>(Api.NewSessionCreated, ({ serverSalt }) =>
    salts.noteCurrent(toSalt(serverSalt)),
  );
  hear<Api.BadServerSalt>(Api.BadServerSalt, ({ newServerSalt }) => salts.noteRefused(toSalt(newServerSalt)));
  hear<Api.FutureSalts>(Api.FutureSalts, (future) => {
    salts.noteFuture(future.salts.map(({ validSince, salt }) => ({ validSince, salt: toSalt(salt) })));
    // gramjs looks for the request under the id of the answer, and so does not find it.
    sender._pendingState.getAndDelete(future.reqMsgId);
  });

  function hear<T>({ CONSTRUCTOR_ID }: { CONSTRUCTOR_ID: number }, note: (heard: T) => void): void {
    const id = CONSTRUCTOR_ID.toString();
    const handle = handlers[id];
    handlers[id] = (message) => {
      // gramjs types a message's object as any object: under this id it is of the class that was named.
      note(message.obj as unknown as T);
      return handle?.(message);
    };
  }
}

/** gramjs cannot read its own future_salts: it looks for the bare type in a place where there is none, and throws. */
function readFutureSalts(): void {
  Api.FutureSalts.fromReader = (reader) => {
    const reqMsgId = reader.readLong();
    const now = reader.readInt();
    const salts = Array.from({ length: reader.readInt() }, () => {
      const validSince = reader.readInt();
      const validUntil = reader.readInt();
      return new Api.FutureSalt({ validSince, validUntil, salt: reader.readLong() });
    });
    return new Api.FutureSalts({ reqMsgId, now, salts });
  };
}

function toSalt(long: Long): bigint {
  return BigInt(long.toString());
}
