// What the intake of Zoom's events is compared with: Express, the raw body, and one INSERT of a row that is as long.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import pg from 'pg';
import { serve } from './child.ts';

const answers = {
  /** Listens, and puts what comes into a table of its own. Answers with its address. */
  async listen({ databaseUrl }: { databaseUrl: string }): Promise<string> {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
    await pool.query('CREATE TABLE bare_deliveries (LIKE webhook_deliveries INCLUDING ALL)');
    const app = express();
    app.post('/', express.raw({ type: () => true, limit: '1mb' }), (request, response, next) => {
      const now = new Date();
      pool
        .query(
          `INSERT INTO bare_deliveries (body_hash, event, event_at, zoom_account_id, zoom_user_id, meeting_id,
             meeting_uuid, retain_data, received_at, state, failures, run_after, settled_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8, 'received', 0, $8, NULL)
           ON CONFLICT (body_hash) DO NOTHING RETURNING body_hash`,
          [
            createHash('sha256').update(request.body).digest('hex'),
            'recording.completed',
            now,
            'AAAAAAAAAAAAAAAAAAAAAA',
            'BBBBBBBBBBBBBBBBBBBBBB',
            '97763643886',
            'CCCCCCCCCCCCCCCCCCCCCC==',
            now,
          ],
        )
        .then(() => response.status(204).end(), next);
    });
    const server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  },
};
export type BareIntake = typeof answers;
serve(answers);
