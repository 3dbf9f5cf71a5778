import { badRequest } from './rpc-error.ts';
import { isLayerServed } from './tl/layers.ts';
import type { TlObject } from './tl/parse-schema.ts';
import type { AuthKey } from './world/entities.ts';
import { loginKeyOf } from './world/world.ts';

const INVOKE_WITH_LAYER_ID = 0xda9b0d0d;

const WRAPPERS = new Set([
  'invokeWithLayer',
  'initConnection',
  'invokeWithoutUpdates',
  'invokeAfterMsg',
  'invokeAfterMsgs',
]);

/** The contents of all the wrappers of a call. */
export function innermostQuery(call: TlObject): TlObject {
  let query = call;
  while (WRAPPERS.has(query._)) {
    query = query.query as TlObject;
  }
  return query;
}

export interface UnwrappedCall {
  query: TlObject;
  /** From now on the session that makes the call gets updates. */
  takesUpdates: boolean;
  /** The calls of the same session that must have succeeded before this one is executed. */
  afterMsgIds: bigint[];
}

/**
 * A call of a layer that is not served is refused before the rest is read: it may have words that no schema here has.
 * @throws RpcError CONNECTION_LAYER_INVALID
 */
export function checkLayerOf(call: Buffer): void {
  if (call.length >= 8 && call.readUInt32LE() === INVOKE_WITH_LAYER_ID) {
    checkLayer(call.readInt32LE(4));
  }
}

function checkLayer(layer: number): number {
  if (!isLayerServed(layer)) {
    throw badRequest('CONNECTION_LAYER_INVALID');
  }
  return layer;
}

/**
 * Takes the wrappers off a call (https://core.telegram.org/api/invoking) and stores their contents with the key.
 * @throws RpcError CONNECTION_LAYER_INVALID, CONNECTION_API_ID_INVALID, CONNECTION_NOT_INITED
 */
export function unwrapCall(authKey: AuthKey, call: TlObject): UnwrappedCall {
  let query = call;
  let takesUpdates = true;
  let layer: number | undefined;
  const afterMsgIds: bigint[] = [];
  for (;;) {
    switch (query._) {
      case 'invokeWithLayer':
        layer = checkLayer(query.layer as number);
        break;
      case 'initConnection':
        noteConnection(authKey, query, layer);
        break;
      case 'invokeWithoutUpdates':
        takesUpdates = false;
        break;
      case 'invokeAfterMsg':
        afterMsgIds.push(query.msg_id as bigint);
        break;
      case 'invokeAfterMsgs':
        afterMsgIds.push(...(query.msg_ids as bigint[]));
        break;
      default:
        // A key is bound before anything else is said with it.
        if (authKey.apiId === undefined && query._ !== 'auth.bindTempAuthKey') {
          throw badRequest('CONNECTION_NOT_INITED');
        }
        authKey.layer = layer ?? authKey.layer;
        return { query, takesUpdates, afterMsgIds };
    }
    query = query.query as TlObject;
  }
}

function noteConnection(authKey: AuthKey, query: TlObject, layer: number | undefined): void {
  if (layer === undefined && authKey.layer === undefined) {
    throw badRequest('CONNECTION_LAYER_INVALID');
  }
  const apiId = query.api_id as number;
  if (apiId <= 0) {
    throw badRequest('API_ID_INVALID');
  }
  authKey.apiId = apiId;
  loginKeyOf(authKey).client = {
    apiId,
    deviceModel: query.device_model as string,
    systemVersion: query.system_version as string,
    appVersion: query.app_version as string,
  };
}
