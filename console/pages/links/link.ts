import type { components } from '../../../client/openapi.ts';
import type { Tone } from '../../parts/tone.ts';
import { text } from '../../strings.ts';

export type Link = components['schemas']['Invite'];
export type LinkStatus = NonNullable<Link['link_status']>;

export const linkTones: Record<LinkStatus, Tone> = {
  active: 'good',
  used_up: 'idle',
  expired: 'idle',
  revoked: 'idle',
  deleted: 'idle',
  unknown: 'wait',
};

export const linkStatuses = Object.keys(linkTones) as LinkStatus[];

/** The title as Telegram last told it, or as it was asked for. */
export function titleOf({ invite, title }: Link): string {
  return (invite ? invite.title : title) ?? '';
}

export function nameOf(link: Link): string {
  return titleOf(link) || text.links.noTitle;
}

/** The end as Telegram last told it, in ms since 1970. */
export function endOf({ invite }: Link): number | undefined {
  return invite?.expire_date === undefined ? undefined : invite.expire_date * 1000;
}

export function isGone({ link_status: status }: Link): boolean {
  return status === 'revoked' || status === 'deleted';
}
