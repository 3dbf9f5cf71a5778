/** placeholder while the schema is written */
export interface InviteRequest {
  account: string;
  peer: string | Record<string, unknown>;
  title?: string;
  expire_date?: number;
  expire_in?: number;
  usage_limit?: number;
  request_needed?: boolean;
  subscription_pricing?: { period: number; amount: number };
  legacy_revoke_permanent?: boolean;
  deadline?: number;
  metadata?: Record<string, string>;
}
