import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FunctionSettings } from '../../../local/aws/template.ts';

/** A folder with these files, gone when the test is over. */
export async function writeFiles(files: Record<string, string>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'invite-spool-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  for (const [path, contents] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), contents);
  }
  return directory;
}

export function createFunctionSettings(overrides: Partial<FunctionSettings> = {}): FunctionSettings {
  return {
    name: 'fixture',
    functionName: 'invite-spool-dev-fixture',
    functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:invite-spool-dev-fixture',
    bundlePath: '.build/fixture/index.mjs',
    handlerExport: 'handler',
    timeoutSeconds: 10,
    memoryMegabytes: 512,
    reservedConcurrency: undefined,
    environment: {},
    ...overrides,
  };
}

/** Lets a test wait for the n-th event that fits, whenever it comes, instead of asking again and again. */
export function createRecorder<T>() {
  const recorded: T[] = [];
  const waiting = new Set<() => void>();
  return {
    recorded,
    record(item: T): void {
      recorded.push(item);
      for (const check of waiting) {
        check();
      }
    },
    waitFor<S extends T>(fits: (item: T) => item is S, count = 1): Promise<S> {
      return new Promise((resolve) => {
        let seen = 0;
        let fitting = 0;
        // Each item is looked at once: hundreds of waiters may stand at thousands of items.
        function check() {
          for (const item of recorded.slice(seen)) {
            seen += 1;
            if (fits(item)) {
              fitting += 1;
              if (fitting === count) {
                waiting.delete(check);
                return resolve(item);
              }
            }
          }
        }
        waiting.add(check);
        check();
      });
    },
  };
}
