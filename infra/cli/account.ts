import { createProgram } from './account/program.ts';
import { runTool } from './tool/run-tool.ts';

/* `npm run account`: Telegram accounts. */
await runTool(createProgram);
