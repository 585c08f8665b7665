// The queue of transfers. Its jobs only say which transfer may be due; the row decides.

import type { QueueDefinition } from '../../../platform/jobs.ts';

export const transfersQueue: QueueDefinition = {
  name: 'transfers',
  policy: 'coalescing',
  // The longest a 2 GB file may take; a lost worker is noticed by its lease long before.
  expireInSeconds: 6 * 3600,
};
