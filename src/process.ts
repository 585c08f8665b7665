// What the programs share: configuration, database, and an orderly end.

import { compose, type Deps } from './composition.ts';
import { systemClock } from './platform/clock.ts';
import {
  type Config,
  ConfigError,
  loadEnvironmentFile,
  loadOrCreateEncryptionKeys,
  readConfig,
} from './platform/config.ts';
import { listPendingMigrations, runMigrations } from './platform/database/migrations.ts';
import { createLogger, type Logger } from './platform/logger.ts';

/** Transfers in hand may go on for so long after SIGTERM; then they are handed back and go on elsewhere. */
const graceMs = 20_000;

/** Other jobs are short. */
const jobsGraceMs = 10_000;

export interface RunningPart {
  stop(graceMs: number): Promise<void>;
}

/** Runs `start` with everything it needs until SIGTERM or SIGINT, then stops it all. Exits 1 when it cannot start. */
export async function runProcess(start: (deps: Deps) => Promise<RunningPart>): Promise<void> {
  const ending: (() => Promise<void>)[] = [];
  let logger: Logger | null = null;
  const end = async (code: number): Promise<never> => {
    for (const stop of ending.splice(0).reverse())
      await stop().catch((error: unknown) => logger?.error('stopping failed', { error }));
    process.exit(code);
  };
  const onSignal = (): void => {
    // A second signal does not wait.
    if (ending.length === 0) process.exit(1);
    logger?.info('stopping');
    end(0).catch(() => process.exit(1));
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  for (const event of ['unhandledRejection', 'uncaughtException'] as const)
    process.on(event, (error: unknown) => {
      logger?.error('a fault nobody handled: stopping', { error });
      end(1).catch(() => process.exit(1));
    });
  try {
    const config = loadConfig();
    logger = createLogger(config.logLevel);
    const log = (step: string) => logger?.info('embedded Postgres', { step });
    const databaseUrl = await readyDatabase(config, log, ending);
    const deps = await compose({
      config,
      databaseUrl,
      encryptionKeys: config.encryptionKeys ?? loadOrCreateEncryptionKeys(config.dataFolder),
      clock: systemClock,
      logger,
    });
    ending.push(() => deps.close(jobsGraceMs));
    const running = await start(deps);
    ending.push(() => running.stop(graceMs));
  } catch (error) {
    // Faults of the set-up carry advice in their message; they hold no person's data.
    console.error(error instanceof Error ? error.message : error);
    await end(1);
  }
}

/** The configuration from the environment and `.env`. @throws {ConfigError} */
export function loadConfig(): Config {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 18))
    throw new ConfigError([
      `Node ${process.version} is too old: 22.18 or newer is needed; npm start brings its own`,
    ]);
  loadEnvironmentFile();
  return readConfig(process.env);
}

/**
 * The URL of a database with the current schema; `log` is told of the embedded one, and how to stop it goes to `ending`.
 * @throws {ConfigError} when it cannot be reached, or lacks migrations in production.
 */
export async function readyDatabase(
  config: Config,
  log: (step: string) => void,
  ending: (() => Promise<void>)[],
): Promise<string> {
  let { databaseUrl } = config;
  if (databaseUrl === null) {
    const { startEmbeddedPostgres } = await import('./platform/database/embedded-postgres.ts');
    const postgres = await startEmbeddedPostgres({ dataFolder: config.dataFolder, log });
    ending.push(() => postgres.stop());
    databaseUrl = postgres.url;
  }
  if (!config.production) await runMigrations(databaseUrl);
  else if ((await listPendingMigrations(databaseUrl)).length > 0)
    throw new ConfigError(['the database lacks migrations: run npm run migrate first']);
  return databaseUrl;
}
