import { type ExecuteDeps, executeCall, type Outcome, writeError } from './execute-call.ts';
import type { FaultAction, FaultsReader } from './faults.ts';
import { type LedgerCall, toJsonValue } from './ledger.ts';
import { toMetCall } from './met-calls.ts';
import type { Network, Outage } from './network.ts';
import { badRequest, RpcError } from './rpc-error.ts';
import type { AwaitedEnd } from './session/call-ends.ts';
import type { IncomingCall } from './session/session.ts';
import type { SetTimer } from './timers.ts';
import type { TlObject } from './tl/parse-schema.ts';
import { readCall, TlReadError } from './tl/read.ts';
import { checkLayerOf, type UnwrappedCall, unwrapCall } from './unwrap-call.ts';

export interface CallDeps extends ExecuteDeps {
  setTimer: SetTimer;
  faults: FaultsReader;
  network: Network;
}

/**
 * Builds the function that runs a call. It unwraps the call, waits for the calls that it must follow, applies faults,
 * checks the flood limits, runs the method and records the call in the ledger.
 */
export function createCallRunner(deps: CallDeps): (call: IncomingCall) => void {
  return (call) => {
    const unwrapped = readQuery(deps, call);
    if (unwrapped === undefined) {
      return;
    }
    const { query, afterMsgIds } = unwrapped;
    call.follow(afterMsgIds, (end) => {
      if (end === 'succeeded') {
        meetFault(deps, call, query);
      } else {
        refuseDependent(deps, call, query, end);
      }
    });
  };
}

function meetFault(deps: CallDeps, call: IncomingCall, query: TlObject): void {
  const fault = deps.faults.take(toMetCall(deps.world, call.authKey, query));
  if (fault?.type === 'delay') {
    deps.setTimer(() => runMet(deps, call, query, fault), fault.ms);
  } else {
    runMet(deps, call, query, fault);
  }
}

/** A call without its wrappers; undefined when it was refused before it was read. */
function readQuery(deps: CallDeps, call: IncomingCall): UnwrappedCall | undefined {
  try {
    checkLayerOf(call.query);
    const unwrapped = unwrapCall(call.wireKey, readCall(deps.schema, call.query));
    if (unwrapped.takesUpdates) {
      call.subscribe();
    }
    return unwrapped;
  } catch (error) {
    if (error instanceof TlReadError) {
      refuseUnread(deps, call, badRequest(error.reason));
    } else if (error instanceof RpcError) {
      refuseUnread(deps, call, error);
    } else {
      throw error;
    }
    return undefined;
  }
}

function refuseUnread(deps: CallDeps, call: IncomingCall, error: RpcError): void {
  record(deps, call, { _: 'unread' }, { outcome: error.type });
  refuse(deps, call, error);
}

/**
 * A call that it must follow has failed, so it is not executed. The calls that must follow it fail too.
 * @see https://core.telegram.org/method/invokeAfterMsg
 */
function refuseDependent(
  deps: CallDeps,
  call: IncomingCall,
  query: TlObject,
  end: Exclude<AwaitedEnd, 'succeeded'>,
): void {
  const error = badRequest(end === 'failed' ? 'MSG_WAIT_FAILED' : 'MSG_WAIT_TIMEOUT');
  record(deps, call, query, { outcome: error.type, reachedMethod: false });
  refuse(deps, call, error);
}

function refuse(deps: CallDeps, call: IncomingCall, error: RpcError): void {
  call.answer(writeError(deps.schema, error));
  call.settle(false);
}

function runMet(deps: CallDeps, call: IncomingCall, query: TlObject, fault: FaultAction | undefined): void {
  if (fault?.type === 'close-before' || (fault?.type === 'silence' && !fault.isExecuted)) {
    record(deps, call, query, { outcome: 'not executed', reachedMethod: false, fault: fault.type });
    call.abandon();
    if (fault.type === 'close-before') {
      call.link.close();
    }
    return;
  }
  if (fault?.type === 'rpc-error') {
    refuseByFault(deps, call, query, fault);
    return;
  }
  const lateMs = call.lateMs + (fault?.type === 'delay' ? fault.ms : 0);
  executeCall(deps, call, query, ({ answer, outcome, insideWait }) => {
    record(deps, call, query, { outcome, insideWait, fault: fault?.type, lateMs });
    if (fault?.type === 'outage-after') {
      loseWay(deps, call, fault);
    }
    if (fault?.type === 'close-after' || fault?.type === 'silence') {
      call.abandon();
    } else {
      call.answer(answer);
    }
    if (fault?.type === 'close-after') {
      call.link.close();
    }
    call.settle(outcome === 'ok');
  });
}

/** The ledger gets a record for the refusal, and another for the execution after it. */
function refuseByFault(
  deps: CallDeps,
  call: IncomingCall,
  query: TlObject,
  fault: Extract<FaultAction, { type: 'rpc-error' }>,
): void {
  const { code, message, executeAfterMs } = fault;
  const reachedMethod = executeAfterMs === undefined;
  record(deps, call, query, { outcome: message, fault: fault.type, reachedMethod });
  refuse(deps, call, new RpcError(code, message));
  if (executeAfterMs === undefined) {
    return;
  }
  const lateMs = call.lateMs + executeAfterMs;
  function enter({ outcome, insideWait }: Outcome) {
    return record(deps, call, query, { outcome, insideWait, fault: fault.type, lateMs });
  }
  deps.setTimer(() => executeCall(deps, call, query, enter), executeAfterMs);
}

/** Answers leave at the end of the turn. The network is lost by then, so it holds them. */
function loseWay({ network }: CallDeps, { authKey: { userId } }: IncomingCall, outage: Outage): void {
  network.startOutage({ ...outage, ...(userId === undefined ? {} : { userId }) });
}

function record(
  deps: CallDeps,
  call: IncomingCall,
  query: TlObject,
  end: Pick<LedgerCall, 'outcome'> &
    Partial<Pick<LedgerCall, 'insideWait' | 'reachedMethod' | 'fault' | 'lateMs'>>,
): void {
  const { _: method, ...params } = query;
  const entry: LedgerCall = {
    atMs: deps.now(),
    connectionId: call.link.connectionId,
    authKeyIdHex: call.authKey.idHex,
    userId: call.authKey.userId?.toString(),
    method,
    params: toJsonValue(params) as Record<string, unknown>,
    reachedMethod: true,
    insideWait: false,
    fault: undefined,
    lateMs: call.lateMs,
    ...end,
  };
  deps.ledger.recordCall(entry);
  deps.onEvent({ type: 'call', msgId: call.msgId.toString(), ...entry });
}
