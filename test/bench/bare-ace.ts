// What our web server is compared with: atlassian-connect-express as its README sets it up, on its own Sequelize store,
// with one route that reads what GET /api/meeting-defaults reads. PORT and DATABASE_URL say where.

import connect, { type Addon, type Store } from 'atlassian-connect-express';
import express, { type Request } from 'express';
import { QueryTypes, Sequelize } from 'sequelize';

const { PORT = '', DATABASE_URL = '' } = process.env;
const baseUrl = `http://localhost:${PORT}`;

const app = express();
app.use(express.json(), express.urlencoded({ extended: false }));
const addon = connect(
  app,
  {
    config: {
      [app.get('env') as string]: {
        localBaseUrl: baseUrl,
        product: 'jira',
        store: { adapter: 'sequelize', dialect: 'postgres', url: DATABASE_URL, logging: false },
        validateDescriptor: false,
        watch: false,
        expressErrorHandling: false,
        descriptorTransformer: () => ({ key: 'bare', baseUrl, lifecycle: { installed: '/installed' } }),
      },
    },
  },
  { info: () => undefined, warn: () => undefined, error: console.error },
  { configFileName: '' },
  () => undefined,
) as Addon & { checkValidToken(): express.RequestHandler; settings: Pick<Store, 'get'> };
const sequelize = new Sequelize(DATABASE_URL, { dialect: 'postgres', logging: false, pool: { max: 10 } });

/** What ACE makes of a valid token. */
const askedBy = (request: Request) =>
  (request as Request & { context: { clientKey: string; userAccountId: string } }).context;

app.get('/health/ready', (_request, response, next) => {
  // Its store answers when it has seen to its tables.
  addon.settings.get('clientInfo', 'nobody').then(() => response.json({ status: 'ready' }), next);
});

app.get('/two-reads', addon.checkValidToken(), (request, response, next) => {
  const answer = async () => {
    const { clientKey, userAccountId } = askedBy(request);
    const [person] = await sequelize.query<{ id: string }>(
      `SELECT p.id FROM persons p JOIN installations i ON i.id = p.installation_id
       WHERE i.client_key = $1 AND p.account_id = $2`,
      { bind: [clientKey, userAccountId], type: QueryTypes.SELECT },
    );
    const [settings] = await sequelize.query('SELECT * FROM user_settings WHERE person_id = $1', {
      bind: [person?.id],
      type: QueryTypes.SELECT,
    });
    response.json({ defaults: settings ?? null, siteUrl: baseUrl });
  };
  answer().catch(next);
});

app.listen(Number(PORT), 'localhost', () => console.log('"listening"'));
