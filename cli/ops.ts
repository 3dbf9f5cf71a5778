import { runTool } from '../operator/terminal/run-tool.ts';
import { createProgram } from './ops/program.ts';

/* `npm run ops`: is the service well, and how is it repaired. */
await runTool(createProgram);
