// Stands for Atlassian's CDN: the iframe's side of the Connect bridge and the theme files it loads.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type LoopbackServer, listenOnLoopback } from '../http.ts';

const require = createRequire(import.meta.url);
const bridgeFolder = join(dirname(require.resolve('atlassian-connect-js/package.json')), 'dist');

export interface HostScriptServer extends LoopbackServer {
  /** Of `all.js`. The bridge recognises its own script element by this path. */
  hostScriptUrl: string;
}

/** Starts it. Every origin may load from it, as from the CDN. */
export async function startHostScriptServer(): Promise<HostScriptServer> {
  let script: Buffer | null = null;
  const server: LoopbackServer = await listenOnLoopback((request, response) => {
    const path = new URL(request.url ?? '/', server.origin).pathname;
    const common = { 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=3600' };
    const theme = /^\/(?:themes\/[a-z0-9_-]+|surfaces|legacy-text-colors)\.css$/.exec(path)?.[0];
    if (path === '/atlassian-connect/all.js') {
      script ??= bridgeScript(server.origin);
      response.writeHead(200, { ...common, 'content-type': 'application/javascript; charset=utf-8' });
      response.end(script);
    } else if (theme) {
      const css = currentPalette(theme) ?? readBridgeFile(theme);
      response.writeHead(css ? 200 : 404, { ...common, 'content-type': 'text/css; charset=utf-8' });
      response.end(css ?? '');
    } else {
      response.writeHead(404, common);
      response.end();
    }
  });
  return { ...server, hostScriptUrl: `${server.origin}/atlassian-connect/all.js` };
}

/** A file of the built bridge, such as `/connect-host.js`; null when there is none of this name. */
export function readBridgeFile(path: string): Buffer | null {
  try {
    return readFileSync(join(bridgeFolder, path));
  } catch {
    return null;
  }
}

/** The light and dark themes of today's design tokens; those in the bridge's package are of an older palette. */
function currentPalette(path: string): string | null {
  const name = /^\/themes\/atlaskit-tokens_(light|dark)\.css$/.exec(path)?.[1];
  if (!name) return null;
  const theme: { default: string } = require(
    `@atlaskit/tokens/dist/cjs/artifacts/themes/atlassian-${name}.js`,
  );
  return theme.default;
}

/** The iframe's script, made to load its themes from here instead of from the internet. */
function bridgeScript(origin: string): Buffer {
  const source = readBridgeFile('/iframe.js')?.toString('utf8') ?? '';
  const cdn = 'var CDN_URL = "https://" + CDN_DOMAIN;';
  if (!source.includes(cdn)) throw new Error('the bridge script no longer names its CDN as expected');
  return Buffer.from(source.replace(cdn, `var CDN_URL = ${JSON.stringify(origin)};`));
}
