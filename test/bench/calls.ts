// How many requests the app makes to Jira for what people do.

import { MiB } from './copies.ts';
import { single } from './figures.ts';
import type { Part } from './part.ts';
import { onStage } from './stage.ts';

const isAfterwards = (call: string): boolean => call.includes('/properties/');

export const calls: Part = {
  about: 'requests to Jira to open the panel and to attach a file',
  measure(bench) {
    return onStage(bench, { sizes: [[MiB]] }, async ({ simulators }) => {
      const first = await simulators.ask('callsToOpen', null);
      const second = await simulators.ask('callsToOpen', null);
      const { jira, authorization } = await simulators.ask('callsToAttach', { place: 0, file: 0 });
      console.log(`for the recordings: ${first.following.jira.join(', ')}\nto attach: ${jira.join(', ')}\n`);
      return [
        single('requests to Jira to open the panel', first.opening.jira.length, '', 0, {
          sign: '<=',
          limit: 0,
        }),
        single(
          "the same for the recordings that follow, site's limits not remembered",
          first.following.jira.length,
          '',
          0,
        ),
        single("the same, site's limits remembered", second.following.jira.length, '', 0),
        single(
          `requests to Jira until a file is attached (and ${authorization} to its authorization server)`,
          jira.filter((call) => !isAfterwards(call)).length,
          '',
          0,
          { sign: '<=', limit: 4 },
        ),
        single(
          'the same for issue property and badge, afterwards and shared by several changes',
          jira.filter(isAfterwards).length,
          '',
          0,
        ),
      ];
    });
  },
};
