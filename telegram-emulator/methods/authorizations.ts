import { badRequest } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import { logIn } from './log-in.ts';
import { type MethodContext, type MethodGroup, requireSignedInUser } from './method.ts';

/** Taking a login to another data centre (https://core.telegram.org/api/datacenter#exporting-an-authorization). */
export const authorizationMethods: MethodGroup = {
  'auth.exportAuthorization': exportAuthorization,
  'auth.importAuthorization': importAuthorization,
};

/** Works in every data centre, because the client of a moved account starts outside its home. */
function exportAuthorization(context: MethodContext, { dc_id: dcId }: { dc_id: number }): TlObject {
  const { id } = requireSignedInUser(context);
  const { world, dc, nowMs } = context;
  if (dcId === dc.id || !world.dataCentres.has(dcId)) {
    throw badRequest('DC_ID_INVALID');
  }
  return {
    _: 'auth.exportedAuthorization',
    id,
    bytes: world.exportedAuthorizations.issue(id, dcId, nowMs),
  };
}

function importAuthorization(context: MethodContext, params: { id: bigint; bytes: Buffer }): TlObject {
  const { world, dc, nowMs } = context;
  world.exportedAuthorizations.redeem({ userId: params.id, bytes: params.bytes }, dc.id, nowMs);
  const user = world.users.get(params.id);
  if (user === undefined) {
    throw badRequest('USER_ID_INVALID');
  }
  return logIn(context, user);
}
