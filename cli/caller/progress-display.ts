import { Presets, SingleBar } from 'cli-progress';
import { formatCount } from './format.ts';
import type { Progress } from './progress.ts';

/** Where progress is shown: beside the result, never in it. */
export interface ProgressDisplay {
  show(progress: Progress): void;
  stop(): void;
}

/** A log gets a line when there is something to tell, and no more often than this. */
const minMsBetweenLines = 10_000;

/** A bar in a terminal, lines in a file. */
export function createDisplay(
  stream: NodeJS.WriteStream,
  note: (line: string) => void,
  now: () => number,
): ProgressDisplay {
  return stream.isTTY ? createBar(stream) : createLines(note, now);
}

function createBar(stream: NodeJS.WriteStream): ProgressDisplay {
  const bar = new SingleBar(
    {
      stream,
      format: '[{bar}] {done}/{all}  {text}',
      barsize: 24,
      hideCursor: true,
      linewrap: false,
      // The tool ends in its own time.
      gracefulExit: false,
      emptyOnZero: true,
      barCompleteString: '='.repeat(24),
      barIncompleteString: '-'.repeat(24),
    },
    Presets.legacy,
  );
  let isStarted = false;
  return {
    show({ done, total, text }) {
      const payload = { done: formatCount(done), all: formatCount(total), text };
      if (isStarted) {
        bar.update(done, payload);
      } else {
        isStarted = true;
        bar.start(total, done, payload);
      }
    },
    stop() {
      bar.stop();
    },
  };
}

function createLines(note: (line: string) => void, now: () => number): ProgressDisplay {
  let printedAtMs = Number.NEGATIVE_INFINITY;
  let printed = '';
  return {
    show({ done, total, text }) {
      const line = `${formatCount(done)}/${formatCount(total)}  ${text}`.trimEnd();
      const isDue = now() - printedAtMs >= minMsBetweenLines || done === total;
      if (isDue && line !== printed) {
        note(line);
        printed = line;
        printedAtMs = now();
      }
    },
    stop() {},
  };
}
