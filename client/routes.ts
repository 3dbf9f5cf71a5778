// Made by `npm run types:api` from the OpenAPI document of the service. Change the document, not this file.

/** Where each operation is. `isKeyed`: it takes an Idempotency-Key. */
export const routes = {
  createInvite: { method: 'POST', path: '/v1/invites', isKeyed: true },
  listInvites: { method: 'GET', path: '/v1/invites' },
  exportInvites: { method: 'GET', path: '/v1/invites.csv' },
  getInvite: { method: 'GET', path: '/v1/invites/{id}' },
  editInvite: { method: 'PATCH', path: '/v1/invites/{id}', isKeyed: true },
  deleteInvite: { method: 'DELETE', path: '/v1/invites/{id}', isKeyed: true },
  cancelInvite: { method: 'POST', path: '/v1/invites/{id}/cancel', isKeyed: true },
  revokeInvite: { method: 'POST', path: '/v1/invites/{id}/revoke', isKeyed: true },
  refreshInvite: { method: 'POST', path: '/v1/invites/{id}/refresh', isKeyed: true },
  revokeInvites: { method: 'POST', path: '/v1/invites/revoke', isKeyed: true },
  revokeBatch: { method: 'POST', path: '/v1/batches/{id}/revoke', isKeyed: true },
  syncLinks: { method: 'POST', path: '/v1/accounts/{name}/links/sync', isKeyed: true },
  listInviteOperations: { method: 'GET', path: '/v1/invites/{id}/operations' },
  listOperations: { method: 'GET', path: '/v1/operations' },
  getOperation: { method: 'GET', path: '/v1/operations/{id}' },
  listInviteJoins: { method: 'GET', path: '/v1/invites/{id}/joins' },
  exportInviteJoins: { method: 'GET', path: '/v1/invites/{id}/joins.csv' },
  listJoins: { method: 'GET', path: '/v1/joins' },
  eraseJoins: { method: 'DELETE', path: '/v1/joins' },
  exportJoins: { method: 'GET', path: '/v1/joins.csv' },
  listInviteRequests: { method: 'GET', path: '/v1/invites/{id}/requests' },
  listChatRequests: { method: 'GET', path: '/v1/accounts/{name}/requests' },
  approveRequestOfInvite: { method: 'POST', path: '/v1/invites/{id}/requests/{user_id}/approve', isKeyed: true },
  approveRequestOfChat: { method: 'POST', path: '/v1/accounts/{name}/requests/{user_id}/approve', isKeyed: true },
  approveRequestsOfInvite: { method: 'POST', path: '/v1/invites/{id}/requests/approve', isKeyed: true },
  approveRequestsOfChat: { method: 'POST', path: '/v1/accounts/{name}/requests/approve', isKeyed: true },
  declineRequestOfInvite: { method: 'POST', path: '/v1/invites/{id}/requests/{user_id}/decline', isKeyed: true },
  declineRequestOfChat: { method: 'POST', path: '/v1/accounts/{name}/requests/{user_id}/decline', isKeyed: true },
  declineRequestsOfInvite: { method: 'POST', path: '/v1/invites/{id}/requests/decline', isKeyed: true },
  declineRequestsOfChat: { method: 'POST', path: '/v1/accounts/{name}/requests/decline', isKeyed: true },
  createBatch: { method: 'POST', path: '/v1/invites/batch', isKeyed: true },
  listBatches: { method: 'GET', path: '/v1/batches' },
  getBatch: { method: 'GET', path: '/v1/batches/{id}' },
  exportBatch: { method: 'GET', path: '/v1/batches/{id}/invites.csv' },
  cancelBatch: { method: 'POST', path: '/v1/batches/{id}/cancel', isKeyed: true },
  createPool: { method: 'POST', path: '/v1/pools' },
  listPools: { method: 'GET', path: '/v1/pools' },
  getPool: { method: 'GET', path: '/v1/pools/{name}' },
  deletePool: { method: 'DELETE', path: '/v1/pools/{name}' },
  takeLink: { method: 'POST', path: '/v1/pools/{name}/take', isKeyed: true },
  createRotation: { method: 'POST', path: '/v1/rotations', isKeyed: true },
  listRotations: { method: 'GET', path: '/v1/rotations' },
  getRotation: { method: 'GET', path: '/v1/rotations/{name}' },
  deleteRotation: { method: 'DELETE', path: '/v1/rotations/{name}' },
  rotate: { method: 'POST', path: '/v1/rotations/{name}/rotate', isKeyed: true },
  listAccounts: { method: 'GET', path: '/v1/accounts' },
  getAccount: { method: 'GET', path: '/v1/accounts/{name}' },
  listChats: { method: 'GET', path: '/v1/accounts/{name}/chats' },
  getActivity: { method: 'GET', path: '/v1/accounts/{name}/activity' },
  getKey: { method: 'GET', path: '/v1/key' },
  listKeys: { method: 'GET', path: '/v1/keys' },
  listWebhooks: { method: 'GET', path: '/v1/webhooks' },
  getHealth: { method: 'GET', path: '/v1/health' },
  getOpenApi: { method: 'GET', path: '/v1/openapi.json' },
} as const;

