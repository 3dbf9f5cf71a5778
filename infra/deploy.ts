import { runTool } from '../operator/terminal/run-tool.ts';
import { createDeployProgram } from './deploy/programs.ts';

/* `npm run deploy`: deploys the service to AWS. */
await runTool(createDeployProgram);
