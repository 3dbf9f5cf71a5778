import { chatOf } from './chat-of.ts';
import type { DataCentreEvent } from './data-centre-event.ts';
import type { FloodPolicy } from './flood-policy.ts';
import type { LedgerWriter } from './ledger.ts';
import { findMethod } from './methods/all-methods.ts';
import type { MethodContext } from './methods/method.ts';
import { RpcError } from './rpc-error.ts';
import type { IncomingCall } from './session/session.ts';
import type { TlObject } from './tl/parse-schema.ts';
import { BASE_LAYER, type TlSchema } from './tl/schema.ts';
import { writeObject, writeValueOf } from './tl/write.ts';
import type { AuthKey } from './world/entities.ts';
import { digitsOf, type World } from './world/world.ts';

export interface ExecuteDeps {
  schema: TlSchema;
  now: () => number;
  world: World;
  ledger: LedgerWriter;
  floodPolicy: FloodPolicy;
  dc: MethodContext['dc'];
  onEvent: (event: DataCentreEvent) => void;
  onFault: (error: unknown) => void;
}

export interface Outcome {
  /** The serialised answer: a result or an rpc_error. */
  answer: Buffer;
  /** `ok` or the error's type. */
  outcome: string;
  insideWait: boolean;
}

/** Runs the method. One that answers at once does so in this turn, so that the answers of a container leave together. */
export function executeCall(
  deps: ExecuteDeps,
  call: IncomingCall,
  query: TlObject,
  done: (outcome: Outcome) => void,
): void {
  const started = startMethod(deps, call, query);
  if (!('result' in started)) {
    done(started);
  } else if (!(started.result instanceof Promise)) {
    done(toOutcome(deps, call, query, started.result));
  } else {
    started.result
      .then(
        (result) => done(toOutcome(deps, call, query, result)),
        (error) => done(toRefusal(deps, error)),
      )
      .catch(deps.onFault);
  }
}

function startMethod(deps: ExecuteDeps, call: IncomingCall, query: TlObject): Outcome | { result: unknown } {
  try {
    refuseDeadSession(call);
    refuseUnboundKey(call, query);
    const method = findMethod(query._);
    const caller = floodCallerOf(call.authKey, query);
    const verdict = deps.floodPolicy.check(caller, query._, chatOf(deps.world, query));
    if (!verdict.isAllowed) {
      return toRefusal(deps, verdict.error, verdict.insideWait);
    }
    return { result: method(contextOf(deps, call), query as never) };
  } catch (error) {
    return toRefusal(deps, error);
  }
}

function toOutcome(deps: ExecuteDeps, call: IncomingCall, query: TlObject, result: unknown): Outcome {
  try {
    const layer = call.wireKey.layer ?? BASE_LAYER;
    const type = deps.schema.functionByName(query._, layer)?.result;
    const answer = writeValueOf(deps.schema, type, result, layer);
    return { answer, outcome: 'ok', insideWait: false };
  } catch (error) {
    return toRefusal(deps, error);
  }
}

function toRefusal(deps: ExecuteDeps, error: unknown, insideWait = false): Outcome {
  if (!(error instanceof RpcError)) {
    deps.onFault(error);
  }
  const refusal = error instanceof RpcError ? error : new RpcError(500, 'INTERNAL_SERVER_ERROR');
  return { answer: writeError(deps.schema, refusal), outcome: refusal.type, insideWait };
}

export function writeError(schema: TlSchema, error: RpcError): Buffer {
  return writeObject(schema, { _: 'rpc_error', error_code: error.code, error_message: error.type });
}

/** Floods are counted by account, by the phone that is being logged in, or by the key where there is neither. */
function floodCallerOf({ userId, idHex }: AuthKey, query: TlObject): string {
  if (userId !== undefined) {
    return String(userId);
  }
  return typeof query.phone_number === 'string' ? digitsOf(query.phone_number) : idHex;
}

function refuseDeadSession({ authKey, link }: IncomingCall): void {
  if (authKey.duplicatedOnConnectionId === undefined) {
    return;
  }
  if (authKey.duplicatedOnConnectionId === link.connectionId) {
    throw new RpcError(406, 'AUTH_KEY_DUPLICATED');
  }
  throw new RpcError(401, 'AUTH_KEY_UNREGISTERED');
}

/** A temporary key that speaks for nobody may only be bound, and ask what anybody may know (inferred). */
function refuseUnboundKey({ wireKey }: IncomingCall, { _: method }: TlObject): void {
  const isUnbound = wireKey.expiresAtMs !== undefined && wireKey.boundTo === undefined;
  if (isUnbound && method !== 'auth.bindTempAuthKey' && !method.startsWith('help.')) {
    throw new RpcError(401, 'AUTH_KEY_PERM_EMPTY');
  }
}

function contextOf(deps: ExecuteDeps, call: IncomingCall): MethodContext {
  const nowMs = deps.now();
  return {
    world: deps.world,
    ledger: deps.ledger,
    authKey: call.authKey,
    wireKey: call.wireKey,
    sessionId: call.sessionId,
    msgId: call.msgId,
    layer: call.wireKey.layer ?? BASE_LAYER,
    dc: deps.dc,
    nowMs,
    now: Math.floor(nowMs / 1000),
    announceLoginCode: (phone, code) => deps.onEvent({ type: 'login-code', atMs: nowMs, phone, code }),
    announceLoginToken: (url, expiresAtMs) =>
      deps.onEvent({ type: 'login-token', atMs: nowMs, url, expiresAtMs }),
  };
}
