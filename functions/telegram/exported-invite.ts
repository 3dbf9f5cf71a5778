import type { Api } from 'telegram/tl/index.js';
import type { ExportedInvite } from '../core/job/job.ts';

/**
 * `chatInviteExported` in our form. Absent fields stay absent.
 * @see https://core.telegram.org/constructor/chatInviteExported
 */
export function toExportedInvite(invite: Api.ChatInviteExported): ExportedInvite {
  const { title, expireDate, usageLimit, subscriptionPricing } = invite;
  return {
    link: invite.link,
    admin_id: invite.adminId.toString(),
    date: invite.date,
    permanent: invite.permanent ?? false,
    request_needed: invite.requestNeeded ?? false,
    revoked: invite.revoked ?? false,
    ...(title == null ? {} : { title }),
    ...(expireDate == null ? {} : { expire_date: expireDate }),
    ...(usageLimit == null ? {} : { usage_limit: usageLimit }),
    ...(subscriptionPricing == null
      ? {}
      : {
          subscription_pricing: {
            period: subscriptionPricing.period,
            amount: Number(subscriptionPricing.amount.toString()),
          },
        }),
  };
}
