import type { LinkList, LinkSync, SyncProgress } from '../job/operation.ts';
import type { LinkPage } from './list-calls.ts';

/** What became of the links of one page. */
export type PageCounts = Pick<SyncProgress, 'adopted' | 'updated' | 'left'>;

/** A sync that has read nothing yet. @param lists those of all administrators, or the account's own. */
export function beginSync(lists: LinkList[]): SyncProgress {
  return { lists, links: 0, adopted: 0, updated: 0, left: 0 };
}

/**
 * The lists of all administrators. Those of revoked links are read after the others, and whether or not there are any yet: a link
 * may be revoked meanwhile.
 */
export function adminLists(listed: LinkList[], { revoked: isWanted }: LinkSync): LinkList[] {
  const lists = listed.filter(({ revoked }) => !revoked);
  const revokedLists = listed.filter(({ revoked }) => revoked);
  const others = lists.filter(
    ({ admin }) => !revokedLists.some((each) => each.admin?.userId === admin?.userId),
  );
  return [
    ...lists,
    ...(isWanted ? [...revokedLists, ...others.map((list) => ({ ...list, revoked: true }))] : []),
  ];
}

/** The lists of the account's own links. */
export function ownLists({ revoked }: LinkSync): LinkList[] {
  return [{ revoked: false }, ...(revoked ? [{ revoked: true }] : [])];
}

/** The sync after a page: at the next page of its list, or at the beginning of the next list. */
export function afterPage(sync: SyncProgress, { links, next }: LinkPage, counts: PageCounts): SyncProgress {
  const { offset: _offset, ...kept } = sync;
  return {
    ...kept,
    ...(next === undefined ? { lists: sync.lists.slice(1) } : { offset: next }),
    links: sync.links + links.length,
    adopted: sync.adopted + counts.adopted,
    updated: sync.updated + counts.updated,
    left: sync.left + counts.left,
  };
}
