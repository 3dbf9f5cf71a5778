import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { toolEnvironment } from '../setup/tool-environment.ts';

/** Runs `npm run chaos` with these arguments. */
export async function runHunt(args: string[]): Promise<{ exitCode: number; output: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'run.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: toolEnvironment(),
  });
  const exited = once(child, 'exit');
  const output = await text(child.stdout);
  const [exitCode] = await exited;
  return { exitCode, output };
}
