/**
 * Runs the program given as arguments while this process's parent lives. A native program cannot see its parent die. A
 * Node process with an IPC channel can. Sends the program's process id to the parent.
 */
import { spawn } from 'node:child_process';

// Only the owner may read the program's files.
process.umask(0o077);

const [program = '', ...programArguments] = process.argv.slice(2);
const child = spawn(program, programArguments, { stdio: ['ignore', 'inherit', 'inherit'] });

process.on('disconnect', () => child.kill('SIGTERM'));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => child.kill('SIGTERM'));
}

child.on('spawn', () => process.send?.({ pid: child.pid }));
child.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
child.on('exit', (code) => process.exit(code ?? 1));
