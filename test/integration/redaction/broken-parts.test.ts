import { test } from 'vitest';
import { driveAwsFailures } from '../error-paths/aws-paths.ts';
import { expectStoredIsClean, expectWrittenIsClean, openScene, timeout } from '../error-paths/open-scene.ts';
import { driveBadKeyFiles, driveBadSeals } from '../error-paths/seal-paths.ts';
import { driveBrokenConnections } from '../error-paths/telegram-paths.ts';

const open = openScene();

test('connections are driven to break, before and after the call', { timeout }, () =>
  driveBrokenConnections(open().scene),
);

test('sessions are driven that do not open, and key files that cannot be used', { timeout }, async () => {
  await driveBadSeals(open().scene);
  await driveBadKeyFiles(open().scene);
});

test('nothing that is stored or sent holds a secret, and a link is in its job alone', () =>
  expectStoredIsClean(open(), 40));

test('the queue, the tables and the database are driven to fail', { timeout }, () =>
  driveAwsFailures(open().scene, open().directory),
);

test('nothing that was logged, answered or printed on all these paths holds a secret', () =>
  expectWrittenIsClean(open(), 36));
