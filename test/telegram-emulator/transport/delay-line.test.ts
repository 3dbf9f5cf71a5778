import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDelayLine } from '../../../telegram-emulator/transport/delay-line.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function createRecordedLine() {
  const delivered: string[] = [];
  return { delivered, line: createDelayLine((value: string) => delivered.push(value)) };
}

test('without a delay a value is delivered at once', () => {
  const { delivered, line } = createRecordedLine();
  line.push('a', 0);
  expect(delivered).toEqual(['a']);
});

test('values under way overlap: all of one moment arrive one delay later', () => {
  const { delivered, line } = createRecordedLine();
  for (const value of ['a', 'b', 'c']) {
    line.push(value, 50);
  }
  vi.advanceTimersByTime(49);
  expect(delivered).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(delivered).toEqual(['a', 'b', 'c']);
});

test('a value never overtakes an earlier one, even when the delay falls to nothing', () => {
  const { delivered, line } = createRecordedLine();
  line.push('slow', 50);
  line.push('fast', 0);
  expect(delivered).toEqual([]);
  vi.advanceTimersByTime(50);
  expect(delivered).toEqual(['slow', 'fast']);
});

test('a stopped line delivers nothing more', () => {
  const { delivered, line } = createRecordedLine();
  line.push('a', 50);
  line.stop();
  vi.advanceTimersByTime(100);
  line.push('b', 0);
  expect(delivered).toEqual([]);
});
