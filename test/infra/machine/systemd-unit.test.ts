import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectDirectory } from '../../../project-directory.ts';

const unit = join(projectDirectory, 'infra/machine/invite-spool.service');
const { stdout = '' } = spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' });
/** The offline check came with systemd 250. */
const version = Number(/systemd (\d+)/.exec(stdout)?.[1] ?? 0);

/** What docs/systemd.md says, in tenths. */
const maxExposure = 14;

test.skipIf(version < 250)('systemd finds no fault with the unit but that it is not installed here', () => {
  const { stderr } = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
  const faults = stderr.split('\n').filter((line) => line !== '' && !/is not executable/.test(line));
  expect(faults.filter((line) => line.includes('invite-spool'))).toEqual([]);
});

test.skipIf(version < 250)('the unit is as closed as its page says', () => {
  const options = ['security', '--offline=yes', `--threshold=${maxExposure}`, '--no-pager', unit];
  const { status, stderr } = spawnSync('systemd-analyze', options, { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
