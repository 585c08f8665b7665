// Groups and projects as Jira names them to the admin: read with the admin's own rights, and kept nowhere.

import type { HostBridge } from '../../host-bridge/host-bridge.ts';

export interface Named {
  id: string;
  name: string;
}

/** How some kind of thing is found by words, and named by its id. */
export interface Directory {
  /** By a part of the name, without those of `ids`. Rejects when Jira does not answer. */
  find(host: HostBridge, words: string, ids: readonly string[]): Promise<Named[]>;
  /** Names by id; those that Jira does not name to this person are missing. */
  name(host: HostBridge, ids: readonly string[]): Promise<Map<string, string>>;
}

type Json = Record<string, unknown>;

const listIn = (answer: unknown, field: string): Json[] => {
  const list = (answer as Json | null)?.[field];
  return Array.isArray(list) ? list : [];
};
const named = (id: unknown, name: unknown): Named[] =>
  typeof id === 'string' && typeof name === 'string' ? [{ id, name }] : [];

/** Of the list of all groups, which comes in pages of what Jira's picker shows. */
const mostPages = 10;

async function pickGroups(host: HostBridge, words: string, without: readonly string[]): Promise<Named[]> {
  const query = new URLSearchParams({ query: words, caseInsensitive: 'true', maxResults: '100' });
  for (const id of without) query.append('excludeId', id);
  const answer = await host.request(`/rest/api/3/groups/picker?${query}`);
  return listIn(answer, 'groups').flatMap(({ groupId, name }) => named(groupId, name));
}

/** Jira has a call for names by ids, but not for apps without the scope ADMIN. */
export const groups: Directory = {
  find: (host, words, ids) => pickGroups(host, words, ids.slice(0, 100)),
  async name(host, ids) {
    const seen = new Map<string, string>();
    for (let page = 0; page < mostPages && !ids.every((id) => seen.has(id)); page += 1) {
      const more = await pickGroups(host, '', [...seen.keys()]).catch(() => []);
      if (more.length === 0) break;
      for (const { id, name } of more) seen.set(id, name);
    }
    return seen;
  },
};

async function searchProjects(host: HostBridge, query: URLSearchParams): Promise<Named[]> {
  const answer = await host.request(`/rest/api/3/project/search?${query}`);
  return listIn(answer, 'values').flatMap(({ id, name, key }) => named(id, `${name} (${key})`));
}

const idsInCall = 50;

export const projects: Directory = {
  async find(host, words, ids) {
    const query = new URLSearchParams({ query: words, orderBy: 'name', maxResults: '50' });
    return (await searchProjects(host, query)).filter(({ id }) => !ids.includes(id));
  },
  async name(host, ids) {
    const calls = Array.from({ length: Math.ceil(ids.length / idsInCall) }, (_, index) => {
      const query = new URLSearchParams({ maxResults: String(idsInCall) });
      for (const id of ids.slice(index * idsInCall, (index + 1) * idsInCall)) query.append('id', id);
      return searchProjects(host, query).catch(() => []);
    });
    return new Map((await Promise.all(calls)).flat().map(({ id, name }) => [id, name]));
  },
};
