import { createProgram } from './key/program.ts';
import { runTool } from './tool/run-tool.ts';

/* `npm run key`: API keys. */
await runTool(createProgram);
