import { Section } from '../../parts/page.tsx';
import { Table } from '../../parts/table.tsx';
import { Countdown, Time } from '../../parts/time.tsx';
import { routeTo } from '../../router.ts';
import { text } from '../../strings.ts';
import type { Rotation } from './rotation.ts';

interface Row {
  invite_id: string;
  link: string;
  since: string;
  until: string;
  /** It still works, until then. */
  revoke_at?: string;
  revoked_at?: string;
  failure?: string;
}

/** The links before the current one: those that still work first. */
export function RotationHistory({ rotation: { ending, history = [] } }: { rotation: Rotation }) {
  const { historyTitle, historyEmpty, historyColumns, revokedIn, notRevoked } = text.rotations;
  const rows: Row[] = [...ending.toReversed(), ...history];
  return (
    <Section title={historyTitle}>
      {rows.length === 0 ? (
        <p class="dim">{historyEmpty}</p>
      ) : (
        <Table
          label={historyTitle}
          rows={rows}
          keyOf={(row) => row.invite_id}
          columns={[
            {
              name: historyColumns.link,
              cell: (row) => <a href={routeTo('links', row.invite_id)}>{row.link.replace('https://', '')}</a>,
            },
            { name: historyColumns.since, cell: (row) => <Time at={row.since} /> },
            { name: historyColumns.until, cell: (row) => <Time at={row.until} /> },
            {
              name: historyColumns.end,
              cell: ({ revoke_at: at, revoked_at: done, failure }) => {
                if (at !== undefined) {
                  return (
                    <>
                      {revokedIn} <Countdown until={at} over={text.newLink.soon} />
                    </>
                  );
                }
                return done === undefined ? notRevoked(failure ?? '') : <Time at={done} />;
              },
            },
          ]}
        />
      )}
    </Section>
  );
}
