import { runTool } from '../operator/terminal/run-tool.ts';
import { createProgram } from './key/program.ts';

/* `npm run key`: API keys. */
await runTool(createProgram);
