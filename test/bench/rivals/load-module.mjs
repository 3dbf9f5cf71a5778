/*
 * Loads the named module, or none, and reports the result. It is JavaScript, so that Node has no types to strip. Times
 * count from the start of the process.
 */
import { statSync } from 'node:fs';
import { registerHooks } from 'node:module';

const [path, isCounting] = process.argv.slice(2);
let bytes = 0;
if (isCounting) {
  registerHooks({
    load(url, context, nextLoad) {
      if (url.startsWith('file:')) {
        bytes += statSync(new URL(url)).size;
      }
      return nextLoad(url, context);
    },
  });
}
if (path) {
  await import(path);
}
const loadedMs = performance.now();
console.log(JSON.stringify({ loadedMs, rssMegabytes: process.memoryUsage.rss() / 1e6, bytes }));
// Open handles of a loaded client do not keep this process alive.
process.exit();
