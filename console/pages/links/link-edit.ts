import type { components } from '../../../client/openapi.ts';
import { endOf, type Link, titleOf } from './link.ts';

/** What stands in the fields of the form. */
export interface Edit {
  title: string;
  /** Local time, as a field of the type `datetime-local` writes it; '' for never. */
  ends: string;
  /** '' for no limit. */
  limit: string;
  needsApproval: boolean;
  track: '' | 'true' | 'names';
}

export function toEdit(link: Link): Edit {
  const { invite, track_joins: track = false } = link;
  const end = endOf(link);
  return {
    title: titleOf(link),
    ends: end === undefined ? '' : toLocal(end),
    limit: invite?.usage_limit === undefined ? '' : String(invite.usage_limit),
    needsApproval: invite?.request_needed ?? false,
    track: track === false ? '' : track === true ? 'true' : track,
  };
}

/** To the minute, as the field takes it. */
function toLocal(ms: number): string {
  const offsetMs = new Date(ms).getTimezoneOffset() * 60_000;
  return new Date(ms - offsetMs).toISOString().slice(0, 16);
}

/** What is asked for: only what was changed, because an absent field stays as it is. */
export function toChanges(link: Link, edit: Edit): components['schemas']['LinkChangeRequest'] {
  const before = toEdit(link);
  const { title, ends, limit, needsApproval, track } = edit;
  return {
    ...(title.trim() === before.title ? {} : { title: title.trim() || null }),
    ...(ends === before.ends
      ? {}
      : { expire_date: ends === '' ? null : Math.floor(Date.parse(ends) / 1000) }),
    ...(limit === before.limit ? {} : { usage_limit: limit === '' ? null : Number(limit) }),
    ...(needsApproval === before.needsApproval ? {} : { request_needed: needsApproval }),
    ...(track === before.track
      ? {}
      : { track_joins: track === '' ? false : track === 'true' ? true : track }),
  };
}

/** What is wrong with the form, by its field. Bounds are those of the contract. */
export function findEditFaults({ title, ends, limit }: Edit, nowMs: number) {
  const isLimit = limit === '' || (/^\d{1,5}$/.test(limit) && Number(limit) >= 1);
  return {
    ...([...title.trim()].length > 32 ? { title: 'titleTooLong' as const } : {}),
    ...(isLimit ? {} : { limit: 'limitOutside' as const }),
    ...(ends !== '' && !(Date.parse(ends) > nowMs) ? { ends: 'datePast' as const } : {}),
  };
}
