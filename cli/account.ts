import { runTool } from '../operator/terminal/run-tool.ts';
import { createProgram } from './account/program.ts';

/* `npm run account`: Telegram accounts. */
await runTool(createProgram);
