import { useState } from 'preact/hooks';
import { makeKey } from '../../api/make-key.ts';
import { type Operation, waitSeconds } from '../../api/operation.ts';
import { call } from '../../api/request.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Checkbox, Field, Select } from '../../parts/field.tsx';
import { useScope, useSession } from '../../session.ts';
import { text } from '../../strings.ts';
import type { Link } from './link.ts';
import { type Edit, findEditFaults, toChanges, toEdit } from './link-edit.ts';

/** Changes what may be changed about the link, and says of the rest why it may not. */
export function EditLink({
  link,
  onSaved,
  onClose,
}: {
  link: Link;
  onSaved(operation: Operation | undefined): void;
  onClose(): void;
}) {
  const session = useSession();
  const mayTrack = useScope('joins:read');
  const [edit, setEdit] = useState(() => toEdit(link));
  const { title, ends, limit, needsApproval, track } = edit;
  const words = text.links;
  const rules = text.newLink;
  const isFixed = link.invite?.permanent ?? false;
  const isPaid = link.invite?.subscription_pricing !== undefined;
  const isSingle = link.single_use === true;
  const faults = findEditFaults(edit, Date.now());
  const changes = toChanges(link, edit);
  const isChanged = Object.keys(changes).length > 0;
  function set(changed: Partial<Edit>) {
    setEdit({ ...edit, ...changed });
  }
  async function save() {
    const { body } = await call(session, 'PATCH', '/v1/invites/{id}', {
      params: { id: link.id },
      body: changes,
      idempotencyKey: makeKey('console'),
      waitSeconds,
    });
    onSaved(body);
  }
  return (
    <Confirm
      title={words.editTitle}
      yes={words.save}
      isDanger={false}
      isReady={isChanged && Object.keys(faults).length === 0}
      onYes={save}
      onClose={onClose}
    >
      <p>{isFixed ? words.editPermanent : words.editText}</p>
      {link.origin && !isFixed && <p class="hint">{words.editAdopted}</p>}
      {isPaid && <p class="hint">{words.editPaid}</p>}
      <Field
        label={rules.linkName}
        value={title}
        onInput={(value) => set({ title: value })}
        hint={rules.titleHint}
        isDisabled={isFixed}
        problem={faults.title && rules.faults[faults.title]}
      />
      <Field
        label={words.endsAt}
        type="datetime-local"
        value={ends}
        onInput={(value) => set({ ends: value })}
        hint={words.endsHint}
        isDisabled={isFixed || isPaid}
        problem={faults.ends && rules.faults[faults.ends]}
      />
      <Field
        label={rules.limit}
        inputMode="numeric"
        value={limit}
        onInput={(value) => set({ limit: value.trim() })}
        placeholder={rules.limitNone}
        hint={isSingle ? words.editSingle : needsApproval ? rules.blockedBy.needsApproval : rules.limitHint}
        isDisabled={isFixed || isPaid || isSingle || needsApproval}
        problem={faults.limit && rules.faults[faults.limit]}
      />
      <Checkbox
        label={rules.approval}
        isChecked={needsApproval}
        onChange={(value) => set({ needsApproval: value, ...(value ? { limit: '' } : {}) })}
        hint={isSingle ? rules.blockedBy.isSingleUse : rules.approvalHint}
        isDisabled={isFixed || isPaid || isSingle}
      />
      <Select
        label={rules.track}
        value={track}
        options={rules.trackOptions}
        onChange={(value) => set({ track: value as Edit['track'] })}
        hint={mayTrack ? rules.trackHint : rules.trackScope}
        isDisabled={!mayTrack || isSingle}
      />
      {!isChanged && <p class="hint">{words.unchanged}</p>}
    </Confirm>
  );
}
