import { createProgram } from './ops/program.ts';
import { runTool } from './tool/run-tool.ts';

/* `npm run ops`: is the service well, and how is it repaired. */
await runTool(createProgram);
