import { test } from 'vitest';
import { expectStoredIsClean, expectWrittenIsClean, openScene, timeout } from '../error-paths/open-scene.ts';
import { driveRpcErrors } from '../error-paths/telegram-paths.ts';

const open = openScene();

test('every class of error of Telegram is driven at every call that a job makes', { timeout }, () =>
  driveRpcErrors(open().scene),
);

test('nothing that is stored or sent holds a secret, and a link is in its job alone', () =>
  expectStoredIsClean(open(), 100));

test('nothing that was logged, answered or printed on all these paths holds a secret', () =>
  expectWrittenIsClean(open(), 50));
