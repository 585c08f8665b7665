// The background work alone, beside any number of web servers started with WORKER=off.

import { startBackgroundWork } from './background-work.ts';
import { runProcess } from './process.ts';

await runProcess(startBackgroundWork);
