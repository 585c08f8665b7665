// What Prometheus reads of this process. Each app has a registry of its own; whoever measures makes its metrics here.
// https://prometheus.io/docs/practices/naming/

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { PoolUse } from './database/database.ts';

const prefix = 'zoom_for_jira_';

/**
 * Names are given without the common prefix, in base units (`_seconds`, `_bytes`), counters ending in `_total`. Labels
 * are codes and kinds of which there are few: never an id, an address or anything of a site, an issue or a person.
 */
export interface Metrics {
  counter<Label extends string = never>(
    name: string,
    help: string,
    labels?: readonly Label[],
  ): Counter<Label>;
  gauge<Label extends string = never>(name: string, help: string, labels?: readonly Label[]): Gauge<Label>;
  /** @param buckets upper bounds, rising. */
  histogram<Label extends string = never>(
    name: string,
    help: string,
    buckets: readonly number[],
    labels?: readonly Label[],
  ): Histogram<Label>;
  /** `collect` sets gauges right before each scrape. It must not throw, nor take longer than a scraper waits. */
  beforeScrape(collect: () => Promise<void> | void): void;
  /** Everything, in Prometheus's text format. */
  scrape(): Promise<string>;
  contentType: string;
  registry: Registry;
}

/** Includes what Node tells of itself: processor, memory, event loop, garbage, open files. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const collectors: (() => Promise<void> | void)[] = [];
  collectDefaultMetrics({ register: registry, prefix });
  return {
    registry,
    contentType: registry.contentType,
    counter: (name, help, labels = []) =>
      new Counter({ name: `${prefix}${name}`, help, labelNames: labels, registers }),
    gauge: (name, help, labels = []) =>
      new Gauge({ name: `${prefix}${name}`, help, labelNames: labels, registers }),
    histogram: (name, help, buckets, labels = []) =>
      new Histogram({ name: `${prefix}${name}`, help, labelNames: labels, buckets: [...buckets], registers }),
    beforeScrape(collect) {
      collectors.push(collect);
    },
    async scrape() {
      await Promise.all(collectors.map((collect) => collect()));
      return registry.metrics();
    },
  };
}

/** Tells of the connections of this process's pool, and of the queries that wait for one. */
export function watchPool(metrics: Metrics, poolUse: () => PoolUse): void {
  const connections = metrics.gauge(
    'database_connections',
    'Connections of this process’s pool, used and idle.',
    ['state'],
  );
  const most = metrics.gauge(
    'database_connections_max',
    'The most connections that this process’s pool may have.',
  );
  const waiting = metrics.gauge('database_waiting', 'Queries of this process that wait for a connection.');
  metrics.beforeScrape(() => {
    const use = poolUse();
    connections.set({ state: 'used' }, use.used);
    connections.set({ state: 'idle' }, use.idle);
    most.set(use.most);
    waiting.set(use.waiting);
  });
}

/** Seconds since `began`, of `performance.now()`: real time, since what is measured is how long something took. */
export function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}

/** `2xx` and the like; `429` on its own, since it asks us to wait; `none` without an answer. */
export function statusClass(status: number | null): string {
  if (status === null) return 'none';
  return status === 429 ? '429' : `${Math.floor(status / 100)}xx`;
}
