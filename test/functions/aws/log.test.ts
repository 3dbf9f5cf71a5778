import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createLog, type LogFields, type LogMessage } from '../../../functions/aws/log.ts';
import { accountIdOf, jobIdFrom, newBatchId } from '../../../functions/core/ids.ts';
import { projectDirectory } from '../../../project-directory.ts';

/** The lines that are written, as text: what a log holds. */
function write(message: string, fields: Record<string, unknown>): string {
  const texts: string[] = [];
  function keep(text: string | Uint8Array) {
    return texts.push(String(text)) > 0;
  }
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation(keep),
  );
  try {
    createLog('test').error(message as LogMessage, fields as LogFields);
  } finally {
    for (const spy of spies) {
      spy.mockRestore();
    }
  }
  return texts.join('');
}

/** Every field there is: a new one has to be added here, and is then tried with every secret. */
const told: Required<Omit<LogFields, 'error'>> = {
  requestId: 'JKJaXmPLvHcESHA=',
  jobId: jobIdFrom('ten_a', 'order-1'),
  batchId: newBatchId(new Uint8Array(16)),
  accountId: accountIdOf('ten_a', 'main'),
  messageId: '0b0ac5cf-9a3f-4d2b-8a52-2f8d1a4d7a11',
  method: 'POST',
  route: '/v1/invites/{id}/cancel',
  status: 'waiting',
  reason: 'FLOOD_WAIT',
  errorType: '2FA_CONFIRM_WAIT',
  errorClass: 'account_halted',
  retryAtMs: Date.UTC(2026, 11, 1),
  statusCode: 202,
  durationMs: 12,
  attempts: 1,
  repairs: 1,
  count: 3,
  accounts: 2,
  notSwept: 0,
  sent: 0,
  expired: 0,
  failedSends: 0,
  newer: 0,
  left: 0,
  resentCallbacks: 0,
  failedCallbackSends: 0,
};

/** None of them real. */
const secrets = {
  'a session string': `1${'BAAOMTQ5LjE1NC4xNjcuNDEAUI7h+/3x'.repeat(11)}=`,
  'the head of a session string': '1BAAOMTQ5LjE1NC4xNjcuNDEAUI',
  'an API key': 'isk_2bQ7nVxW9mRk4TzL',
  'an API key of letters': 'isk_abcdefgh',
  'an API hash': 'c0ffee00c0ffee00c0ffee00c0ffee00',
  'a link': 'https://t.me/+AbCdEfGhIjKlMnOp',
  'the hash of a link': 'AbCdEfGhIjKlMnOp',
  'a webhook secret': 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  'a phone number': '+79996621234',
  'the digits of a phone number': '79996621234',
  'a phone number that is a number': 79_996_621_234,
  'a list': ['isk_2bQ7nVxW9mRk4TzL'],
  'an object': { toString: () => 'inv', key: 'isk_2bQ7nVxW9mRk4TzL' },
};

test('every field there is is written, as it is', () => {
  expect(JSON.parse(write('job', told))).toEqual({
    level: 'ERROR',
    message: 'job',
    timestamp: expect.any(String),
    service: 'test',
    ...told,
  });
});

test.each(Object.entries(secrets))('%s is written as the value of no field', (_what, secret) => {
  for (const name of Object.keys(told)) {
    const line = write('job', { ...told, [name]: secret });
    expect({ [name]: line }).toEqual({ [name]: expect.stringContaining(`"${name}":"[dropped]"`) });
    expect(line).not.toContain(JSON.stringify(secret).replaceAll(/^"|"$/g, ''));
  }
});

test.each(Object.entries(secrets))(
  '%s is written neither as the name of a field nor under another name',
  (_what, secret) => {
    const line = write('job', {
      [String(secret)]: 1,
      sessionString: secret,
      toString: secret,
      level: secret,
    });
    expect(line).not.toContain(String(secret));
    expect(JSON.parse(line)).toMatchObject({ level: 'ERROR', dropped: 4 });
  },
);

test.each(Object.entries(secrets))('%s is written in no sentence and of no error', (_what, secret) => {
  const text = String(secret);
  const cause = Object.assign(new TypeError(`a cause with ${text}`), { key: secret });
  const gathered = new AggregateError([new RangeError(text), cause], text, { cause });
  const renamed = Object.assign(new Error(text), { name: text, [text]: text });
  for (const error of [gathered, renamed, text, { message: text }]) {
    const line = write(`job ${text}`, { error });
    expect(line).not.toContain(text);
    expect(JSON.parse(line)).toMatchObject({ message: '[dropped]', error: expect.any(String) });
  }
});

test('a field that is undefined is not there', () => {
  expect(JSON.parse(write('job', { requestId: undefined }))).not.toHaveProperty('requestId');
});

test('no code of the functions writes to the log in another way', async () => {
  const folder = join(projectDirectory, 'functions');
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
  const written = await Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
  );
  function matching(pattern: RegExp) {
    return written.filter(({ text }) => pattern.test(text)).map(({ name }) => name);
  }
  expect(written.length).toBeGreaterThan(100);
  expect(matching(/powertools\/logger/)).toEqual([join('aws', 'log.ts')]);
  expect(
    matching(
      /\bconsole(\s*\.\s*\w+\s*\(|\s*\[)|=\s*console\b|process\.(stdout|stderr)|node:console|emitWarning/,
    ),
  ).toEqual([
    // Numbers by words of a closed list.
    join('aws', 'metrics.ts'),
  ]);
});
