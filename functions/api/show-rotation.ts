import type { RotationCatalog } from '../aws/rotation-store.ts';
import type { Account } from '../core/account/account.ts';
import { mayUseAccount } from '../core/account/api-key.ts';
import { standingNamePattern } from '../core/request/standing-name.ts';
import { settleAll } from '../core/settle-all.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { findRotation } from './find-rotation.ts';
import { readPage } from './read-page.ts';
import { describeHistory, toRotationResource } from './rotation-resource.ts';

export interface ReadRotationsDeps extends Pick<RotationCatalog, 'getRotation' | 'listRotations'> {
  getAccount(accountId: string): Promise<Account | undefined>;
}

/** GET /v1/rotations/{name}: the current link, the next change, and the links that have ended. */
export function showRotation(deps: ReadRotationsDeps) {
  return async function handleGetRotation(event: KeyedEvent): Promise<ApiResponse> {
    const rotation = await findRotation(deps, event);
    const account = await deps.getAccount(rotation.accountId);
    return respondJson(200, {
      ...toRotationResource(rotation, account),
      history: describeHistory(rotation),
    });
  };
}

/** GET /v1/rotations?limit=&cursor=: those on accounts that the key may use, by name. A page can be short. */
export function showRotations(deps: ReadRotationsDeps) {
  return async function handleListRotations(event: KeyedEvent): Promise<ApiResponse> {
    const { limit, cursor } = readPage(event.queryStringParameters ?? {}, readName);
    const { rotations, next } = await deps.listRotations(event.tenantId, { limit, after: cursor });
    const seen = rotations.filter(
      ({ deletedAtMs, request }) => deletedAtMs === undefined && mayUseAccount(event.key, request.account),
    );
    const ids = [...new Set(seen.map(({ accountId }) => accountId))];
    const accounts = new Map(
      await settleAll(ids.map(async (id) => [id, await deps.getAccount(id)] as const)),
    );
    return respondJson(200, {
      rotations: seen.map((each) => toRotationResource(each, accounts.get(each.accountId))),
      ...(next === undefined ? {} : { next_cursor: next }),
    });
  };
}

function readName(cursor: string): string | undefined {
  return standingNamePattern.test(cursor) ? cursor : undefined;
}
