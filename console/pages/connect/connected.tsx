import type { Login, TelegramUser } from '../../api/operator.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Section } from '../../parts/page.tsx';
import { Note } from '../../parts/problem-note.tsx';
import { Table } from '../../parts/table.tsx';
import { routeTo } from '../../router.ts';
import { text } from '../../strings.ts';
import { Step } from './step.tsx';

type Done = Extract<Login, { state: 'done' }>;

/** The end of a login: who it is, and the chats in which it may make links. */
export function Connected({ login, onAnother }: { login: Done; onAnother(): void }) {
  const { doneTitle, done, another } = text.connect;
  return (
    <>
      <Step title={doneTitle(login.account, nameOf(login.user))}>
        <Note tone="good">
          <p>{done}</p>
          {login.notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </Note>
      </Step>
      <OpenChats login={login} />
      <div class="actions">
        <Button icon="plus" onClick={onAnother}>
          {another}
        </Button>
      </div>
    </>
  );
}

function OpenChats({ login: { account, chats } }: { login: Done }) {
  const { chatsTitle, noChatsTitle, noChats, chatsUnknown, toAccounts } = text.connect;
  const { chat, kind, kinds, role, roles, link, makeLink, makeLinkIn } = text.connect;
  if (chats === undefined || chats.length === 0) {
    return (
      <EmptyState icon="users" title={noChatsTitle}>
        <p>{chats === undefined ? chatsUnknown : noChats}</p>
        <ButtonLink href={routeTo('accounts')}>{toAccounts}</ButtonLink>
      </EmptyState>
    );
  }
  return (
    <Section title={chatsTitle}>
      <p>{text.connect.chats}</p>
      <Table
        label={text.connect.chats}
        rows={chats}
        keyOf={({ chat_id: id }) => id}
        columns={[
          { name: chat, cell: ({ title }) => title },
          { name: kind, cell: (each) => kinds[each.kind] ?? each.kind },
          { name: role, cell: (each) => roles[each.role] ?? each.role },
          {
            name: link,
            cell: ({ peer, title }) => (
              <ButtonLink icon="plus" href={routeTo('new-link', [], { account, peer })}>
                {makeLink}
                <span class="unseen"> ({makeLinkIn(title)})</span>
              </ButtonLink>
            ),
          },
        ]}
      />
    </Section>
  );
}

/** As a person calls them: `Ada (@ada)`. */
function nameOf({ id, first_name: first, last_name: last, username }: TelegramUser): string {
  const fullName = [first, last].filter(Boolean).join(' ') || id;
  return username === undefined ? fullName : `${fullName} (@${username})`;
}
