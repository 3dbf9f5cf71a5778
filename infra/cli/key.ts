import { createProgram } from './key/program.ts';
import { runTool } from './run-tool.ts';

/* `npm run key`: API keys. */
await runTool(createProgram);
