/** ShareDB in memory, or on PostgreSQL: node sharedb-server.mjs SYSTEM PORT [URL of a database]. */
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { WebSocketServer } from 'ws';
import WebSocketJsonStream from '@teamwork/websocket-json-stream';
import { release } from './sharedb.mjs';

const require = createRequire(import.meta.url);
const [system, port, url] = process.argv.slice(2);

async function database() {
  const pg = require('pg');
  const client = new pg.Client(url);
  await client.connect();
  await client.query(readFileSync(require.resolve('sharedb-postgres/structure.sql'), 'utf8'));
  await client.end();
  return new (require('sharedb-postgres'))({ connectionString: url });
}

const { sharedb: ShareDb } = release(system);
const backend = new ShareDb({
  presence: true,
  doNotForwardSendPresenceErrorsToClient: true,
  ...(url ? { db: await database() } : {}),
});
const http = createServer();
const sockets = new WebSocketServer({ server: http });
sockets.on('connection', (socket) => {
  const stream = new WebSocketJsonStream(socket);
  // Clients go as they like.
  stream.on('error', () => {});
  backend.listen(stream);
});
http.listen(Number(port), '127.0.0.1', () => console.log(`ready at ${http.address().port}`));
