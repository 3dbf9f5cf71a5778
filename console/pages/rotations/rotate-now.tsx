import { useState } from 'preact/hooks';
import { makeKey } from '../../api/make-key.ts';
import { call } from '../../api/request.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Select } from '../../parts/field.tsx';
import { useSession } from '../../session.ts';
import { text } from '../../strings.ts';

/** A new link before its time. */
export function RotateNow({ name, onDone, onClose }: { name: string; onDone(): void; onClose(): void }) {
  const session = useSession();
  const [overlap, setOverlap] = useState('PT0S');
  const [key] = useState(() => makeKey('console'));
  const { rotate, rotateTitle, rotateText, rotateOld, rotateOlds } = text.rotations;
  async function go() {
    await call(session, 'POST', '/v1/rotations/{name}/rotate', {
      params: { name },
      body: overlap === '' ? {} : { overlap },
      // Another overlap is another request.
      idempotencyKey: `${key}-${overlap}`,
    });
    onDone();
  }
  return (
    <Confirm title={rotateTitle} yes={rotate} onYes={go} onClose={onClose}>
      <p>{rotateText}</p>
      <Select label={rotateOld} value={overlap} options={rotateOlds} onChange={setOverlap} />
    </Confirm>
  );
}
