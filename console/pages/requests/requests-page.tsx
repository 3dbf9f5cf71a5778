import { useAccountNames, useChats } from '../../api/chats.ts';
import { useGet } from '../../api/use-query.ts';
import { ChosenLink } from '../../parts/chosen-link.tsx';
import { LaterChatField } from '../../parts/later-field.tsx';
import { NeedsScope } from '../../parts/needs-scope.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { AccountField } from '../../parts/where-fields.tsx';
import { type PageProps, routeTo } from '../../router.ts';
import { text } from '../../strings.ts';
import { goTo } from '../../use-route.ts';
import { nameOf } from '../links/link.ts';
import { RequestList } from './request-list.tsx';

/** Who asks to join by a link (`?link=`), or in a chat (`?account=&chat=`). */
export function RequestsPage({ route: { query } }: PageProps) {
  const { title, purpose } = text.requests;
  return (
    <Page title={title} purpose={purpose}>
      <NeedsScope scope="joins:read">
        <Requests filters={query} />
      </NeedsScope>
    </Page>
  );
}

function Requests({ filters }: { filters: Record<string, string> }) {
  const [first = ''] = useAccountNames();
  const { link = '', chat = '' } = filters;
  const account = filters.account || first;
  const words = text.requests;
  function change(changes: Record<string, string>) {
    goTo(routeTo('requests', [], { ...filters, ...changes }), { replace: true });
  }
  return (
    <>
      {link === '' ? (
        <search class="fields" aria-label={words.filters}>
          <AccountField value={account} onChange={(value) => change({ account: value, chat: '' })} />
          <LaterChatField account={account} value={chat} onChange={(value) => change({ chat: value })} />
        </search>
      ) : (
        <ChosenLink id={link} onClear={() => change({ link: '' })} />
      )}
      {link !== '' ? (
        <RequestList key={link} source={{ link }} />
      ) : chat !== '' && account !== '' ? (
        <RequestList key={`${account} ${chat}`} source={{ account, peer: chat }} />
      ) : (
        <ChooseChat account={account} />
      )}
    </>
  );
}

/** The ways to a list: a chat, or a link where somebody is known to wait. */
function ChooseChat({ account }: { account: string }) {
  const chats = useChats(account).filter(({ can_export }) => can_export);
  const { data } = useGet('/v1/invites', {
    query: { status: 'succeeded', link_status: 'active', limit: 100 },
  });
  const waiting = data?.items.filter(({ requested = 0 }) => requested > 0) ?? [];
  const words = text.requests;
  const { kinds } = text.newLink;
  return (
    <>
      {waiting.length > 0 && (
        <Section title={words.waitingLinks}>
          <ul class="choices">
            {waiting.map((link) => (
              <li key={link.id}>
                <a class="choice" href={routeTo('requests', [], { link: link.id })}>
                  <span class="choice-name">{nameOf(link)}</span>
                  <span class="dim">{words.waiting(link.requested ?? 0)}</span>
                </a>
              </li>
            ))}
          </ul>
          <p class="hint">{words.waitingHint}</p>
        </Section>
      )}
      <Section title={words.chooseTitle}>
        <p class="dim">{chats.length === 0 ? words.noChats : words.chooseText}</p>
        <ul class="choices">
          {chats.map((chat) => (
            <li key={chat.chat_id}>
              <a class="choice" href={routeTo('requests', [], { account, chat: chat.peer })}>
                <span class="choice-name">{chat.title}</span>
                <span class="dim">
                  {kinds[chat.kind]}
                  {chat.username && ` · @${chat.username}`}
                </span>
              </a>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}
