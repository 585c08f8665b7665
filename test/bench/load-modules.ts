// Loads the modules given as arguments and ends: how long a program takes before it does anything of its own.

import { pathToFileURL } from 'node:url';

for (const module of process.argv.slice(2))
  await import(module.startsWith('/') ? pathToFileURL(module).href : module);
process.exit(0);
