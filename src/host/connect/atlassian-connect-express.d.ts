// Types of the parts of atlassian-connect-express that we use; the package ships none.

declare module 'atlassian-connect-express' {
  import type { Express, RequestHandler } from 'express';

  interface Logger {
    info(...texts: unknown[]): void;
    warn(...texts: unknown[]): void;
    error(...texts: unknown[]): void;
  }

  interface Store {
    get(key: string, clientKey: string): Promise<unknown>;
    set(key: string, value: unknown, clientKey: string): Promise<unknown>;
    del(key: string, clientKey: string): Promise<void>;
  }

  interface Addon {
    authenticate(): RequestHandler;
  }

  interface Connect {
    (
      app: Express,
      options: { config: Record<string, object> },
      logger: Logger,
      files: { configFileName: string },
      whenRoutesExist: () => void,
    ): Addon;
    store: { register(adapter: string, make: () => Store): void };
  }

  const connect: Connect;
  export default connect;
  export type { Addon, Logger, Store };
}
