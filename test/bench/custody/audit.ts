import { appendAudit } from '../../../services/custody/audit.ts';
import { sealAudit } from '../../../services/custody/audit-seal/seal-audit.ts';
import { withSite } from '../ingest/site.ts';
import { median, percentile, round } from '../result.ts';

const entries = 2000;

/** One entry appended in a transaction of its own, while the sealer works; and how fast that chains. */
export function benchAudit(say: (line: string) => void): Promise<Record<string, number>> {
  return withSite('rtsp://127.0.0.1:9/none', async ({ db }) => {
    const ms: number[] = [];
    for (let i = 0; i < entries; i++) {
      const startedAt = performance.now();
      await db.transaction().execute((tx) => appendAudit(tx, { accountId: null, act: 'store.repair', details: { i } }));
      ms.push(performance.now() - startedAt);
    }
    const startedAt = performance.now();
    const sealed = await sealAudit(db);
    const perSecond = sealed / ((performance.now() - startedAt) / 1000);
    say(`${entries} entries, ${sealed} of them chained at ${perSecond.toFixed(0)}/s`);
    return {
      audit_append_ms: round(median(ms), 2),
      audit_append_p99_ms: round(percentile(ms, 0.99), 2),
      audit_sealed_per_s: round(perSecond, 0),
    };
  });
}
