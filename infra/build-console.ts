import { buildConsole, maxConsoleBytes } from './bundle/build-console.ts';

// A running `npm start` serves what this builds: reload the page.
const { bytes } = await buildConsole();
for (const [name, size] of Object.entries(bytes)) {
  console.log(`${name}  ${size} bytes gzipped`);
}
const sum = Object.values(bytes).reduce((total, each) => total + each, 0);
console.log(`together ${sum} of at most ${maxConsoleBytes}`);
