import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { spawn } from '@lydell/node-pty';
import { onTestFinished } from 'vitest';
import { projectDirectory } from '../../project-directory.ts';
import { toolPath } from '../setup/build-tools.ts';
import { toolEnvironment } from '../setup/tool-environment.ts';

/** A command in a terminal of its own, as a person sees and uses it. */
export interface PseudoTerminal {
  /** Waits for text that comes after what was waited for before. Fails with the screen when the command ends first. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
  /** Types a line, and Enter. */
  type(line: string): void;
  /** Presses keys, such as '\u0003' for Ctrl-C. */
  press(keys: string): void;
  /** The exit code. */
  ended: Promise<number>;
  /** All that was printed, without the terminal's control sequences. */
  screen(): string;
  /** The same, with them. */
  raw(): string;
}

const node = join(projectDirectory, 'node_modules', '.bin', 'node');

export const ctrlC = '\u0003';
export const ctrlD = '\u0004';

/** The tool as `npm run account` starts it. */
export const accountSource = join(projectDirectory, 'cli', 'account.ts');

/** Runs a tool on the pinned Node, in a pseudo-terminal. It is killed when the test is over. */
export function runInTerminal(
  argv: string[],
  env: Record<string, string> = {},
  tool = toolPath('account'),
): PseudoTerminal {
  const pty = spawn(node, [tool, ...argv], {
    cols: 200,
    rows: 60,
    cwd: projectDirectory,
    env: toolEnvironment({ TERM: 'xterm', ...env }),
  });
  let printed = '';
  let position = 0;
  let exitCode: number | undefined;
  const { promise: ended, resolve: end } = Promise.withResolvers<number>();
  const checks = new Set<() => void>();
  function checkAll() {
    for (const check of checks) {
      check();
    }
  }
  pty.onData((text) => {
    printed += text;
    checkAll();
  });
  pty.onExit((exit) => {
    exitCode = exit.exitCode;
    end(exit.exitCode);
    checkAll();
  });
  onTestFinished(() => {
    if (exitCode === undefined) {
      pty.kill('SIGKILL');
    }
  });
  function screen() {
    return stripVTControlCharacters(printed).replaceAll('\r', '');
  }
  return {
    waitFor,
    type: (line) => pty.write(`${line}\r`),
    press: (keys) => pty.write(keys),
    ended,
    screen,
    raw: () => printed,
  };

  function waitFor(pattern: RegExp): Promise<RegExpExecArray> {
    const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
    function check() {
      const match = pattern.exec(screen().slice(position));
      if (match !== null) {
        position += match.index + match[0].length;
        checks.delete(check);
        resolve(match);
      } else if (exitCode !== undefined) {
        checks.delete(check);
        reject(new Error(`ended with ${exitCode} before ${pattern}:\n${screen()}`));
      }
    }
    checks.add(check);
    check();
    return promise;
  }
}
