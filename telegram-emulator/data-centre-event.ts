import type { LedgerCall } from './ledger.ts';

/** An event that a data centre reports while it runs. */
export type DataCentreEvent =
  | { type: 'connection-opened' | 'connection-closed'; atMs: number; connectionId: number }
  /** Without a `userId` the outage is for all connections. */
  | { type: 'outage-began' | 'outage-ended'; atMs: number; userId: string | undefined }
  | ({ type: 'call'; msgId: string } & LedgerCall)
  | { type: 'login-code'; atMs: number; phone: string; code: string }
  | { type: 'login-token'; atMs: number; url: string; expiresAtMs: number }
  | { type: 'session-killed'; atMs: number; authKeyIdHex: string; userId: string; reason: string };
