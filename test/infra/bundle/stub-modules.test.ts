import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { loadTlLazily } from '../../../infra/bundle/load-tl-lazily.ts';
import { stubModules } from '../../../infra/bundle/stub-modules.ts';
import { requireBundle } from './require-bundle.ts';

test('to reach a stub is an error that names what is missing and why', async () => {
  const { fromIni } = await requireBundle(`export { fromIni } from '@aws-sdk/credential-provider-ini'`, [
    stubModules,
  ]);
  expect(fromIni).toThrow(
    'fromIni of @aws-sdk/credential-provider-ini is not in this bundle: Lambda gives a function its credentials in',
  );
});

test('what a stub lacks is an error of the build', async () => {
  const built = requireBundle(`export { deflate } from 'pako'`, [stubModules]);
  await expect(built).rejects.toThrow('No matching export in "stub:pako" for import "deflate"');
});

test('a packed answer of Telegram is unpacked without pako', async () => {
  const source = `
    import 'telegram/network/MTProtoSender.js';
    export { GZIPPacked } from 'telegram/tl/core/index.js'`;
  const { GZIPPacked } = await requireBundle(source, [stubModules, loadTlLazily]);
  expect(GZIPPacked.ungzip(gzipSync('an answer')).toString()).toBe('an answer');
});
