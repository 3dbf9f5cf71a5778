import { runTool } from '../operator/terminal/run-tool.ts';
import { createRemoveProgram } from './deploy/programs.ts';

/* `npm run remove`: the service from AWS, but for its data. */
await runTool(createRemoveProgram);
