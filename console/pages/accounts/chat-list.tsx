import { useMemo } from 'preact/hooks';
import type { components } from '../../../client/openapi.ts';
import { usePages } from '../../api/use-pages.ts';
import { PagedTable } from '../../parts/paged-table.tsx';
import type { Column } from '../../parts/table.tsx';
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
  const { noChats, chatsAsOf, chatTable } = text.accounts;
  const asOf = pages.first?.as_of;
  return (
    <>
      {asOf && (
        <p class="hint">
          {chatsAsOf} <Time at={asOf} />
        </p>
      )}
      <PagedTable
        label={chatTable}
        pages={pages}
        columns={useMemo(() => toColumns(account), [account])}
        keyOf={({ chat_id }) => chat_id}
        empty={<p class="dim">{noChats}</p>}
      />
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
