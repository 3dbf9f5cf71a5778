import { expect, test } from 'vitest';
import { createLines } from '../../../cli/caller/progress-display.ts';

/** Lines on a clock that a test moves. */
function startLines() {
  const lines: string[] = [];
  let nowMs = 0;
  let timer: { atMs: number; run: () => void } | undefined;
  const display = createLines((line) => lines.push(line), {
    now: () => nowMs,
    after(ms, run) {
      const own = { atMs: nowMs + ms, run };
      timer = own;
      return () => {
        timer = timer === own ? undefined : timer;
      };
    },
  });
  function pass(seconds: number) {
    const untilMs = nowMs + seconds * 1000;
    while (timer !== undefined && timer.atMs <= untilMs) {
      const due = timer;
      timer = undefined;
      nowMs = due.atMs;
      due.run();
    }
    nowMs = untilMs;
  }
  function show(done: number, text = '') {
    display.show({ total: 10, done, text });
  }
  return { lines, show, pass, stop: display.stop };
}

test('the first line comes at once, and later ones at most every ten seconds', () => {
  const { lines, show, pass } = startLines();
  for (let done = 0; done < 5; done += 1) {
    show(done);
    pass(4);
  }
  expect(lines).toEqual(['0/10', '2/10', '4/10']);
});

test('a wait that is told too early is printed all the same, while the tool sleeps', () => {
  const { lines, show, pass } = startLines();
  show(0);
  pass(1);
  show(1, '9 wait until 10:30:00 (FLOOD_WAIT)');
  pass(8);
  expect(lines).toEqual(['0/10']);
  pass(1);
  expect(lines).toEqual(['0/10', '1/10  9 wait until 10:30:00 (FLOOD_WAIT)']);
});

test('a line that stays the same is repeated every minute', () => {
  const { lines, show, pass } = startLines();
  show(1, '9 wait until 10:30:00 (FLOOD_WAIT)');
  pass(59);
  show(1, '9 wait until 10:30:00 (FLOOD_WAIT)');
  expect(lines).toHaveLength(1);
  pass(121);
  expect(lines).toEqual(Array.from({ length: 4 }, () => '1/10  9 wait until 10:30:00 (FLOOD_WAIT)'));
});

test('the last line comes at once, and nothing after the end', () => {
  const { lines, show, pass, stop } = startLines();
  show(1);
  pass(1);
  show(10);
  stop();
  pass(600);
  expect(lines).toEqual(['1/10', '10/10']);
});
