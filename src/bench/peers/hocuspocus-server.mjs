/** Hocuspocus in memory, or with its database extension: node hocuspocus-server.mjs SYSTEM PORT [URL of a database]. */
import { Server } from '@hocuspocus/server';
import { Database } from '@hocuspocus/extension-database';
import pg from 'pg';

const [, port, url] = process.argv.slice(2);

async function database() {
  const pool = new pg.Pool({ connectionString: url });
  await pool.query('CREATE TABLE IF NOT EXISTS documents (name text PRIMARY KEY, state bytea NOT NULL)');
  return new Database({
    fetch: async ({ documentName }) => {
      const { rows } = await pool.query('SELECT state FROM documents WHERE name = $1', [documentName]);
      return rows[0]?.state ?? null;
    },
    store: async ({ documentName, state }) => {
      await pool.query(
        'INSERT INTO documents VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET state = excluded.state',
        [documentName, state]);
    },
  });
}

const server = new Server({
  port: Number(port),
  address: '127.0.0.1',
  quiet: true,
  extensions: url ? [await database()] : [],
});
await server.listen();
console.log(`ready at ${server.address.port}`);
