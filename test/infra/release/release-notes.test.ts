import { expect, test } from 'vitest';
import { findFaults, readNotes } from '../../../infra/release/release-notes.ts';

const changelog =
  '# Changelog\n\n## Unreleased\n\n- c\n\n## 0.2.0 - 2026-12-01\n\n### Added\n\n- b\n\n## 0.1.0\n\n- a\n';

test('the notes of a version are its part of the changelog', () => {
  expect(readNotes(changelog, 'v0.2.0')).toBe('### Added\n\n- b');
  expect(readNotes(changelog, 'v0.1.0')).toBe('- a');
});

test('a tag is released when every package has its version and the changelog tells of it', () => {
  expect(findFaults('v0.2.0', { 'a.json': '0.2.0', 'b.json': '0.2.0' }, changelog)).toEqual([]);
});

test.each([
  ['a package of another version', 'v0.2.0', { 'a.json': '0.1.0' }, 'a.json has the version 0.1.0.'],
  ['a version without notes', 'v0.3.0', { 'a.json': '0.3.0' }, 'CHANGELOG.md says nothing of v0.3.0.'],
  ['a tag that is no version', 'v0.2', { 'a.json': '0.2' }, 'v0.2 is no version: tags are like v1.2.3.'],
])('%s stops a release', (_, tag, versions, fault) => {
  expect(findFaults(tag, versions, changelog)).toContain(fault);
});
