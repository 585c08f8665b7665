// A simulated day of many sites: when files are asked for, and how long they stand in line before how many workers.

/** What is not known, and guessed. Change them here and run `npm run scaling` again. */
export interface Assumptions {
  /** Occurrences of which somebody attaches the recording, per site and working day. */
  attachedPerSite: number;
  /** Sites differ: the exponent of a Pareto distribution, so that few sites do most. */
  siteTail: number;
  /** Files that are attached of one recording at once, with the median of their MiB and how far they scatter (sigma). */
  files: readonly { share: number; medianMiB: number; sigma: number }[];
  /** Largest file that Jira takes. */
  mostMiB: number;
  /** Of one transfer, between Zoom and Jira. */
  mibPerSecond: number;
  /** Before the first byte and after the last: rights, token, Jira's answer. */
  overheadSeconds: number;
  /** Where people work: hours to add to UTC, and the share of sites. */
  regions: readonly { utc: number; share: number }[];
  /** How a working day's attaching is spread over local hours 0 to 23, in any unit. */
  hours: readonly number[];
}

export interface Limits {
  perProcess: number;
  perSite: number;
  /** Of each process, for sites that have none running. */
  keptForIdleSites: number;
}

export interface AskedFile {
  site: number;
  /** Seconds since midnight UTC. */
  at: number;
  mib: number;
}

export interface LineDay {
  /** Seconds in line, by file in the order of {@link AskedFile}. */
  waits: number[];
  /** Most slots in use at once. */
  mostRunning: number;
  /** Seconds after midnight at which the last file was stored. */
  end: number;
  moved: number;
}

const daySeconds = 24 * 3600;

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Everything that is asked for on one day, in order of time. */
export function filesOfDay(sites: number, assumptions: Assumptions, seed: number): AskedFile[] {
  const random = randomFrom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const { siteTail, attachedPerSite, regions, hours, mostMiB } = assumptions;
  const files: AskedFile[] = [];
  for (let site = 0; site < sites; site += 1) {
    // Pareto with a mean of 1, at most a thousand times an ordinary site.
    const activity = Math.min(1_000, ((siteTail - 1) / siteTail) * (1 - random()) ** (-1 / siteTail));
    const utc = chosen(regions, (region) => region.share, random).utc;
    for (let left = poisson(attachedPerSite * activity, random); left > 0; left -= 1) {
      const hour = chosen([...hours.keys()], (index) => hours[index] ?? 0, random);
      const local = (hour + random()) * 3600;
      const at = (local - utc * 3600 + daySeconds) % daySeconds;
      for (const { share, medianMiB, sigma } of assumptions.files)
        if (random() < share)
          files.push({ site, at, mib: Math.min(mostMiB, medianMiB * Math.exp(sigma * normal())) });
    }
  }
  return files.sort((one, other) => one.at - other.at);
}

/** Runs them through so many worker processes, by the rules of the product's line. */
export function runLine(
  files: readonly AskedFile[],
  processes: number,
  { perProcess, perSite, keptForIdleSites }: Limits,
  { mibPerSecond, overheadSeconds }: Assumptions,
): LineDay {
  const slots = processes * perProcess;
  const openToAll = processes * (perProcess - keptForIdleSites);
  const line = new Map<number, number[]>();
  const runningOf = new Map<number, number>();
  const ends = new EndsHeap();
  const waits = files.map(() => 0);
  let [running, mostRunning, end, moved] = [0, 0, 0, 0];

  /** The site with the fewest running, then the one whose first file waits longest. */
  const nextSite = (): number | null => {
    let best: { site: number; busy: number; first: number } | null = null;
    for (const [site, waiting] of line) {
      const busy = runningOf.get(site) ?? 0;
      const first = waiting[0] ?? 0;
      if (busy >= (running < openToAll ? perSite : 1)) continue;
      if (best === null || busy < best.busy || (busy === best.busy && first < best.first))
        best = { site, busy, first };
    }
    return best?.site ?? null;
  };
  const fill = (now: number): void => {
    while (running < slots && line.size > 0) {
      const site = nextSite();
      const waiting = site === null ? undefined : line.get(site);
      const index = waiting?.shift();
      const file = index === undefined ? undefined : files[index];
      if (site === null || waiting === undefined || index === undefined || file === undefined) return;
      if (waiting.length === 0) line.delete(site);
      waits[index] = now - file.at;
      moved += file.mib;
      running += 1;
      mostRunning = Math.max(mostRunning, running);
      runningOf.set(site, (runningOf.get(site) ?? 0) + 1);
      ends.push({ at: now + overheadSeconds + file.mib / mibPerSecond, site });
    }
  };
  const finishUntil = (now: number): void => {
    for (let first = ends.peek(); first !== undefined && first.at <= now; first = ends.peek()) {
      ends.pop();
      running -= 1;
      const left = (runningOf.get(first.site) ?? 1) - 1;
      if (left === 0) runningOf.delete(first.site);
      else runningOf.set(first.site, left);
      end = first.at;
      fill(first.at);
    }
  };
  for (const [index, { site, at }] of files.entries()) {
    finishUntil(at);
    const waiting = line.get(site);
    if (waiting === undefined) line.set(site, [index]);
    else waiting.push(index);
    fill(at);
  }
  finishUntil(Number.POSITIVE_INFINITY);
  return { waits, mostRunning, end, moved };
}

/** The share `at` (0 to 1) of the values is at most this. */
export function quantile(values: readonly number[], at: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))] ?? 0;
}

function chosen<Item>(items: readonly Item[], weightOf: (item: Item) => number, random: () => number): Item {
  let left = random() * items.reduce((sum, item) => sum + weightOf(item), 0);
  for (const item of items) {
    left -= weightOf(item);
    if (left < 0) return item;
  }
  return items[items.length - 1] as Item;
}

function poisson(mean: number, random: () => number): number {
  // In steps, since e to the minus mean is nothing for a large mean.
  let count = 0;
  for (let left = mean; left > 0; left -= 30) {
    const limit = Math.exp(-Math.min(left, 30));
    for (let product = random(); product > limit; product *= random()) count += 1;
  }
  return count;
}

/** Runs that are going on, the one that ends first on top. */
class EndsHeap {
  #items: { at: number; site: number }[] = [];

  peek() {
    return this.#items[0];
  }

  push(item: { at: number; site: number }): void {
    const items = this.#items;
    items.push(item);
    for (let child = items.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (this.#at(parent) <= this.#at(child)) return;
      this.#swap(parent, child);
      child = parent;
    }
  }

  pop(): void {
    const items = this.#items;
    const last = items.pop();
    if (last === undefined || items.length === 0) return;
    items[0] = last;
    for (let parent = 0; ; ) {
      const [left, right] = [2 * parent + 1, 2 * parent + 2];
      const child = this.#at(right) < this.#at(left) ? right : left;
      if (this.#at(parent) <= this.#at(child)) return;
      this.#swap(parent, child);
      parent = child;
    }
  }

  #at(index: number): number {
    return this.#items[index]?.at ?? Number.POSITIVE_INFINITY;
  }

  #swap(one: number, other: number): void {
    const [first, second] = [this.#items[one], this.#items[other]];
    if (first === undefined || second === undefined) return;
    this.#items[one] = second;
    this.#items[other] = first;
  }
}
