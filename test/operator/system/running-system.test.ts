import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { isStillRunning } from '../../../operator/system/running-system.ts';

test('a system runs for as long as its process is there', () => {
  const ended = spawnSync(process.execPath, ['--version']);
  expect(isStillRunning({ processes: { main: process.pid } })).toBe(true);
  expect(isStillRunning({ processes: { main: ended.pid } })).toBe(false);
});
