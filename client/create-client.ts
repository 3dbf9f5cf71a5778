import {
  type AnswerOf,
  type BodyOf,
  type CallOptions,
  createCall,
  type OperationId,
  type QueryOf,
} from './call.ts';
import {
  type Invite,
  type Operation,
  toBatchJob,
  toInviteJob,
  toOperationJob,
  type WaitDeps,
} from './jobs.ts';
import type { components } from './openapi.ts';
import { pagesOf, textOf } from './pages.ts';
import { anyOf, createSend, type Patience, type Send } from './send-requests.ts';

type Schemas = components['schemas'];

/** Filters of a list: pages are read as they are needed, so there is no cursor. */
type Filters<K extends OperationId> = Omit<QueryOf<K>, 'cursor'>;

export interface ClientOptions {
  /** Such as `https://invites.example.com`, or `http://127.0.0.1:3000` of `npm start`. */
  baseUrl: string;
  /** `isk_...` */
  apiKey: string;
  fetch?: typeof fetch;
  /** Ends everything that this client does. */
  signal?: AbortSignal;
  /** How long requests are repeated. Without it: silence and server errors for a minute, 429 for as long. */
  patience?: Partial<Patience>;
  /** A request is repeated at that time, and why. */
  onRetry?(reason: string, atMs: number): void;
}

/** A minute of failures: a deployment, a network that comes back. */
const usualPatience: Patience = {
  pauseSeconds: [0.5, 1, 2, 4, 8, 15, 30],
  maxPutOffMs: 60_000,
  isPatientAtFirst: true,
};

export type Client = ReturnType<typeof createClient>;

/**
 * A client of the HTTP API. Each method is named after what it does; what it takes and answers has the names of the API.
 * Each call that changes something carries an Idempotency-Key, so a call whose answer was lost is repeated without harm.
 *
 * All methods throw ApiError where the API refuses (`type`: `invalid-request`, `too-many-pending`, ...), and UnreachableError where
 * nothing answers.
 */
export function createClient(options: ClientOptions) {
  const send = createSend({
    baseUrl: String(options.baseUrl ?? 'undefined').replace(/\/+$/, ''),
    // Read from a file, it ends with its line. From a variable that is not set, it is none.
    apiKey: String(options.apiKey ?? '').trim(),
    fetch: options.fetch ?? fetch,
    sleep,
    now: Date.now,
    patience: { ...usualPatience, ...options.patience },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.onRetry === undefined ? {} : { onRetry: options.onRetry }),
  });
  return createClientOver(send, (ms, signal) => sleep(ms, anyOf([options.signal, signal])));
}

