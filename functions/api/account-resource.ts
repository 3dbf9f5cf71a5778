import { type Account, type Chat, troubleOf } from '../core/account/account.ts';
import { toRfc3339 } from '../core/job/invite-resource.ts';
import { exportMethod, isChatScope } from '../core/rpc/methods.ts';

/**
 * An account as its tenant sees it. Field by field: a record has a lease, a fingerprint and a data centre too, and those
 * are nobody's business. Times are RFC 3339.
 * @param pending unfinished jobs.
 */
export function toAccountResource(account: Account, pending: number, nowMs: number): Record<string, unknown> {
  const { name, status, owner, defaultPeer } = account;
  const waits = Object.entries(account.blockedUntilMs)
    // A wait in one chat concerns no other: the jobs of that chat tell it.
    .filter(([scope, untilMs]) => untilMs > nowMs && !isChatScope(scope))
    .map(([method, untilMs]) => ({ method, until: toRfc3339(untilMs) }))
    .sort((a, b) => (a.method < b.method ? -1 : 1));
  const blockedUntil = waits.find(({ method }) => method === exportMethod)?.until;
  return {
    name,
    status,
    can_export: status === 'active' && blockedUntil === undefined,
    ...(blockedUntil === undefined ? {} : { blocked_until: blockedUntil }),
    waits,
    pending,
    ...(status === 'active' ? {} : { error: describeTrouble(account) }),
    ...(owner === undefined
      ? {}
      : {
          user: {
            id: owner.userId,
            first_name: owner.firstName,
            ...(owner.username === undefined ? {} : { username: owner.username }),
          },
        }),
    ...(defaultPeer === undefined ? {} : { default_peer: defaultPeer }),
  };
}

/** A chat as a request may name it; its access hash stays here. */
export function toChatResource(chat: Chat): Record<string, unknown> {
  const { chatId, title, kind, role, canExport, username } = chat;
  return {
    peer: username === undefined ? chatId : `@${username}`,
    chat_id: chatId,
    title,
    kind,
    role,
    can_export: canExport,
    ...(username === undefined ? {} : { username }),
  };
}

function describeTrouble(account: Account): Record<string, unknown> {
  const { type, class: errorClass, detail } = troubleOf(account);
  const atMs = account.trouble?.atMs;
  return { type, class: errorClass, detail, ...(atMs === undefined ? {} : { at: toRfc3339(atMs) }) };
}
