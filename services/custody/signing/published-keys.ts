import type { Database, Db } from '../../adapters/postgres/connect.ts';
import type { PublishedKey } from '../../contracts/evidence/signature.ts';
import { fingerprintOf } from '../../evidence/ed25519.ts';
import { appendAudit } from '../audit.ts';

/** Lets everybody know keys that are not known yet. */
export async function publishKeys(db: Database, keys: readonly PublishedKey[]): Promise<void> {
  const known = new Set((await db.selectFrom('signing_keys').select('id').execute()).map(({ id }) => id));
  for (const key of keys.filter(({ keyId }) => !known.has(keyId))) {
    await db.transaction().execute((tx) => publishKey(tx, key));
  }
}

async function publishKey(tx: Db, { keyId, publicKey, madeAt, signsFrom, endorsement }: PublishedKey) {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('signing_keys')
    .values({
      id: keyId,
      public_key: Buffer.from(publicKey, 'hex'),
      made_at: new Date(madeAt),
      signs_from: new Date(signsFrom),
      endorsed_by: endorsement?.keyId ?? null,
      endorsement: endorsement && Buffer.from(endorsement.signature, 'hex'),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 0n) return;
  const thing = { kind: 'signing_key', id: keyId };
  await appendAudit(tx, { accountId: null, act: 'signing_key.publish', thing, details: { signsFrom } });
}

/** All keys that ever signed or will, oldest first. */
export async function publishedKeys(db: Db): Promise<PublishedKey[]> {
  const rows = await db.selectFrom('signing_keys').selectAll().orderBy('signs_from').orderBy('id').execute();
  return rows.map((row) => {
    const publicKey = row.public_key.toString('hex');
    return {
      keyId: row.id,
      publicKey,
      fingerprint: fingerprintOf(publicKey),
      madeAt: row.made_at.toISOString(),
      signsFrom: row.signs_from.toISOString(),
      endorsement:
        row.endorsed_by === null || row.endorsement === null
          ? null
          : { keyId: row.endorsed_by, signature: row.endorsement.toString('hex') },
    };
  });
}
