import { runTool } from '../operator/terminal/run-tool.ts';
import { createRemoveProgram } from './deploy/programs.ts';

/* `npm run remove`: removes the service from AWS, except for its data. */
await runTool(createRemoveProgram);
