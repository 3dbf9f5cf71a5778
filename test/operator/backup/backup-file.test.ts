import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type BackupRow, newHeader, readBackup, writeBackup } from '../../../operator/backup/backup-file.ts';
import { toItem, toJsonItem } from '../../../operator/backup/json-item.ts';
import { RefusedError } from '../../../operator/terminal/operator-errors.ts';

const rows: BackupRow[] = [
  { table: 'keys', item: { keyHash: { S: 'a' } } },
  { table: 'jobs', item: { pk: { S: 'default#inv_1' }, title: { S: 'line\nbreak' } } },
];
const header = newHeader(1_700_000_000_000, ['00ff']);

async function newFile(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'backup-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return join(directory, 'backup.jsonl');
}

test('what is written is read, and the file is its owner’s alone', async () => {
  const path = await newFile();
  expect(await writeBackup(path, header, rows)).toBe(2);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const read: BackupRow[] = [];
  expect(await readBackup(path, (row) => void read.push(row))).toEqual({ ...header, rows: 2 });
  expect(read).toEqual(rows);
});

test('a file that is there is not overwritten, and one that breaks off leaves none', async () => {
  const path = await newFile();
  async function* broken(): AsyncGenerator<BackupRow> {
    yield* rows;
    throw new Error('gone');
  }
  await expect(writeBackup(path, header, broken())).rejects.toThrow('gone');
  await expect(stat(path)).rejects.toThrow('ENOENT');
  await writeBackup(path, header, rows);
  await expect(writeBackup(path, header, rows)).rejects.toBeInstanceOf(RefusedError);
});

test('a file in a folder that is not there is refused, with the folder named', async () => {
  const path = await newFile();
  const writing = writeBackup(join(path, 'backup.jsonl'), header, rows);
  await expect(writing).rejects.toThrow(`${path} is not there: make the folder first`);
  await expect(writing).rejects.toBeInstanceOf(RefusedError);
});

test.each<[string, (text: string) => string, RegExp]>([
  ['cut off amid a line', (text) => text.slice(0, -20), /cut off/],
  ['cut off after a row', (text) => text.split('\n').slice(0, 2).join('\n'), /cut off/],
  ['altered', (text) => text.replace('inv_1', 'inv_2'), /was altered/],
  ['followed by something', (text) => `${text}{}\n`, /was altered/],
  ['short of a row', (text) => text.replace(/\n\["keys".*/, ''), /was altered/],
  ['of a newer version', (text) => text.replace('"version":1', '"version":2'), /newer version/],
  ['something else', () => '{"a":1}\n{"b":2}\n', /no backup/],
  ['empty', () => '', /no backup/],
])('a file that is %s is refused', async (_what, change, reason) => {
  const path = await newFile();
  await writeBackup(path, header, rows);
  await writeFile(path, change(await readFile(path, 'utf8')));
  await expect(readBackup(path)).rejects.toThrow(reason);
});

test('binary values survive as the text that DynamoDB’s JSON has for them', () => {
  const item = {
    sealed: {
      M: { iv: { B: new Uint8Array([1, 2, 255]) }, list: { L: [{ B: new Uint8Array([7]) }, { N: '1' }] } },
    },
  };
  const json = toJsonItem(item);
  expect(JSON.stringify(json)).toBe(
    '{"sealed":{"M":{"iv":{"B":"AQL/"},"list":{"L":[{"B":"Bw=="},{"N":"1"}]}}}}',
  );
  expect(toJsonItem(toItem(json))).toEqual(json);
});
