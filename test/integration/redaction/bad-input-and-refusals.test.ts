import { test } from 'vitest';
import { driveForeignMessages } from '../error-paths/aws-paths.ts';
import { driveFailingCommands } from '../error-paths/command-paths.ts';
import { driveBadRequests } from '../error-paths/http-paths.ts';
import { driveFailingLogins } from '../error-paths/login-paths.ts';
import { expectStoredIsClean, expectWrittenIsClean, openScene, timeout } from '../error-paths/open-scene.ts';
import { driveRpcErrors } from '../error-paths/telegram-paths.ts';

const open = openScene();

test('requests and messages are driven with secrets in the wrong places', { timeout }, async () => {
  const { scene, sessionString } = open();
  await driveBadRequests(scene, sessionString);
  await driveForeignMessages(scene, sessionString);
});

test('logins are driven to fail in each way, and nothing of them is stored', { timeout }, () =>
  driveFailingLogins(open().scene),
);

test('commands of the operator’s tool are driven to fail', { timeout }, () => {
  const { scene, directory, sessionString } = open();
  return driveFailingCommands(scene, directory, sessionString);
});

test('every class of error of Telegram is driven at every call that a job makes', { timeout }, () =>
  driveRpcErrors(open().scene),
);

test('nothing that is stored or sent holds a secret, and a link is in its job alone', () =>
  expectStoredIsClean(open(), 110));

test('nothing that was logged, answered or printed on all these paths holds a secret', () =>
  expectWrittenIsClean(open(), 125));
