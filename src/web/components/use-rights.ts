// Asks Jira, as the viewer, what they may do on this issue: once for the whole page.

import { useEffect, useState } from 'preact/hooks';
import type { HostBridge } from '../host-bridge/host-bridge.ts';
import { parseRights, type Rights, rightsPath } from '../rights.ts';
import { useServices } from './services.ts';

let asked: Promise<Rights | null> | undefined;

/** Null until Jira has answered, and when it does not: then everything is offered, and the server decides. */
export function useRights(): Rights | null {
  const { host } = useServices();
  const [rights, setRights] = useState<Rights | null>(null);
  useEffect(() => {
    asked ??= read(host).catch(() => null);
    void asked.then(setRights);
  }, []);
  return rights;
}

async function read(host: HostBridge): Promise<Rights | null> {
  const issue = await host.getIssue();
  return issue && parseRights(await host.request(rightsPath(issue.id)));
}
