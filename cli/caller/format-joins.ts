import { toPlainText } from '../../operator/terminal/table.ts';
import type { Join } from './resources.ts';

/** A join as a row of a table. Times are UTC, as in every list. */
export function toJoinCells(join: Join): string[] {
  const { joined_at, user_id, invite_id, chat_id, approved_by } = join;
  return [
    joined_at.slice(0, 19).replace('T', ' '),
    user_id,
    nameOf(join),
    chat_id,
    invite_id ?? '(no link told)',
    approved_by === undefined ? (join.via ?? '') : `request, approved by ${approved_by}`,
  ];
}

/** What to do where nobody is told who joins by a link. */
export function untrackedAdvice(id: string): string {
  return `Who joins by this link is not tracked. To track it: invite-spool edit ${id} --track-joins`;
}

/** The name that the person has chosen. Empty where names are not kept. */
function nameOf({ first_name = '', username }: Join): string {
  return toPlainText(`${first_name}${username === undefined ? '' : ` @${username}`}`.trim());
}
