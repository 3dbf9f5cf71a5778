import { expect, test } from 'vitest';
import { stubs } from '../../../infra/bundle/stubs.ts';

test('to reach a stub is an error that names what is missing and why', async () => {
  const { contents = '' } = stubs.find(({ module }) => module === '@aws-sdk/credential-provider-ini') ?? {};
  const { fromIni } = await import(`data:text/javascript,${encodeURIComponent(contents)}`);
  expect(fromIni).toThrow(
    'fromIni of @aws-sdk/credential-provider-ini is not in this bundle: Lambda gives a function its credentials in',
  );
});
