import { Facts } from '../../parts/facts.tsx';
import { Time } from '../../parts/time.tsx';
import { ChatName } from '../../parts/where-fields.tsx';
import { routeTo } from '../../router.ts';
import { text } from '../../strings.ts';
import { endOf, type Link } from './link.ts';

/** What holds for the link. */
export function LinkFacts({ link }: { link: Link }) {
  const {
    account,
    peer,
    invite,
    pool,
    batch,
    metadata = {},
    track_joins: track,
    single_use: isSingle,
  } = link;
  const { facts, ...words } = text.links;
  const { yes, no, tracking } = text.live;
  const end = endOf(link);
  const price = invite?.subscription_pricing?.amount;
  const notes = Object.entries(metadata);
  return (
    <Facts
      facts={[
        [facts.chat, <ChatName key="chat" account={account} peer={peer} />],
        [facts.account, <a href={routeTo('accounts', account)}>{account}</a>],
        [facts.ends, end === undefined ? words.never : <Time at={end} />],
        [facts.limit, invite?.usage_limit ?? words.noLimit],
        [facts.approval, invite?.request_needed ? yes : no],
        [facts.single, isSingle ? yes : undefined],
        [facts.price, price === undefined ? undefined : words.stars(price)],
        [facts.track, tracking[`${track ?? false}`]],
        [facts.made, <Time at={link.created_at} />],
        [facts.maker, link.origin ? words.adoptedFrom : invite?.permanent ? words.permanent : undefined],
        [facts.pool, pool && <a href={routeTo('pools', pool)}>{pool}</a>],
        [facts.batch, batch && <a href={routeTo('batches', batch.id)}>{batch.id}</a>],
        [
          facts.notes,
          notes.length === 0
            ? undefined
            : notes.map(([name, value]) => (
                <div key={name}>
                  {name}: <a href={routeTo('links', [], { meta: `${name}=${value}` })}>{value}</a>
                </div>
              )),
        ],
        [facts.number, <a href={routeTo('jobs', link.id)}>{link.id}</a>],
      ]}
    />
  );
}
