import { useEffect, useState } from 'preact/hooks';
import type { components } from '../../../client/openapi.ts';
import { usePages } from '../../api/use-pages.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Field } from '../../parts/field.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Time } from '../../parts/time.tsx';
import { text } from '../../strings.ts';
import type { Account } from './account-step.tsx';

export type Chat = components['schemas']['Chat'];

/** Where the link leads: a chat of the list, one that was typed, or the account's default chat (without a peer). */
export interface ChosenChat {
  peer: string | undefined;
  chat?: Chat;
}

/** The most chats that a page of the API has. */
const pageSize = 100;

/** The chats to choose from: those that the account is in, its default one, or another one by its address. */
export function ChatStep({
  account,
  defaultPeer,
  onChoose,
}: {
  account: string;
  defaultPeer: Account['default_peer'];
  onChoose(chosen: ChosenChat): void;
}) {
  const [search, setSearch] = useState('');
  const chats = usePages(
    '/v1/accounts/{name}/chats',
    { params: { name: account }, query: { limit: pageSize } },
    (body) => body.chats,
    (chat) => chat.chat_id,
  );
  const found = chats.items
    ?.filter((chat) => matches(chat, search))
    .sort((a, b) => Number(b.can_export) - Number(a.can_export));
  const isLookingOn = search !== '' && found?.length === 0 && chats.hasMore;
  useEffect(() => {
    if (isLookingOn) {
      chats.loadMore();
    }
  }, [isLookingOn, chats.loadMore]);
  const words = text.newLink;
  return (
    <>
      {defaultPeer !== undefined && (
        <ul class="choices">
          <li>
            <button type="button" class="choice" onClick={() => onChoose({ peer: undefined })}>
              <span class="choice-name">{words.defaultChat}</span>
              <span class="dim">{defaultPeer}</span>
            </button>
          </li>
        </ul>
      )}
      <Field
        label={words.searchChats}
        type="search"
        value={search}
        onInput={setSearch}
        hint={
          chats.first?.as_of && (
            <>
              {words.listed} <Time at={chats.first.as_of} />. {words.listedHint(account)}
            </>
          )
        }
      />
      {found === undefined && !chats.error && <Skeleton lines={4} />}
      {chats.error && <ProblemNote error={chats.error} onRetry={chats.refresh} />}
      {found?.length === 0 && (
        <EmptyState icon="search" title={isLookingOn ? text.common.loading : words.noChat}>
          <p>{words.noChatNext}</p>
        </EmptyState>
      )}
      {found && found.length > 0 && (
        <ul class="choices" aria-label={words.chatTitle}>
          {found.map((chat) => (
            <li key={chat.chat_id}>
              <ChatChoice chat={chat} onChoose={() => onChoose({ peer: chat.peer, chat })} />
            </li>
          ))}
        </ul>
      )}
      {chats.hasMore && (
        <div>
          <Button isBusy={chats.isLoadingMore} onClick={chats.loadMore}>
            {text.common.loadMore}
          </Button>
        </div>
      )}
      <OtherChat onChoose={(peer) => onChoose({ peer })} />
    </>
  );
}

function ChatChoice({ chat, onChoose }: { chat: Chat; onChoose(): void }) {
  const { kinds, roles, mayNot, mayNotHint, mayNotOwner } = text.newLink;
  return (
    <button type="button" class="choice" disabled={!chat.can_export} onClick={onChoose}>
      <span class="choice-name">{chat.title}</span>
      <span class="dim">
        {kinds[chat.kind]}
        {chat.username && ` · @${chat.username}`} · {roles[chat.role]}
      </span>
      {!chat.can_export && (
        <span class="row">
          <Badge tone="idle">{mayNot}</Badge>
          <span class="hint">{chat.role === 'creator' ? mayNotOwner : mayNotHint}</span>
        </span>
      )}
    </button>
  );
}

function OtherChat({ onChoose }: { onChoose(peer: string): void }) {
  const [peer, setPeer] = useState('');
  const [isMissing, setMissing] = useState(false);
  const { otherChat, otherChatField, otherChatHint, otherChatMissing, useChat } = text.newLink;
  return (
    <details>
      <summary>{otherChat}</summary>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (peer.trim() === '') {
            setMissing(true);
          } else {
            onChoose(peer.trim());
          }
        }}
      >
        <Field
          label={otherChatField}
          value={peer}
          onInput={setPeer}
          placeholder="@name"
          hint={otherChatHint}
          problem={isMissing && peer.trim() === '' ? otherChatMissing : undefined}
        />
        <div>
          <Button type="submit">{useChat}</Button>
        </div>
      </form>
    </details>
  );
}

function matches({ title, username = '', chat_id }: Chat, search: string): boolean {
  const wanted = search.trim().replace(/^@/, '').toLowerCase();
  return [title, username, chat_id].some((each) => each.toLowerCase().includes(wanted));
}
