import { randomBytes } from 'node:crypto';
import { badRequest } from '../rpc-error.ts';

/** Logins on their way from one data centre to another (https://core.telegram.org/api/datacenter#exporting-an-authorization). */
export interface ExportedAuthorizations {
  /** Returns bytes that log the account in at data centre `dcId`, once and within a minute. */
  issue(userId: bigint, dcId: number, nowMs: number): Buffer;
  /** @throws RpcError AUTH_BYTES_INVALID, USER_ID_INVALID */
  redeem(authorization: { userId: bigint; bytes: Buffer }, dcId: number, nowMs: number): void;
}

/** No source states Telegram's figure; clients import at once. */
const LIFETIME_MS = 60_000;

export function createExportedAuthorizations(): ExportedAuthorizations {
  const issued = new Map<string, { userId: bigint; dcId: number; expiresAtMs: number }>();

  function issue(userId: bigint, dcId: number, nowMs: number): Buffer {
    const bytes = randomBytes(128);
    issued.set(bytes.toString('hex'), { userId, dcId, expiresAtMs: nowMs + LIFETIME_MS });
    return bytes;
  }

  const redeem: ExportedAuthorizations['redeem'] = ({ userId, bytes }, dcId, nowMs) => {
    const known = issued.get(bytes.toString('hex'));
    if (known === undefined || known.dcId !== dcId || nowMs >= known.expiresAtMs) {
      throw badRequest('AUTH_BYTES_INVALID');
    }
    if (known.userId !== userId) {
      throw badRequest('USER_ID_INVALID');
    }
    issued.delete(bytes.toString('hex'));
  };

  return { issue, redeem };
}
