import type { DataCentreEvent } from './data-centre.ts';
import type { FaultAction, FaultsReader } from './faults.ts';
import type { FloodPolicy } from './flood-policy.ts';
import { type LedgerCall, type LedgerWriter, toJsonValue } from './ledger.ts';
import { findMethod } from './methods/all-methods.ts';
import type { MethodContext } from './methods/method.ts';
import { badRequest, RpcError } from './rpc-error.ts';
import type { IncomingCall } from './session/session.ts';
import type { TlObject } from './tl/parse-schema.ts';
import { readCall, TlReadError } from './tl/read.ts';
import { BASE_LAYER, type TlSchema } from './tl/schema.ts';
import { writeObject, writeValueOf } from './tl/write.ts';
import { unwrapCall } from './unwrap-call.ts';
import type { AuthKey } from './world/entities.ts';
import { digitsOf, type World } from './world/world.ts';

export interface CallDeps {
  schema: TlSchema;
  now: () => number;
  world: World;
  ledger: LedgerWriter;
  faults: FaultsReader;
  floodPolicy: FloodPolicy;
  dc: MethodContext['dc'];
  onEvent: (event: DataCentreEvent) => void;
  onFault: (error: unknown) => void;
  /** False once the data centre is being closed. */
  isServing: () => boolean;
}

interface Outcome {
  /** The serialised answer: a result or an rpc_error. */
  answer: Buffer;
  outcome: string;
  insideWait: boolean;
}

/** Builds what runs a call: unwrap it, let faults meet it, check for floods, run the method, enter it in the ledger. */
export function createCallRunner(deps: CallDeps): (call: IncomingCall) => void {
  return (call) => {
    const query = readQuery(deps, call);
    if (query === undefined) return;
    const fault = deps.faults.take(query._, call.authKey.userId);
    if (fault?.type === 'delay') {
      setTimeout(() => deps.isServing() && runMet(deps, call, query, fault), fault.ms);
    } else runMet(deps, call, query, fault);
  };
}

/** The innermost query of a call; undefined when the call was refused before there was one. */
function readQuery(deps: CallDeps, call: IncomingCall): TlObject | undefined {
  try {
    const { query, takesUpdates } = unwrapCall(call.authKey, readCall(deps.schema, call.query));
    if (takesUpdates) call.subscribe();
    return query;
  } catch (error) {
    if (error instanceof TlReadError) refuseUnread(deps, call, badRequest(error.reason));
    else if (error instanceof RpcError) refuseUnread(deps, call, error);
    else throw error;
    return undefined;
  }
}

function refuseUnread(deps: CallDeps, call: IncomingCall, error: RpcError): void {
  record(deps, call, { _: 'unread' }, undefined, error.type, false);
  call.answer(writeError(deps.schema, error));
}

function runMet(deps: CallDeps, call: IncomingCall, query: TlObject, fault: FaultAction | undefined): void {
  if (fault?.type === 'close-before' || (fault?.type === 'silence' && !fault.isExecuted)) {
    record(deps, call, query, fault, 'not executed', false);
    call.abandon();
    if (fault.type === 'close-before') call.link.close();
    return;
  }
  if (fault?.type === 'rpc-error') {
    record(deps, call, query, fault, fault.message, false);
    call.answer(writeError(deps.schema, new RpcError(fault.code, fault.message)));
    return;
  }
  execute(deps, call, query, (outcome) => {
    record(deps, call, query, fault, outcome.outcome, outcome.insideWait);
    if (fault?.type !== 'close-after' && fault?.type !== 'silence') return call.answer(outcome.answer);
    call.abandon();
    if (fault.type === 'close-after') call.link.close();
  });
}

/** Runs the method. One that answers at once does so in this turn, so that the answers of a container leave together. */
function execute(
  deps: CallDeps,
  call: IncomingCall,
  query: TlObject,
  done: (outcome: Outcome) => void,
): void {
  const fail = (error: unknown, insideWait = false): void => {
    if (!(error instanceof RpcError)) deps.onFault(error);
    const refusal = error instanceof RpcError ? error : new RpcError(500, 'INTERNAL_SERVER_ERROR');
    done({ answer: writeError(deps.schema, refusal), outcome: refusal.type, insideWait });
  };
  const succeed = (result: unknown): void => {
    try {
      done({ answer: writeResult(deps, call, query, result), outcome: 'ok', insideWait: false });
    } catch (error) {
      fail(error);
    }
  };
  try {
    refuseDeadSession(call);
    const method = findMethod(query._);
    const verdict = deps.floodPolicy.check(floodCallerOf(call.authKey, query), query._);
    if (!verdict.isAllowed) {
      fail(verdict.error, verdict.insideWait);
      return;
    }
    const result = method(contextOf(deps, call), query as never);
    if (result instanceof Promise) result.then(succeed, fail);
    else succeed(result);
  } catch (error) {
    fail(error);
  }
}

/** Floods are counted by account, by the phone that is being logged in, or by the key where there is neither. */
function floodCallerOf({ userId, idHex }: AuthKey, query: TlObject): string {
  if (userId !== undefined) return String(userId);
  return typeof query.phone_number === 'string' ? digitsOf(query.phone_number) : idHex;
}

function refuseDeadSession({ authKey, link }: IncomingCall): void {
  if (authKey.duplicatedOnConnectionId === undefined) return;
  if (authKey.duplicatedOnConnectionId === link.connectionId) throw new RpcError(406, 'AUTH_KEY_DUPLICATED');
  throw new RpcError(401, 'AUTH_KEY_UNREGISTERED');
}

function contextOf(deps: CallDeps, call: IncomingCall): MethodContext {
  const nowMs = deps.now();
  return {
    world: deps.world,
    ledger: deps.ledger,
    authKey: call.authKey,
    dc: deps.dc,
    nowMs,
    now: Math.floor(nowMs / 1000),
    announceLoginCode: (phone, code) => deps.onEvent({ type: 'login-code', atMs: nowMs, phone, code }),
    announceLoginToken: (url, expiresAtMs) =>
      deps.onEvent({ type: 'login-token', atMs: nowMs, url, expiresAtMs }),
  };
}

function record(
  deps: CallDeps,
  call: IncomingCall,
  query: TlObject,
  fault: FaultAction | undefined,
  outcome: string,
  insideWait: boolean,
): void {
  const { _: method, ...params } = query;
  const entry: LedgerCall = {
    atMs: deps.now(),
    connectionId: call.link.connectionId,
    authKeyIdHex: call.authKey.idHex,
    userId: call.authKey.userId?.toString(),
    method,
    params: toJsonValue(params) as Record<string, unknown>,
    outcome,
    insideWait,
    fault: fault?.type,
  };
  deps.ledger.recordCall(entry);
  deps.onEvent({ type: 'call', msgId: call.msgId.toString(), ...entry });
}

function writeResult(deps: CallDeps, call: IncomingCall, query: TlObject, result: unknown): Buffer {
  const type = deps.schema.functionByName(query._)?.result;
  return writeValueOf(deps.schema, type, result, call.authKey.layer ?? BASE_LAYER);
}

function writeError(schema: TlSchema, error: RpcError): Buffer {
  return writeObject(schema, { _: 'rpc_error', error_code: error.code, error_message: error.type });
}
