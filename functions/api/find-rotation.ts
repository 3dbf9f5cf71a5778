import { mayUseAccount } from '../core/account/api-key.ts';
import type { Rotation, RotationRef } from '../core/rotation/rotation.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { ProblemError } from './problem-error.ts';

export interface FindRotationDeps {
  getRotation(ref: RotationRef): Promise<Rotation | undefined>;
}

/**
 * The rotation that the path names, of those on accounts that the caller's key may use. One that was deleted is there until it is over.
 * @throws ProblemError 404
 */
export async function findRotation(
  { getRotation }: FindRotationDeps,
  { key, tenantId, pathParameters }: KeyedEvent,
): Promise<Rotation> {
  const rotation = await getRotation({ tenantId, name: pathParameters?.name ?? '' });
  if (rotation === undefined || !mayUseAccount(key, rotation.request.account)) {
    throw notFound();
  }
  return rotation;
}

/** As `findRotation`, for changes: one that was deleted cannot be changed any more. @throws ProblemError 404 */
export async function findUndeleted(deps: FindRotationDeps, event: KeyedEvent): Promise<Rotation> {
  const rotation = await findRotation(deps, event);
  if (rotation.deletedAtMs !== undefined) {
    throw notFound();
  }
  return rotation;
}

function notFound(): ProblemError {
  return new ProblemError({
    slug: 'rotation-not-found',
    detail: 'There is no rotation with this name. GET /v1/rotations lists yours.',
  });
}