/** The same over a sender of requests. */
export function createClientOver(send: Send, sleepFor: WaitDeps['sleep']) {
  const call = createCall(send);
  const deps: WaitDeps = { call, sleep: sleepFor };

  async function toOperation(answer: Promise<Parameters<typeof toOperationJob>[1]>) {
    return toOperationJob(deps, await answer);
  }

  async function bodyOf<T>(answer: Promise<{ body: T }>): Promise<T> {
    return (await answer).body;
  }

  function exported(operationId: 'exportInvites' | 'exportJoins', query: Record<string, unknown>) {
    return textOf((path) =>
      path === undefined ? call(operationId, { query }) : send<string>({ method: 'GET', path, isText: true }),
    );
  }

  const invites = {
    /** Asks for one link. The job is stored when this resolves; `wait()` waits for its link. */
    async create(body: BodyOf<'createInvite'>, options: CallOptions = {}) {
      return toInviteJob(deps, await call('createInvite', { body, ...options }));
    },
    async get(id: string, options: CallOptions = {}) {
      return toInviteJob(deps, await call('getInvite', { path: { id }, ...options }));
    },
    /** The newest first. */
    list(filters: Filters<'listInvites'> = {}) {
      return pagesOf<Invite, Schemas['InvitePage']>(
        (cursor) => bodyOf(call('listInvites', { query: { ...filters, ...cursorOf(cursor) } })),
        ({ items }) => items,
      );
    },
    /** The same as CSV, in parts. */
    csv(filters: Filters<'exportInvites'> = {}) {
      return exported('exportInvites', filters);
    },
    /** Stops what is not made yet. With `revoke`, a link that was made all the same is revoked. */
    cancel(id: string, { revoke, ...options }: CallOptions & { revoke?: boolean } = {}) {
      const query = revoke === undefined ? undefined : { revoke: `${revoke}` as const };
      return bodyOf(call('cancelInvite', { path: { id }, query, ...options }));
    },
    edit(id: string, body: BodyOf<'editInvite'>, options: CallOptions = {}) {
      return toOperation(call('editInvite', { path: { id }, body, ...options }));
    },
    revoke(id: string, options: CallOptions = {}) {
      return toOperation(call('revokeInvite', { path: { id }, ...options }));
    },
    /** Asks Telegram for the link as it is now. */
    refresh(id: string, options: CallOptions = {}) {
      return toOperation(call('refreshInvite', { path: { id }, ...options }));
    },
    /** Deletes a revoked link at Telegram; with `revoke`, revokes it first. */
    delete(id: string, { revoke, ...options }: CallOptions & { revoke?: boolean } = {}) {
      const query = revoke === undefined ? undefined : { revoke: `${revoke}` as const };
      return toOperation(call('deleteInvite', { path: { id }, query, ...options }));
    },
    /** Revokes all links that a filter finds, a part at a time: ask again with `next_cursor` until there is none. */
    revokeMany(body: BodyOf<'revokeInvites'>, options: CallOptions = {}) {
      return bodyOf(call('revokeInvites', { body, ...options }));
    },
    operations(id: string, filters: Filters<'listInviteOperations'> = {}) {
      return pagesOf<Operation, Schemas['OperationPage']>(
        (cursor) =>
          bodyOf(call('listInviteOperations', { path: { id }, query: { ...filters, ...cursorOf(cursor) } })),
        ({ items }) => items,
      );
    },
    /** Who joined by the link. */
    joins(id: string, filters: Filters<'listInviteJoins'> = {}) {
      return pagesOf<Schemas['Join'], Schemas['InviteJoins']>(
        (cursor) =>
          bodyOf(call('listInviteJoins', { path: { id }, query: { ...filters, ...cursorOf(cursor) } })),
        ({ items }) => items,
      );
    },
  };

  const batches = {
    /** Asks for up to 100 links at once. A refusal accepts none of them. */
    async create(body: BodyOf<'createBatch'>, options: CallOptions = {}) {
      return toBatchJob(deps, await call('createBatch', { body, ...options }));
    },
    async get(id: string, options: CallOptions = {}) {
      return toBatchJob(deps, await call('getBatch', { path: { id }, ...options }));
    },
    /** The invites of a batch. */
    invites(id: string) {
      return pagesOf<Invite, Schemas['Batch']>(
        (cursor) => bodyOf(call('getBatch', { path: { id }, query: cursorOf(cursor) })),
        ({ items }) => items,
      );
    },
    cancel(id: string, options: CallOptions = {}) {
      return bodyOf(call('cancelBatch', { path: { id }, ...options }));
    },
    revoke(id: string, options: CallOptions = {}) {
      return bodyOf(call('revokeBatch', { path: { id }, ...options }));
    },
  };

  const operations = {
    get(id: string, options: CallOptions = {}) {
      return toOperation(call('getOperation', { path: { id }, ...options }));
    },
    list(filters: Filters<'listOperations'> = {}) {
      return pagesOf<Operation, Schemas['OperationPage']>(
        (cursor) => bodyOf(call('listOperations', { query: { ...filters, ...cursorOf(cursor) } })),
        ({ items }) => items,
      );
    },
  };

  const joins = {
    list(filters: Filters<'listJoins'> = {}) {
      return pagesOf<Schemas['Join'], Schemas['JoinPage']>(
        (cursor) => bodyOf(call('listJoins', { query: { ...filters, ...cursorOf(cursor) } })),
        ({ items }) => items,
      );
    },
    csv(filters: Filters<'exportJoins'> = {}) {
      return exported('exportJoins', filters);
    },
    /** Erases all that is stored about a person. */
    erase(userId: string, options: CallOptions = {}) {
      return bodyOf(call('eraseJoins', { query: { user_id: userId }, ...options }));
    },
  };

  /** Who asks to join: by the link of an invite, or in a chat of an account. */
  const requests = {
    ofInvite(id: string, filters: Filters<'listInviteRequests'> = {}) {
      return pagesOf<Schemas['JoinRequest'], Schemas['JoinRequestPage']>(
        (cursor) =>
          bodyOf(
            call('listInviteRequests', { path: { id }, query: { ...filters, ...cursorOf(cursor) } }),
          ) as Promise<Schemas['JoinRequestPage']>,
        ({ items }) => items,
      );
    },
    ofChat(account: string, filters: Filters<'listChatRequests'>) {
      return pagesOf<Schemas['JoinRequest'], Schemas['JoinRequestPage']>(
        (cursor) =>
          bodyOf(
            call('listChatRequests', { path: { name: account }, query: { ...filters, ...cursorOf(cursor) } }),
          ) as Promise<Schemas['JoinRequestPage']>,
        ({ items }) => items,
      );
    },
    approve(inviteId: string, userId: string, options: CallOptions = {}) {
      return toOperation(
        call('approveRequestOfInvite', { path: { id: inviteId, user_id: userId }, ...options }),
      );
    },
    decline(inviteId: string, userId: string, options: CallOptions = {}) {
      return toOperation(
        call('declineRequestOfInvite', { path: { id: inviteId, user_id: userId }, ...options }),
      );
    },
    approveInChat(
      account: string,
      userId: string,
      body: BodyOf<'approveRequestOfChat'>,
      options: CallOptions = {},
    ) {
      return toOperation(
        call('approveRequestOfChat', { path: { name: account, user_id: userId }, body, ...options }),
      );
    },
    declineInChat(
      account: string,
      userId: string,
      body: BodyOf<'declineRequestOfChat'>,
      options: CallOptions = {},
    ) {
      return toOperation(
        call('declineRequestOfChat', { path: { name: account, user_id: userId }, body, ...options }),
      );
    },
  };

  const pools = {
    create(body: BodyOf<'createPool'>, options: CallOptions = {}) {
      return bodyOf(call('createPool', { body, ...options }));
    },
    /** A link at once. Where the pool is empty it is made as by `invites.create`: `wait()` waits for it. */
    async take(name: string, body: BodyOf<'takeLink'> = {}, options: CallOptions = {}) {
      return toInviteJob(deps, await call('takeLink', { path: { name }, body, ...options }));
    },
    get(name: string, options: CallOptions = {}) {
      return bodyOf(call('getPool', { path: { name }, ...options }));
    },
    list(options: CallOptions = {}) {
      return bodyOf(call('listPools', options));
    },
    delete(name: string, query?: QueryOf<'deletePool'>, options: CallOptions = {}) {
      return bodyOf(call('deletePool', { path: { name }, query, ...options }));
    },
  };

  const rotations = {
    create(body: BodyOf<'createRotation'>, options: CallOptions = {}) {
      return bodyOf(call('createRotation', { body, ...options }));
    },
    /** Replaces the current link now. */
    rotate(name: string, body: BodyOf<'rotate'> = {}, options: CallOptions = {}) {
      return bodyOf(call('rotate', { path: { name }, body, ...options }));
    },
    get(name: string, options: CallOptions = {}) {
      return bodyOf(call('getRotation', { path: { name }, ...options }));
    },
    list() {
      return pagesOf<Schemas['Rotation'], Schemas['RotationPage']>(
        (cursor) => bodyOf(call('listRotations', { query: cursorOf(cursor) })),
        ({ rotations }) => rotations,
      );
    },
    delete(name: string, query?: QueryOf<'deleteRotation'>, options: CallOptions = {}) {
      return bodyOf(call('deleteRotation', { path: { name }, query, ...options }));
    },
  };

  const accounts = {
    async list(options: CallOptions = {}) {
      return (await bodyOf(call('listAccounts', options))).accounts;
    },
    get(name: string, options: CallOptions = {}) {
      return bodyOf(call('getAccount', { path: { name }, ...options }));
    },
    /** The chats that an account is in, with the `peer` to ask for. */
    chats(name: string) {
      return pagesOf<Schemas['Chat'], Schemas['ChatPage']>(
        (cursor) => bodyOf(call('listChats', { path: { name }, query: cursorOf(cursor) })),
        ({ chats }) => chats,
      );
    },
    /** Reads all links of a chat at Telegram, and adopts those that were made elsewhere. */
    syncLinks(name: string, body: BodyOf<'syncLinks'>, options: CallOptions = {}) {
      return toOperation(call('syncLinks', { path: { name }, body, ...options }));
    },
  };

  return {
    invites,
    batches,
    operations,
    joins,
    requests,
    pools,
    rotations,
    accounts,
    /** Any operation of the API, by its name in the OpenAPI document. */
    call,
    async isHealthy(): Promise<boolean> {
      const { body }: { body: AnswerOf<'getHealth'> } = await call('getHealth', {});
      return body.status === 'ok';
    },
  };
}

function cursorOf(cursor: string | undefined): { cursor?: string } {
  return cursor === undefined ? {} : { cursor };
}

/** Timers of Node and of browsers differ in their types alone. */
function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const timer = setTimeout(done, ms);
    function done() {
      signal?.removeEventListener('abort', stop);
      resolve();
    }
    function stop() {
      clearTimeout(timer);
      reject(signal?.reason);
    }
    signal?.addEventListener('abort', stop, { once: true });
  });
}
