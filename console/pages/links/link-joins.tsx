import { ButtonLink } from '../../parts/button.tsx';
import { NeedsScope } from '../../parts/needs-scope.tsx';
import { Section } from '../../parts/page.tsx';
import { routeTo } from '../../router.ts';
import { text } from '../../strings.ts';
import { JoinTable } from '../joins/join-table.tsx';
import type { Link } from './link.ts';

/** Who came in by the link: the newest. */
export function LinkJoins({ link: { id, track_joins: track } }: { link: Link }) {
  const { joins, joinsAll, joinsOff } = text.links;
  return (
    <Section
      title={joins}
      actions={track && <ButtonLink href={routeTo('joins', [], { link: id })}>{joinsAll}</ButtonLink>}
    >
      {track ? (
        <NeedsScope scope="joins:read">
          <JoinTable link={id} pageSize={5} isPart />
        </NeedsScope>
      ) : (
        <p class="dim">{joinsOff}</p>
      )}
    </Section>
  );
}
