// The app as its own process between the simulators, with a bare pipe beside it, on a database of its own.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { type AppProcess, findFreePort, startAppProcess } from '../support/app-process.ts';
import type { BarePipe } from './bare-pipe.ts';
import { type Child, startChild } from './child.ts';
import type { Bench } from './part.ts';
import type { Simulators } from './simulators.ts';

export interface Stage {
  simulators: Child<Simulators>;
  pipe: Child<BarePipe>;
  app: AppProcess;
  baseUrl: string;
  databaseUrl: string;
  /** Of the app. */
  environment: Record<string, string>;
}

/** Starts everything, lets `work` use it, and ends everything. */
export async function onStage<Result>(
  bench: Bench,
  { sizes, tls = false }: { sizes: number[][]; tls?: boolean },
  work: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const endings: (() => Promise<unknown>)[] = [];
  try {
    const databaseUrl = await bench.newDatabase();
    const certificate = tls ? await makeCertificate(bench.folder) : null;
    const trust: Record<string, string> = certificate === null ? {} : { NODE_EXTRA_CA_CERTS: certificate };
    const simulators = startChild<Simulators>(
      'simulators',
      certificate === null ? {} : { ...trust, SIMULATORS_CERTIFICATE: certificate },
    );
    endings.push(() => simulators.end());
    const pipe = startChild<BarePipe>('bare-pipe', trust);
    endings.push(() => pipe.end());
    const port = await findFreePort();
    const baseUrl = `http://localhost:${port}`;
    const environment = {
      ...(await simulators.ask('environment', { baseUrl })),
      ...trust,
      NODE_ENV: 'production',
      PORT: String(port),
      DATABASE_URL: databaseUrl,
    };
    const app = startAppProcess('main', environment);
    endings.push(() => app.end());
    await app.says('"listening"');
    await simulators.ask('prepare', { sizes });
    return await work({ simulators, pipe, app, baseUrl, databaseUrl, environment });
  } finally {
    for (const end of endings.reverse()) await end().catch((error: unknown) => console.error(error));
  }
}

/** A PEM file with a key and a certificate for 127.0.0.1 that signs itself. */
async function makeCertificate(folder: string): Promise<string> {
  const made = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  const file = join(folder, 'certificate.pem');
  writeFileSync(file, `${made.cert}\n${made.private}`, { mode: 0o600 });
  return file;
}
