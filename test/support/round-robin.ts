// A load balancer as small as it gets: requests go to one web server after the other, and past those that are gone.

import { once } from 'node:events';
import { createServer, type IncomingMessage, request as open } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RoundRobin {
  /** `http://localhost:<port>` */
  baseUrl: string;
  /** How many requests each of the ports has answered. */
  answered: Map<number, number>;
  stop(): Promise<void>;
}

/** Listens before anybody behind it does. @param ports of this machine. */
export async function startRoundRobin(ports: readonly number[]): Promise<RoundRobin> {
  const answered = new Map(ports.map((port) => [port, 0]));
  let turn = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    for (let tries = 0; tries < ports.length; tries += 1) {
      turn += 1;
      const port = ports[turn % ports.length] ?? 0;
      const answer = await passOn(request, Buffer.concat(chunks), port).catch(() => null);
      if (answer === null) continue;
      answered.set(port, (answered.get(port) ?? 0) + 1);
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      return;
    }
    response.writeHead(502).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://localhost:${(server.address() as AddressInfo).port}`,
    answered,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Rejects when nobody listens there, or who did is gone before it answered. */
async function passOn({ method, url, headers }: IncomingMessage, body: Buffer, port: number) {
  const onward = open({ host: 'localhost', port, method, path: url, headers, agent: false });
  onward.end(body);
  const [answer] = (await once(onward, 'response')) as [IncomingMessage];
  return answer;
}
