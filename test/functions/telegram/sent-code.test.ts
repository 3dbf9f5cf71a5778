import { Api } from 'telegram/tl/index.js';
import { expect, test } from 'vitest';
import { describeSentCode } from '../../../functions/telegram/sent-code.ts';

const { auth } = Api;

test.each([
  [new auth.SentCodeTypeApp({ length: 5 }), 'app', 5],
  [new auth.SentCodeTypeSms({ length: 5 }), 'by SMS', 5],
  [new auth.SentCodeTypeCall({ length: 6 }), 'phone call', 6],
  [new auth.SentCodeTypeMissedCall({ prefix: '+4930', length: 4 }), 'begins with +4930', 4],
  [new auth.SentCodeTypeEmailCode({ emailPattern: 'a***@b.c', length: 6 }), 'e-mail to a***@b.c', 6],
  [new auth.SentCodeTypeFragmentSms({ url: 'https://fragment.com/x', length: 5 }), 'fragment.com/x', 5],
  [new auth.SentCodeTypeSmsWord({}), 'a word by SMS', 0],
  [new auth.SentCodeTypeSmsPhrase({}), 'a phrase by SMS', 0],
  [new auth.SentCodeTypeFlashCall({ pattern: '*' }), 'does not know', 0],
])('%o is told as a place to look at', (type, how, length) => {
  expect(describeSentCode({ type: type })).toEqual({ how: expect.stringContaining(how), length });
});

test('an account that needs a login e-mail first is told so', () => {
  expect(() => describeSentCode({ type: new auth.SentCodeTypeSetUpEmailRequired({}) })).toThrow(
    'EMAIL_SETUP_REQUIRED',
  );
});

test('a code that may be sent in another way says when', () => {
  const type = new auth.SentCodeTypeApp({ length: 5 });
  expect(describeSentCode({ type, nextType: new auth.CodeTypeSms(), timeout: 120 })).toMatchObject({
    resendAfterSeconds: 120,
  });
  expect(describeSentCode({ type, timeout: 120 })).not.toHaveProperty('resendAfterSeconds');
});
