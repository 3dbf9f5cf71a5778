import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  endSending,
  forgetUpload,
  pauseUpload,
  readUpload,
  resumeUpload,
  startUpload,
  type Upload,
} from '../../../../console/pages/many-links/upload.ts';

const session = { apiKey: 'isk_1', facts: undefined, signOut() {} };
const rows = Array.from({ length: 250 }, (_, index) => `main,order ${index}`);
const upload: Upload = {
  fileName: 'orders.csv',
  text: `account,title\n${rows.join('\n')}\n`,
  defaults: {},
  checkedAtMs: 0,
  contentHash: 'abc',
  batchIds: [],
  replayed: 0,
  isPaused: false,
};

type Answer = () => Response | Promise<Response>;

/** The requests that were sent, and what each is answered with; `accept` when nothing else was said. */
let sent: { key: string; size: number }[];
let answers: Answer[];
let stored: Map<string, string>;

function accept(): Response {
  return Response.json({ id: `bat_${sent.length}` }, { status: 202 });
}

function refuse(status: number, headers: Record<string, string> = {}): Response {
  const problem = { type: 'urn:invite-spool:problem:x', title: 'x', status, detail: 'x' };
  return Response.json(problem, { status, headers });
}

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  answers = [];
  stored = new Map();
  vi.stubGlobal('sessionStorage', {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => void stored.set(name, value),
    removeItem: (name: string) => void stored.delete(name),
  });
  vi.stubGlobal(
    'fetch',
    async (_url: string, { headers, body }: { headers: Record<string, string>; body: string }) => {
      sent.push({ key: headers['idempotency-key'] ?? '', size: JSON.parse(body).items.length });
      return (answers.shift() ?? accept)();
    },
  );
});
afterEach(() => {
  forgetUpload();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const keys = ['csv-abc-1-100', 'csv-abc-101-200', 'csv-abc-201-250'];

function keysSent() {
  return sent.map(({ key }) => key);
}

test('a file goes out in hundreds, in its order, each with a key of its own', async () => {
  startUpload(session, upload);
  await vi.runAllTimersAsync();
  expect(sent).toEqual(keys.map((key, index) => ({ key, size: [100, 100, 50][index] })));
  expect(readUpload(session)).toMatchObject({
    upload: { batchIds: ['bat_1', 'bat_2', 'bat_3'] },
    isSending: false,
    failure: undefined,
  });
});

test('after no answer the same hundred is sent again, with the same key', async () => {
  answers = [accept, () => Promise.reject(new TypeError('fetch failed'))];
  startUpload(session, upload);
  await vi.runAllTimersAsync();
  expect(keysSent()).toEqual([keys[0], keys[1], keys[1], keys[2]]);
});

test('a service without room is asked again when it said, and not before', async () => {
  answers = [accept, () => refuse(429, { 'retry-after': '60' })];
  startUpload(session, upload);
  await vi.advanceTimersByTimeAsync(59_000);
  expect(readUpload(session)).toMatchObject({ failure: { status: 429 }, isSending: false });
  expect(keysSent()).toEqual([keys[0], keys[1]]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(keysSent()).toEqual([keys[0], keys[1], keys[1], keys[2]]);
});

test('a refused hundred stops the file', async () => {
  answers = [() => refuse(422)];
  startUpload(session, upload);
  await vi.runAllTimersAsync();
  expect(keysSent()).toEqual([keys[0]]);
  expect(readUpload(session)).toMatchObject({ failure: { status: 422 }, retryAtMs: undefined });
});

test('a pause sends nothing more until it ends', async () => {
  answers = [
    () => {
      pauseUpload();
      return accept();
    },
  ];
  startUpload(session, upload);
  await vi.runAllTimersAsync();
  expect(keysSent()).toEqual([keys[0]]);
  resumeUpload(session);
  await vi.runAllTimersAsync();
  expect(keysSent()).toEqual(keys);
});

test('the end of sending waits for the hundred under way, which may be accepted', async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  answers = [accept, () => promise];
  startUpload(session, upload);
  await vi.runAllTimersAsync();
  const ended = endSending();
  resolve(accept());
  expect(await ended).toEqual(['bat_1', 'bat_2']);
  await vi.runAllTimersAsync();
  expect(keysSent()).toEqual(keys.slice(0, 2));
});

test('a late answer is not taken for one of the same file, dropped again', async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  answers = [accept, () => promise];
  startUpload(session, upload);
  await vi.runAllTimersAsync();
  forgetUpload();
  startUpload(session, upload);
  resolve(Response.json({ id: 'bat_late' }, { status: 202 }));
  await vi.runAllTimersAsync();
  expect(readUpload(session)?.upload.batchIds).toEqual(['bat_3', 'bat_4', 'bat_5']);
});

test('another key does not see the file, and sends nothing of it', async () => {
  answers = [
    () => {
      // Signing out empties the tab's storage.
      stored.clear();
      expect(readUpload({ ...session, apiKey: 'isk_2' })).toBeUndefined();
      return accept();
    },
  ];
  startUpload(session, upload);
  await vi.runAllTimersAsync();
  expect(keysSent()).toEqual([keys[0]]);
});

test('a reload finds the file where it was', async () => {
  answers = [accept, () => refuse(422)];
  startUpload(session, upload);
  await vi.runAllTimersAsync();
  const kept = new Map(stored);
  stored.clear();
  readUpload({ ...session, apiKey: 'isk_2' });
  stored = kept;
  expect(readUpload(session)).toMatchObject({ upload: { batchIds: ['bat_1'] }, failure: undefined });
});
