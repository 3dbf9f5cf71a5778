import { expect, test } from 'vitest';
import { isSameUser } from '../../../../functions/core/account/account.ts';
import { userFingerprintOf } from '../../../../functions/core/account/session.ts';

const owner = { userId: '5000000001', firstName: 'Ada' };

test('accounts are one user when their fingerprints say so, whatever they are called now', () => {
  const userFingerprint = userFingerprintOf('production', owner.userId);
  expect(
    isSameUser({ owner, userFingerprint }, { owner: { ...owner, firstName: 'A.' }, userFingerprint }),
  ).toBe(true);
});

test('users of different Telegrams are different users, though their ids are the same', () => {
  const [real, tested] = ['production', 'test'].map((network) => ({
    owner,
    userFingerprint: userFingerprintOf(network, owner.userId),
  }));
  expect(real?.userFingerprint).not.toContain(owner.userId);
  expect(isSameUser(real ?? {}, tested ?? {})).toBe(false);
});

test('an account without a fingerprint is told by the user’s id, and one without a user is nobody’s twin', () => {
  const known = { owner, userFingerprint: userFingerprintOf('production', owner.userId) };
  expect(isSameUser({ owner }, known)).toBe(true);
  expect(isSameUser({ owner: { ...owner, userId: '5000000002' } }, known)).toBe(false);
  expect(isSameUser({}, {})).toBe(false);
});
