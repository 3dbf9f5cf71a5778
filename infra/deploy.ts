import { runTool } from './cli/tool/run-tool.ts';
import { createDeployProgram } from './deploy/programs.ts';

/* `npm run deploy`: the service to AWS. */
await runTool(createDeployProgram);
