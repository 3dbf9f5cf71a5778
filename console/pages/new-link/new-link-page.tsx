import { useState } from 'preact/hooks';
import type { components } from '../../../client/openapi.ts';
import { ProblemFailure } from '../../api/failures.ts';
import { call } from '../../api/request.ts';
import { useGet } from '../../api/use-query.ts';
import { NeedsScope } from '../../parts/needs-scope.tsx';
import { Page } from '../../parts/page.tsx';
import { Note } from '../../parts/problem-note.tsx';
import { type PageProps, type Route, routeTo } from '../../router.ts';
import { useSession } from '../../session.ts';
import { text } from '../../strings.ts';
import { goTo } from '../../use-route.ts';
import { AccountState, AccountStep } from './account-step.tsx';
import { type Chat, ChatStep, type ChosenChat } from './chat-step.tsx';
import { type LinkOptions, noOptions, toRequest } from './link-options.ts';
import { LinkResult } from './link-result.tsx';
import { OptionsStep } from './options-step.tsx';
import { forgetRequest, rememberRequest } from './remember-request.ts';
import { Step } from './step.tsx';

/** Account, chat, rules, link: four steps, each a click. What was chosen stands in the address, so that Back goes back. */
export function NewLinkPage({ route }: PageProps) {
  const { title, purpose } = text.newLink;
  return (
    <Page title={title} purpose={purpose}>
      <NeedsScope scope="invites:write">
        <NeedsScope scope="accounts:read">
          <Steps route={route} />
        </NeedsScope>
      </NeedsScope>
    </Page>
  );
}

function Steps({ route: { query } }: { route: Route }) {
  const words = text.newLink;
  const [chat, setChat] = useState<Chat>();
  const [options, setOptions] = useState(noOptions);
  const accounts = useGet('/v1/accounts');
  // The only account there is needs no click.
  const only = accounts.data?.accounts.length === 1 ? accounts.data.accounts[0]?.name : undefined;
  const name = query.account ?? only;
  const account = accounts.data?.accounts.find((each) => each.name === name);
  const isChatChosen = query.peer !== undefined || query.chat === 'default';
  const making = useMake(name, query.peer, options);
  const step = query.job ? 4 : name === undefined ? 1 : isChatChosen ? 3 : 2;
  const known = useKnownChat(name, query.peer, chat);

  function stateOf(number: number) {
    return step === number ? 'open' : step > number ? 'done' : 'later';
  }
  function chooseChat(chosen: ChosenChat) {
    setChat(chosen.chat);
    goTo(
      toStep({ account: name, peer: chosen.peer, chat: chosen.peer === undefined ? 'default' : undefined }),
    );
  }
  const isMoreThanOne = (accounts.data?.accounts.length ?? 0) > 1;
  return (
    <>
      <Step
        number={1}
        title={words.accountTitle}
        state={stateOf(1)}
        chosen={
          <>
            <strong>{name}</strong> {account && <AccountState account={account} />}
          </>
        }
        {...(isMoreThanOne && step < 4 ? { onChange: () => goTo(toStep({})) } : {})}
      >
        <AccountStep accounts={accounts} onChoose={(each) => goTo(toStep({ account: each.name }))} />
      </Step>
      {account && account.status !== 'active' && step < 4 && (
        <Note tone="wait" title={words.troubleTitle}>
          {account.error?.detail ?? words.trouble}
        </Note>
      )}
      <Step
        number={2}
        title={words.chatTitle}
        state={stateOf(2)}
        chosen={
          <>
            <strong>{known?.title ?? query.peer ?? words.defaultChat}</strong>{' '}
            {known && <span class="dim">{words.kinds[known.kind]}</span>}
          </>
        }
        {...(step < 4 ? { onChange: () => goTo(toStep({ account: name })) } : {})}
      >
        {name !== undefined && (
          <ChatStep key={name} account={name} defaultPeer={account?.default_peer} onChoose={chooseChat} />
        )}
      </Step>
      <Step number={3} title={words.optionsTitle} state={stateOf(3)}>
        <OptionsStep
          options={options}
          kind={known?.kind}
          onChange={setOptions}
          onMake={making.make}
          isBusy={making.isBusy}
          failure={making.failure}
        />
      </Step>
      <Step number={4} title={words.linkTitle} state={stateOf(4)}>
        {query.job && (
          <LinkResult
            key={query.job}
            id={query.job}
            onAgain={() => {
              forgetRequest();
              goTo(toStep({ account: name, peer: query.peer, chat: query.chat }));
            }}
          />
        )}
      </Step>
    </>
  );
}

/** The chat of the address, with its title and kind: the one that was chosen, or after a reload the one in the account's list. */
function useKnownChat(account: string | undefined, peer: string | undefined, chosen: Chat | undefined) {
  const isKnown = chosen?.peer === peer;
  const isAsked = account !== undefined && peer !== undefined && !isKnown;
  const { data } = useGet(isAsked ? '/v1/accounts/{name}/chats' : undefined, {
    params: { name: account ?? '' },
    query: { limit: 100 },
  });
  return isKnown ? chosen : data?.chats.find((each) => each.peer === peer);
}

/** Sends the request, and goes on to its job. */
function useMake(account: string | undefined, peer: string | undefined, options: LinkOptions) {
  const session = useSession();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Error>();
  async function make() {
    if (isBusy || account === undefined) {
      return;
    }
    setBusy(true);
    setFailure(undefined);
    const { request, idempotencyKey } = rememberRequest(
      JSON.stringify([account, peer, options]),
      () => toRequest(account, peer, options, Date.now()) as components['schemas']['InviteRequest'],
    );
    try {
      const { body } = await call(session, 'POST', '/v1/invites', { body: request, idempotencyKey });
      goTo(toStep({ account, peer, chat: peer === undefined ? 'default' : undefined, job: body.id }));
    } catch (error) {
      setFailure(error as Error);
      // Nothing was stored: what is corrected is another request.
      if (error instanceof ProblemFailure && error.status === 422) {
        forgetRequest();
      }
    }
    setBusy(false);
  }
  return { make, isBusy, failure };
}

function toStep(query: Record<string, string | undefined>): string {
  return routeTo('new-link', [], query);
}
