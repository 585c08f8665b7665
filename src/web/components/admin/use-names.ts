// The names of some ids, asked for once each.

import { useEffect, useRef, useState } from 'preact/hooks';
import { useServices } from '../services.ts';
import type { Directory, Named } from './policy-names.ts';

/** `nameOf` gives null where Jira names nothing, and undefined until it has answered. */
export function useNames(directory: Directory, ids: readonly string[]) {
  const { host } = useServices();
  const [names, setNames] = useState<ReadonlyMap<string, string | null>>(new Map());
  const asked = useRef(new Set<string>());

  useEffect(() => {
    const missing = ids.filter((id) => !asked.current.has(id));
    if (missing.length === 0) return;
    for (const id of missing) asked.current.add(id);
    void directory.name(host, missing).then((found) => {
      setNames(
        (before) => new Map([...before, ...missing.map((id) => [id, found.get(id) ?? null] as const)]),
      );
    });
  }, [ids.join()]);

  return {
    nameOf: (id: string) => names.get(id),
    learn({ id, name }: Named) {
      asked.current.add(id);
      setNames((before) => new Map([...before, [id, name]]));
    },
  };
}
