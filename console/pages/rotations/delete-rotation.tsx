import { useState } from 'preact/hooks';
import { call } from '../../api/request.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Select } from '../../parts/field.tsx';
import { routeTo } from '../../router.ts';
import { useSession } from '../../session.ts';
import { text } from '../../strings.ts';
import { goTo } from '../../use-route.ts';
import type { Rotation } from './rotation.ts';

export function DeleteRotation({
  rotation: { name, current },
  onClose,
}: {
  rotation: Rotation;
  onClose(): void;
}) {
  const session = useSession();
  const [link, setLink] = useState('keep');
  const words = text.rotations;
  async function remove() {
    await call(session, 'DELETE', '/v1/rotations/{name}', { params: { name }, query: { link } });
    goTo(routeTo('rotations'));
  }
  return (
    <Confirm title={words.deleteTitle(name)} yes={words.delete} onYes={remove} onClose={onClose}>
      <p>{words.deleteText}</p>
      {current && (
        <Select
          label={words.current}
          value={link}
          options={[
            { value: 'keep', label: words.currentKeep },
            { value: 'revoke', label: words.currentRevoke },
          ]}
          onChange={setLink}
        />
      )}
    </Confirm>
  );
}
