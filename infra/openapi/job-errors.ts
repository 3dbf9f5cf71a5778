/*
 * The errors that a job can end with, by what the job does: Telegram's and those of this service. What holds a job up and
 * then goes by belongs to its account, and is told once for all operations.
 */

const ofChat = [
  'CHANNEL_INVALID',
  'CHAT_ID_INVALID',
  'PEER_ID_INVALID',
  'CHANNEL_MONOFORUM_UNSUPPORTED',
  'USERNAME_INVALID',
  'USERNAME_NOT_OCCUPIED',
  'INVITE_HASH_INVALID',
  'INVITE_HASH_EMPTY',
  'INVITE_HASH_EXPIRED',
  'CHANNEL_PRIVATE',
];
const ofRights = ['CHAT_ADMIN_REQUIRED', 'CHAT_WRITE_FORBIDDEN', 'USER_RESTRICTED'];
const ofEveryJob = ['DEADLINE_PASSED', 'ATTEMPTS_EXHAUSTED', 'ACCOUNT_REMOVED'];
const ofInvite = [
  ...ofChat,
  ...ofRights,
  'TITLE_INVALID',
  'EXPIRE_DATE_INVALID',
  'USAGE_LIMIT_INVALID',
  'PRICING_CHAT_INVALID',
  'SUBSCRIPTION_PERIOD_INVALID',
  ...ofEveryJob,
];
const ofLink = [
  'INVITE_NOT_MADE',
  'INVITE_HASH_EXPIRED',
  'CHANNEL_INVALID',
  'CHANNEL_PRIVATE',
  ...ofRights,
  ...ofEveryJob,
];
const ofRevocation = [...ofLink, 'EDIT_BOT_INVITE_FORBIDDEN'];
const ofDecision = [
  ...ofChat,
  ...ofRights,
  'HIDE_REQUESTER_MISSING',
  'USER_ALREADY_PARTICIPANT',
  'USER_CHANNELS_TOO_MUCH',
  'CHANNELS_TOO_MUCH',
  'USERS_TOO_MUCH',
  'INPUT_USER_DEACTIVATED',
  'USER_ID_INVALID',
  'INVITE_NOT_MADE',
  ...ofEveryJob,
];
const ofLook = [...ofChat, ...ofRights, ...ofEveryJob];

/** By operation: what the `error` of the job, or of its pool or rotation, can be. */
export const jobErrors: Record<string, string[]> = {
  createInvite: ofInvite,
  createBatch: ofInvite,
  revokeInvite: ofRevocation,
  revokeInvites: ofRevocation,
  revokeBatch: ofRevocation,
  editInvite: [
    ...ofRevocation,
    'INVITE_REVOKED',
    'CHAT_INVITE_PERMANENT',
    'TITLE_INVALID',
    'EXPIRE_DATE_INVALID',
    'USAGE_LIMIT_INVALID',
  ],
  deleteInvite: [...ofRevocation, 'INVITE_NOT_REVOKED', 'INVITE_REVOKED_MISSING'],
  refreshInvite: ofLink,
  syncLinks: ofLook,
  listInviteRequests: ofLook,
  listChatRequests: ofLook,
  approveRequestOfInvite: ofDecision,
  approveRequestOfChat: ofDecision,
  approveRequestsOfInvite: ofDecision,
  approveRequestsOfChat: ofDecision,
  declineRequestOfInvite: ofDecision,
  declineRequestOfChat: ofDecision,
  declineRequestsOfInvite: ofDecision,
  declineRequestsOfChat: ofDecision,
  createPool: [...ofInvite, 'CHAT_HAS_NO_LINKS'],
  takeLink: [...ofInvite, 'END_PASSED', 'EDIT_NOT_DONE'],
  createRotation: [...ofInvite, 'CHAT_PUBLIC_JOIN_REQUESTS', 'CANCELLED', 'INVITE_GONE'],
  rotate: [...ofInvite, 'CHAT_PUBLIC_JOIN_REQUESTS', 'CANCELLED', 'INVITE_GONE'],
};
