import { useGet } from '../api/use-query.ts';
import { routeTo } from '../router.ts';
import { text } from '../strings.ts';
import { Button } from './button.tsx';

/** The one link that a page is about, by its title. */
export function ChosenLink({ id, onClear }: { id: string; onClear(): void }) {
  const { data } = useGet('/v1/invites/{id}', { params: { id } });
  const { byLink, notByLink } = text.live;
  const name = data && ((data.invite ? data.invite.title : data.title) || text.links.noTitle);
  return (
    <div class="row">
      <span class="dim">{byLink}</span>
      <a class="strong" href={routeTo('links', id)}>
        {name ?? id}
      </a>
      <Button kind="quiet" onClick={onClear}>
        {notByLink}
      </Button>
    </div>
  );
}
