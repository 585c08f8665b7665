// One transfer with TLS on both legs, beside a bare https pipe, and how many handshakes it took.

import { copyThroughApp, copyThroughPipe, MiB, type TurnOfProcess } from './copies.ts';
import { type Figure, spreadOf } from './figures.ts';
import type { Part } from './part.ts';
import { onStage, type Stage } from './stage.ts';

const warmUps = 2;

interface Handshakes {
  full: number;
  resumed: number;
}

interface Pair {
  app: TurnOfProcess & Handshakes;
  pipe: TurnOfProcess;
}

export const tls: Part = {
  about: 'a transfer with TLS on both legs, against a bare https pipe',
  measure(bench) {
    const turns = warmUps + bench.pairs;
    const sizes = [Array.from({ length: turns }, () => bench.mib * MiB)];
    return onStage(bench, { sizes, tls: true }, async (stage) => {
      const pairs: Pair[] = [];
      for (let file = 0; file < turns; file += 1) {
        const copies = [{ place: 0, file }];
        const early = file % 2 === 0 ? await counted(stage, () => copyThroughApp(stage, copies)) : null;
        const pipe = await copyThroughPipe(stage, copies, true);
        const pair = { app: early ?? (await counted(stage, () => copyThroughApp(stage, copies))), pipe };
        if (file >= warmUps) pairs.push(pair);
      }
      return figuresOf(pairs, bench.mib);
    });
  },
};

async function counted<Result>(
  { simulators }: Stage,
  work: () => Promise<Result>,
): Promise<Result & Handshakes> {
  const before = await simulators.ask('handshakes', null);
  const result = await work();
  const after = await simulators.ask('handshakes', null);
  return { ...result, full: after.full - before.full, resumed: after.resumed - before.resumed };
}

function figuresOf(pairs: readonly Pair[], mib: number): Figure[] {
  const of = spreadOf(pairs);
  const speed = ({ copying }: TurnOfProcess) => mib / (copying / 1000);
  const cpu = ({ cpuSeconds }: TurnOfProcess) => cpuSeconds * (1024 / mib);
  return [
    of(
      `throughput over TLS, 1 of ${mib} MiB / bare https pipe with sha-256`,
      '',
      2,
      ({ app, pipe }) => speed(app) / speed(pipe),
      { sign: '>=', limit: 0.95 },
    ),
    of('the app', 'MiB/s', 0, ({ app }) => speed(app)),
    of(
      'CPU over TLS / bare https pipe with sha-256',
      '',
      2,
      ({ app, pipe }) => app.cpuSeconds / pipe.cpuSeconds,
      {
        sign: '<=',
        limit: 1.15,
      },
    ),
    of('the app', 's/GiB', 2, ({ app }) => cpu(app)),
    of('the pipe', 's/GiB', 2, ({ pipe }) => cpu(pipe)),
    of('full TLS handshakes for a transfer, all its calls to Zoom and Jira', '', 0, ({ app }) => app.full),
    of('handshakes that went on with an earlier session', '', 0, ({ app }) => app.resumed),
  ];
}
