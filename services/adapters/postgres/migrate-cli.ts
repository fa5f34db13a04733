import { migrate } from './migrate.ts';

const ownerUrl = process.env.DATABASE_OWNER_URL;
if (!ownerUrl) {
  console.error('DATABASE_OWNER_URL is not set: migrations log in as the role minhchung_owner (see .env.example).');
  process.exit(1);
}
try {
  const ran = await migrate(ownerUrl);
  console.log(ran.length > 0 ? `Ran ${ran.join(', ')}.` : 'The database is up to date.');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
