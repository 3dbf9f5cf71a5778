import type { components } from '../../../client/openapi.ts';
import { usePages } from '../../api/use-pages.ts';
import { Button } from '../../parts/button.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { routeTo } from '../../router.ts';
import { text } from '../../strings.ts';

type Chat = components['schemas']['Chat'];

/** The chats that an account is in, with the way to a link in each. */
export function ChatList({ account }: { account: string }) {
  const pages = usePages(
    '/v1/accounts/{name}/chats',
    { params: { name: account } },
    (page) => page.chats,
    ({ chat_id }) => chat_id,
  );
  const { items, first, error, refresh } = pages;
  const { noChats, chatsAsOf, chatTable } = text.accounts;
  if (items === undefined) {
    return error === undefined ? <Skeleton lines={4} /> : <ProblemNote error={error} onRetry={refresh} />;
  }
  if (first?.as_of === undefined) {
    return <p class="dim">{noChats}</p>;
  }
  return (
    <>
      <p class="hint">
        {chatsAsOf} <Time at={first.as_of} />
      </p>
      <Table label={chatTable} rows={items} keyOf={({ chat_id }) => chat_id} columns={toColumns(account)} />
      {pages.hasMore && (
        <div class="actions">
          <Button isBusy={pages.isLoadingMore} onClick={pages.loadMore}>
            {text.common.loadMore}
          </Button>
        </div>
      )}
    </>
  );
}

function toColumns(account: string): Column<Chat>[] {
  const { chatColumns, kinds, roles, mayNot, makeLinkIn, makeLink } = text.accounts;
  return [
    {
      name: chatColumns.chat,
      cell: ({ title, username, chat_id: id }) => (
        <>
          <span class="strong">{title}</span>
          <div class="dim">{username === undefined ? id : `@${username}`}</div>
        </>
      ),
    },
    { name: chatColumns.kind, cell: ({ kind }) => kinds[kind] },
    { name: chatColumns.role, cell: ({ role }) => roles[role] },
    {
      name: chatColumns.may,
      cell: ({ can_export: may, peer, title }) =>
        may ? (
          <a href={routeTo('new-link', [], { account, peer })} aria-label={makeLinkIn(title)}>
            {makeLink}
          </a>
        ) : (
          <span class="dim">{mayNot}</span>
        ),
    },
  ];
}
