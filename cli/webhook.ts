import { runTool } from '../operator/terminal/run-tool.ts';
import { createProgram } from './webhook/program.ts';

/* `npm run webhook`: what tells callers that their jobs have ended. */
await runTool(createProgram);
