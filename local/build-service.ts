import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { BuiltService } from '../infra/package.ts';

/** What the process of the build sends. */
export type BuildReport = { built: BuiltService } | { failure: string };

/**
 * Builds the functions and the template, where they have changed, in a process of its own: what a build loads would stay in the memory of
 * a system that runs for months.
 * @throws Error with the reason.
 */
export async function buildInProcess(): Promise<BuiltService> {
  const child = fork(join(import.meta.dirname, 'build-in-process.ts'), { execArgv: [] });
  const exited = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`the build ended with ${signal ?? code}`);
  });
  const report = once(child, 'message') as Promise<[BuildReport]>;
  // The end after the report is none of a failure.
  exited.catch(() => {});
  const [message] = await Promise.race([report, exited]);
  if ('failure' in message) {
    throw new Error(message.failure);
  }
  return message.built;
}
