import type { LedgerCall } from './ledger.ts';

/** What a data centre tells whoever runs it, as it happens. */
export type DataCentreEvent =
  | { type: 'connection-opened' | 'connection-closed'; atMs: number; connectionId: number }
  /** Nobody's id: everybody's connections. */
  | { type: 'outage-began' | 'outage-ended'; atMs: number; userId: string | undefined }
  | ({ type: 'call'; msgId: string } & LedgerCall)
  | { type: 'login-code'; atMs: number; phone: string; code: string }
  | { type: 'login-token'; atMs: number; url: string; expiresAtMs: number }
  | { type: 'session-killed'; atMs: number; authKeyIdHex: string; userId: string; reason: string };
