import { existsSync } from 'node:fs';
import { KeyFileError } from '../../../functions/aws/sealing-key-file.ts';
import type { CommandContext } from '../../tool/command-context.ts';
import { type Check, type Finding, ok, wrong } from '../finding.ts';

/** As a session's, and of no account: KMS writes it to CloudTrail in clear text. */
const encryptionContext = { accountId: 'doctor', schema: '1' };

/** What KMS says of a key that cannot be used. https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html */
const keyStates: Record<string, string> = {
  DisabledException: 'The key is disabled.',
  KMSInvalidStateException: 'The key cannot be used in its state: it may be waiting to be deleted.',
  NotFoundException: 'The key is gone.',
};

/** The key that seals sessions makes a data key, and opens it again. */
export const checkKey: Check = {
  name: 'key',
  async run(context) {
    const check = 'session key';
    try {
      const keys = context.system.openKeys();
      const { dataKey, wrappedKey } = await keys.generateDataKey(encryptionContext);
      const opened = await keys.unwrapDataKey(wrappedKey, encryptionContext).catch(ignoreDenial);
      if (opened === undefined) {
        return [ok(check, 'seals; this identity may not open what it seals, which is for the worker alone')];
      }
      return [
        Buffer.from(opened).equals(dataKey)
          ? ok(check, 'seals, and opens what it sealed')
          : wrong(check, 'It opens something else than it sealed.', mendKey(context)),
      ];
    } catch (error) {
      return [describe(context, check, error)];
    }
  },
};

/** The key policy of infra/key.yml lets only the worker decrypt. */
function ignoreDenial(error: unknown): undefined {
  if ((error as Error).name !== 'AccessDeniedException') {
    throw error;
  }
}

function describe(context: CommandContext, check: string, error: unknown): Finding {
  const { name, message } = error as Error;
  if (error instanceof KeyFileError) {
    return wrong(check, `Key denied: ${message}.`, mendKey(context));
  }
  if (name === 'AccessDeniedException') {
    return wrong(check, 'Key denied: KMS does not let this identity use it.', mendKey(context));
  }
  const state = keyStates[name];
  if (state !== undefined) {
    return wrong(check, `Key denied: ${state}`, mendKey(context));
  }
  throw error;
}

function mendKey({ system: { stage, keyFile } }: CommandContext): string {
  if (stage !== undefined) {
    const alias = `alias/invite-spool-${stage}-sessions`;
    return `aws kms describe-key --key-id ${alias} shows its state; then aws kms enable-key or cancel-key-deletion, or npm run deploy -- --stage ${stage} for its policy`;
  }
  if (keyFile === undefined) {
    return 'give this command the key that the system runs with';
  }
  return existsSync(keyFile)
    ? `chmod 600 ${keyFile}, or put the file back from a copy`
    : `put ${keyFile} back from a copy`;
}
