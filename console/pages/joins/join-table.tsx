import type { components, paths } from '../../../client/openapi.ts';
import { findChat, useChats } from '../../api/chats.ts';
import { type Pages, usePages } from '../../api/use-pages.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { Note } from '../../parts/problem-note.tsx';
import type { Column } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { routeTo } from '../../router.ts';
import { text } from '../../strings.ts';

export type Join = components['schemas']['Join'];
type InviteJoins = components['schemas']['InviteJoins'];

const everyMs = 30_000;

/** Joins as a table. @param isPart it stands within another page: it is short, and not kept current. */
export function JoinTable({
  link,
  query = {},
  pageSize = 100,
  isPart = false,
  onForget,
}: {
  /** Only those by this link. */
  link?: string | undefined;
  query?: Record<string, string | undefined>;
  pageSize?: number;
  isPart?: boolean;
  onForget?: ((join: Join) => void) | undefined;
}) {
  const path: keyof paths = link === undefined ? '/v1/joins' : '/v1/invites/{id}/joins';
  const pages = usePages(
    path as '/v1/joins',
    {
      ...(link === undefined ? {} : { params: { id: link } }),
      query: { ...query, limit: pageSize },
    },
    (body) => body.items,
    ({ id }) => id,
    isPart ? {} : { everyMs },
  );
  const { title, emptyTitle, empty, emptyLink, make } = text.joins;
  return (
    <>
      {link !== undefined && pages.first && <LinkCount joins={pages.first as unknown as InviteJoins} />}
      <PagedTable
        key={`${link}${JSON.stringify(query)}`}
        label={title}
        pages={isPart ? { ...pages, hasMore: false } : (pages as Pages<Join, unknown>)}
        columns={columnsOf(link !== undefined, onForget)}
        keyOf={({ id }) => id}
        empty={
          isPart ? (
            <p class="dim">{emptyLink}</p>
          ) : (
            <EmptyState icon="users" title={emptyTitle}>
              <p>{link === undefined ? empty : emptyLink}</p>
              {link === undefined && <ButtonLink href={routeTo('new-link')}>{make}</ButtonLink>}
            </EmptyState>
          )
        }
      />
    </>
  );
}

function columnsOf(isOfLink: boolean, onForget: ((join: Join) => void) | undefined): Column<Join>[] {
  const { columns, noLink, how, theLink, forget, forgetWho } = text.joins;
  return [
    { name: columns.who, cell: (join) => <Person person={join} /> },
    { name: columns.when, cell: ({ joined_at: at }) => <Time at={at} /> },
    ...(isOfLink
      ? []
      : [
          {
            name: columns.link,
            cell: ({ invite_id: id }: Join) =>
              id === undefined ? (
                <span class="dim">{noLink}</span>
              ) : (
                <a href={routeTo('links', id)}>{theLink}</a>
              ),
          },
          { name: columns.chat, cell: (join: Join) => <JoinChat join={join} /> },
        ]),
    { name: columns.how, cell: ({ via }) => (via === undefined ? '' : how[via]) },
    ...(onForget === undefined
      ? []
      : [
          {
            name: forget,
            cell: (join: Join) => (
              <Button kind="quiet" label={forgetWho(whoIs(join))} onClick={() => onForget(join)}>
                {forget}
              </Button>
            ),
          },
        ]),
  ];
}

interface SomeOne {
  user_id: string;
  first_name?: string;
  username?: string;
}

export function whoIs({ first_name: name, username, user_id: id }: SomeOne): string {
  return name ?? (username === undefined ? text.joins.user(id) : `@${username}`);
}

/** A person by name, where it is known, and by number. */
export function Person({ person }: { person: SomeOne }) {
  const { first_name: name, username, user_id: id } = person;
  return (
    <>
      <span class="strong">{whoIs(person)}</span>
      {(name !== undefined || username !== undefined) && (
        <>
          <br />
          <span class="hint">
            {name !== undefined && username !== undefined && `@${username} · `}
            {id}
          </span>
        </>
      )}
    </>
  );
}

function JoinChat({ join: { account, chat_id: id } }: { join: Join }) {
  return <>{findChat(useChats(account), id)?.title ?? id}</>;
}

/** How well the joins by one link are known. */
function LinkCount({ joins: { joins, since, missing = 0, as_of: asOf, trouble } }: { joins: InviteJoins }) {
  const words = text.joins;
  return (
    <>
      {trouble && (
        <Note tone="bad" title={words.trouble}>
          <p>{trouble.detail}</p>
        </Note>
      )}
      <p class="dim">
        {words.counted(joins)}
        {since && (
          <>
            {' '}
            {words.countedSince} <Time at={since} />
          </>
        )}
        . {missing > 0 && `${words.missing(missing)} `}
        {asOf === undefined ? (
          words.notLooked
        ) : (
          <>
            {words.looked} <Time at={asOf} />.
          </>
        )}
      </p>
    </>
  );
}
