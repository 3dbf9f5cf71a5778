import { decryptBinding } from '../crypto/binding-message.ts';
import { badRequest } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import { readObject, TlReadError } from '../tl/read.ts';
import { loadSchema } from '../tl/schema.ts';
import type { AuthKey } from '../world/entities.ts';
import { authKeyIndex } from '../world/world.ts';
import type { MethodContext, MethodGroup } from './method.ts';

interface BindTempAuthKey {
  perm_auth_key_id: bigint;
  nonce: bigint;
  expires_at: number;
  encrypted_message: Buffer;
}

/** https://core.telegram.org/api/pfs */
export const temporaryKeyMethods: MethodGroup = {
  'auth.bindTempAuthKey': bindTempAuthKey,
};

/**
 * From now on the temporary key speaks for the permanent one. The client's layer and app must be told again. One permanent key may
 * have several temporary ones: an older edition of the page allows one, the present one is silent (inferred).
 */
function bindTempAuthKey(context: MethodContext, params: BindTempAuthKey): boolean {
  const { wireKey, world, nowMs } = context;
  if (wireKey.expiresAtMs === undefined) {
    throw badRequest('TEMP_AUTH_KEY_EMPTY');
  }
  const permanent = world.authKeys.get(authKeyIndex(wireKey.dcId, keyIdHex(params.perm_auth_key_id)));
  if (wireKey.boundTo !== undefined && wireKey.boundTo !== permanent) {
    throw badRequest('TEMP_AUTH_KEY_ALREADY_BOUND');
  }
  const isPermanent = permanent !== undefined && permanent.expiresAtMs === undefined;
  const expiresAtMs = params.expires_at * 1000;
  if (!isPermanent || expiresAtMs <= nowMs || !isBinding(context, params, permanent)) {
    throw badRequest('ENCRYPTED_MESSAGE_INVALID');
  }
  wireKey.boundTo = permanent;
  wireKey.expiresAtMs = Math.min(wireKey.expiresAtMs, expiresAtMs);
  wireKey.apiId = undefined;
  wireKey.layer = undefined;
  permanent.temporaryKeys.add(wireKey);
  return true;
}

/** The binding message proves that the client has both keys. It belongs to this call alone. */
function isBinding(context: MethodContext, params: BindTempAuthKey, permanent: AuthKey): boolean {
  const binding = decryptBinding(permanent.key, params.encrypted_message);
  const inner = binding && readInner(binding.body);
  return (
    binding?.msgId === context.msgId &&
    inner?._ === 'bind_auth_key_inner' &&
    inner.nonce === params.nonce &&
    inner.perm_auth_key_id === params.perm_auth_key_id &&
    inner.temp_session_id === context.sessionId &&
    inner.expires_at === params.expires_at &&
    keyIdHex(inner.temp_auth_key_id as bigint) === context.wireKey.idHex
  );
}

function readInner(body: Buffer): TlObject | undefined {
  try {
    return readObject(loadSchema(), body);
  } catch (error) {
    if (error instanceof TlReadError) {
      return undefined;
    }
    throw error;
  }
}

function keyIdHex(id: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(id);
  return bytes.toString('hex');
}
