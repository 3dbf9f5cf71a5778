import { Presets, SingleBar } from 'cli-progress';
import { formatCount } from './format.ts';
import type { Progress } from './progress.ts';

/** Where progress is shown: beside the result, never in it. */
export interface ProgressDisplay {
  show(progress: Progress): void;
  stop(): void;
}

/** Lines come no more often than this. */
const minMsBetweenLines = 10_000;

/** A tool that prints nothing for longer looks as if it hung: the last line is then repeated. */
const maxMsBetweenLines = 60_000;

/** Time, as a display of lines needs it. */
export interface DisplayClock {
  now(): number;
  /** Calls `run` once, after so long. @returns what cancels that. */
  after(ms: number, run: () => void): () => void;
}

const systemClock: DisplayClock = {
  now: Date.now,
  after(ms, run) {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
};

/** A bar in a terminal; lines where the output goes to a file or a log. */
export function createDisplay(stream: NodeJS.WriteStream, note: (line: string) => void): ProgressDisplay {
  return stream.isTTY ? createBar(stream) : createLines(note, systemClock);
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

/** A line that comes too early is printed later, unless another has come in the meantime: it may tell of a long wait. */
export function createLines(note: (line: string) => void, { now, after }: DisplayClock): ProgressDisplay {
  let latest = '';
  let printed = '';
  let printedAtMs = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;

  function print() {
    note(latest);
    printed = latest;
    printedAtMs = now();
    scheduleNext();
  }

  function scheduleNext() {
    cancel?.();
    const pauseMs = latest === printed ? maxMsBetweenLines : minMsBetweenLines;
    cancel = after(printedAtMs + pauseMs - now(), print);
  }

  return {
    show({ done, total, text }) {
      latest = `${formatCount(done)}/${formatCount(total)}  ${text}`.trimEnd();
      if (latest === printed) {
        return;
      }
      if (done === total || now() - printedAtMs >= minMsBetweenLines) {
        print();
      } else {
        scheduleNext();
      }
    },
    stop() {
      cancel?.();
    },
  };
}