/** What the `error` of an invite or an operation can be: /problems tells what each means. */
export type ErrorType =
  | 'CHANNEL_INVALID'
  | 'CHAT_ID_INVALID'
  | 'PEER_ID_INVALID'
  | 'CHANNEL_MONOFORUM_UNSUPPORTED'
  | 'EXPIRE_DATE_INVALID'
  | 'USAGE_LIMIT_INVALID'
  | 'PRICING_CHAT_INVALID'
  | 'SUBSCRIPTION_PERIOD_INVALID'
  | 'INPUT_USER_DEACTIVATED'
  | 'USER_ID_INVALID'
  | 'HIDE_REQUESTER_MISSING'
  | 'USER_ALREADY_PARTICIPANT'
  | 'USER_CHANNELS_TOO_MUCH'
  | 'CHANNELS_TOO_MUCH'
  | 'USERS_TOO_MUCH'
  | 'USERNAME_INVALID'
  | 'USERNAME_NOT_OCCUPIED'
  | 'INVITE_HASH_INVALID'
  | 'INVITE_HASH_EMPTY'
  | 'INVITE_HASH_EXPIRED'
  | 'CHAT_INVITE_PERMANENT'
  | 'INVITE_REVOKED_MISSING'
  | 'TITLE_INVALID'
  | 'PHONE_NUMBER_INVALID'
  | 'PHONE_NUMBER_BANNED'
  | 'PHONE_NUMBER_UNOCCUPIED'
  | 'PHONE_NUMBER_FLOOD'
  | 'PHONE_CODE_INVALID'
  | 'PHONE_CODE_EMPTY'
  | 'PHONE_CODE_EXPIRED'
  | 'SEND_CODE_UNAVAILABLE'
  | 'EMAIL_SETUP_REQUIRED'
  | 'PASSWORD_HASH_INVALID'
  | 'PHONE_PASSWORD_FLOOD'
  | 'SRP_ID_INVALID'
  | 'SRP_PASSWORD_CHANGED'
  | 'AUTH_TOKEN_EXPIRED'
  | 'AUTH_TOKEN_INVALID'
  | 'AUTH_TOKEN_INVALIDX'
  | 'AUTH_TOKEN_INVALID2'
  | 'AUTH_TOKEN_ALREADY_ACCEPTED'
  | 'AUTH_BYTES_INVALID'
  | 'DC_ID_INVALID'
  | 'BOT_SESSION'
  | 'CHANNEL_PRIVATE'
  | 'CHAT_ADMIN_REQUIRED'
  | 'EDIT_BOT_INVITE_FORBIDDEN'
  | 'CHAT_WRITE_FORBIDDEN'
  | 'USER_RESTRICTED'
  | 'FLOOD_WAIT'
  | 'FLOOD_PREMIUM_WAIT'
  | 'SLOWMODE_WAIT'
  | 'PEER_FLOOD'
  | 'FROZEN_METHOD_INVALID'
  | 'FROZEN_PARTICIPANT_MISSING'
  | 'SESSION_PASSWORD_NEEDED'
  | 'AUTH_KEY_UNREGISTERED'
  | 'AUTH_KEY_INVALID'
  | 'AUTH_KEY_DUPLICATED'
  | 'AUTH_KEY_PERM_EMPTY'
  | 'AUTH_KEY_NOT_FOUND'
  | 'SESSION_REVOKED'
  | 'SESSION_EXPIRED'
  | 'USER_DEACTIVATED'
  | 'USER_DEACTIVATED_BAN'
  | 'API_ID_INVALID'
  | 'CONNECTION_API_ID_INVALID'
  | 'API_ID_PUBLISHED_FLOOD'
  | 'PHONE_MIGRATE'
  | 'NETWORK_MIGRATE'
  | 'USER_MIGRATE'
  | 'RPC_CALL_FAIL'
  | 'RPC_MCGET_FAIL'
  | 'INTERDC_CALL_ERROR'
  | 'INTERDC_CALL_RICH_ERROR'
  | 'WORKER_BUSY_TOO_LONG_RETRY'
  | 'MSG_WAIT_TIMEOUT'
  | 'AUTH_RESTART'
  | 'TIMEOUT'
  | 'CONNECTION_FAILED'
  | 'HANDSHAKE_FAILED'
  | 'CONNECTION_LOST'
  | 'CALL_NOT_MADE'
  | 'ANSWER_TIMEOUT'
  | 'INPUT_METHOD_INVALID'
  | 'INPUT_FETCH_ERROR'
  | 'INPUT_FETCH_FAIL'
  | 'INPUT_LAYER_INVALID'
  | 'INPUT_CONSTRUCTOR_INVALID'
  | 'CONNECTION_NOT_INITED'
  | 'MSG_ID_INVALID'
  | 'BUSINESS_CONNECTION_NOT_ALLOWED'
  | 'ACCOUNT_HALTED'
  | 'ACCOUNT_REMOVED'
  | 'SESSION_MISSING'
  | 'SESSION_UNREADABLE'
  | 'ATTEMPTS_EXHAUSTED'
  | 'DEADLINE_PASSED'
  | 'END_PASSED'
  | 'INVITE_NOT_MADE'
  | 'INVITE_REVOKED'
  | 'INVITE_NOT_REVOKED'
  | 'EDIT_NOT_DONE'
  | 'CANCELLED'
  | 'CHAT_PUBLIC_JOIN_REQUESTS'
  | 'CHAT_HAS_NO_LINKS'
  | 'INVITE_GONE'
  | 'EARLIER_OPERATION'
  | 'OUTCOME_UNKNOWN';
