import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import {
  DecryptCommand,
  GenerateDataKeyCommand,
  InvalidCiphertextException,
  type KMSClient,
  LimitExceededException,
} from '@aws-sdk/client-kms';
import { expect, onTestFinished, test } from 'vitest';
import { createFileKeyProvider, createKmsKeyProvider } from '../../../functions/aws/key-provider.ts';
import { KeyFileError } from '../../../functions/aws/sealing-key-file.ts';
import { sealSession, UnsealError, unsealSession } from '../../../functions/aws/session-seal.ts';
import { secretsIn, session } from './session-record.ts';

type Answer = (input: unknown) => unknown;

/** A KMS that answers the commands of the script, in their order, and throws on anything else. */
function createFakeKms(...script: [command: new (input: never) => unknown, answer: Answer][]) {
  const inputs: unknown[] = [];
  const client = {
    async send(command: { input: unknown }) {
      const [expected, answer] = script.shift() ?? [];
      if (expected === undefined || answer === undefined || !(command instanceof expected)) {
        throw new Error(`unexpected ${command.constructor.name}`);
      }
      inputs.push(command.input);
      return answer(command.input);
    },
  };
  return { client: client as unknown as KMSClient, inputs };
}

const context = { accountId: 'acc_a', schema: '1' };

async function writeKeyFile(text: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'keys-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, 'session.key');
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

function newKey() {
  return randomBytes(32).toString('hex');
}

function newKeyFile() {
  return writeKeyFile(`${newKey()}\n`);
}

test('KMS is asked for a data key under the key and the context given', async () => {
  const Plaintext = randomBytes(32);
  const CiphertextBlob = randomBytes(64);
  const { client, inputs } = createFakeKms([GenerateDataKeyCommand, () => ({ Plaintext, CiphertextBlob })]);
  const made = await createKmsKeyProvider(client, 'key-1').generateDataKey(context);
  expect(made).toEqual({ dataKey: Plaintext, wrappedKey: CiphertextBlob });
  expect(inputs).toEqual([{ KeyId: 'key-1', KeySpec: 'AES_256', EncryptionContext: context }]);
});

test('KMS is asked to decrypt with the same key and context, whatever key the blob names', async () => {
  const Plaintext = randomBytes(32);
  const wrappedKey = randomBytes(64);
  const { client, inputs } = createFakeKms([DecryptCommand, () => ({ Plaintext })]);
  expect(await createKmsKeyProvider(client, 'key-1').unwrapDataKey(wrappedKey, context)).toEqual(Plaintext);
  expect(inputs).toEqual([{ KeyId: 'key-1', CiphertextBlob: wrappedKey, EncryptionContext: context }]);
});

test.each([{}, { Plaintext: randomBytes(32) }])(
  'an answer of KMS without a data key is a fault',
  async (answer) => {
    const { client } = createFakeKms([GenerateDataKeyCommand, () => answer], [DecryptCommand, () => ({})]);
    const keys = createKmsKeyProvider(client, 'key-1');
    await expect(keys.generateDataKey(context)).rejects.toThrow('KMS returned no data key');
    await expect(keys.unwrapDataKey(randomBytes(64), context)).rejects.toThrow('KMS returned no data key');
  },
);

test('a session goes through KMS and back', async () => {
  const dataKey = randomBytes(32);
  const { client } = createFakeKms(
    [GenerateDataKeyCommand, () => ({ Plaintext: dataKey, CiphertextBlob: randomBytes(64) })],
    [DecryptCommand, () => ({ Plaintext: dataKey })],
  );
  const keys = createKmsKeyProvider(client, 'key-1');
  expect(await unsealSession(keys, 'acc_a', await sealSession(keys, 'acc_a', session))).toEqual(session);
});

test('a wrapped key that KMS calls invalid is a broken record; a KMS that throttles is not', async () => {
  function generate() {
    return { Plaintext: randomBytes(32), CiphertextBlob: randomBytes(64) };
  }

  function failWith(error: Error) {
    return () => {
      throw error;
    };
  }
  const { client } = createFakeKms(
    [GenerateDataKeyCommand, generate],
    [DecryptCommand, failWith(new InvalidCiphertextException({ message: 'no', $metadata: {} }))],
    [DecryptCommand, failWith(new LimitExceededException({ message: 'slow down', $metadata: {} }))],
  );
  const keys = createKmsKeyProvider(client, 'key-1');
  const sealed = await sealSession(keys, 'acc_a', session);
  await expect(unsealSession(keys, 'acc_a', sealed)).rejects.toBeInstanceOf(UnsealError);
  await expect(unsealSession(keys, 'acc_a', sealed)).rejects.toBeInstanceOf(LimitExceededException);
});

test('a session goes through a key file and back, and a new data key is made each time', async () => {
  const keys = createFileKeyProvider(await newKeyFile());
  const one = await sealSession(keys, 'acc_a', session);
  const two = await sealSession(keys, 'acc_a', session);
  expect(await unsealSession(keys, 'acc_a', one)).toEqual(session);
  expect(Buffer.from(one.wrappedKey)).not.toEqual(Buffer.from(two.wrappedKey));
});

test.each([
  ['altered', 'its data key was altered or belongs to another account'],
  ['cut short', 'its data key was altered or belongs to another account'],
  ['gone', 'it was sealed under a key that this service does not hold'],
  ['of another key file', 'it was sealed under a key that this service does not hold'],
  ['of another account', 'its data key was altered or belongs to another account'],
])('a record whose wrapped key is %s is refused, and the error says nothing of it', async (what, reason) => {
  const path = await newKeyFile();
  const keys = createFileKeyProvider(path);
  const sealed = await sealSession(keys, 'acc_a', session);
  const other = createFileKeyProvider(await newKeyFile());
  const wrappedKey = {
    altered: Uint8Array.from(sealed.wrappedKey, (byte, index) => (index === 30 ? byte ^ 1 : byte)),
    'cut short': sealed.wrappedKey.subarray(0, 20),
    gone: new Uint8Array(),
    'of another key file': (await sealSession(other, 'acc_a', session)).wrappedKey,
    'of another account': (await sealSession(keys, 'acc_b', session)).wrappedKey,
  }[what];
  const error = await unsealSession(keys, 'acc_a', {
    ...sealed,
    wrappedKey: wrappedKey ?? new Uint8Array(),
  }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UnsealError);
  expect(error).toMatchObject({
    message: `the sealed session of the account cannot be opened: ${reason}`,
  });
  expect(secretsIn(inspect(error))).toEqual([]);
});

test('the first key of the file seals, and the others still open what they have sealed', async () => {
  const [older, newer] = [newKey(), newKey()];
  const path = await writeKeyFile(`${older}\n`);
  const keys = createFileKeyProvider(path);
  const before = await sealSession(keys, 'acc_a', session);
  await writeFile(path, `${newer}\n${older}\n`);
  const after = await sealSession(keys, 'acc_a', session);
  expect(await unsealSession(keys, 'acc_a', before)).toEqual(session);
  const newerKeys = createFileKeyProvider(await writeKeyFile(`${newer}\n`));
  expect(await unsealSession(newerKeys, 'acc_a', after)).toEqual(session);
  await expect(unsealSession(newerKeys, 'acc_a', before)).rejects.toBeInstanceOf(UnsealError);
});

test('a key file that is lost while the worker runs is no trouble of the session', async () => {
  const path = await newKeyFile();
  const keys = createFileKeyProvider(path);
  const sealed = await sealSession(keys, 'acc_a', session);
  await rm(path);
  await expect(unsealSession(keys, 'acc_a', sealed)).rejects.toBeInstanceOf(KeyFileError);
});
