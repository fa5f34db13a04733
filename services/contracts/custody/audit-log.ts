import { z } from 'zod';
import { publishedKey, sha256Hex } from '../evidence/signature.ts';
import { route } from '../route.ts';
import { id, instant, named, pageQuery } from '../shape.ts';

/** What an entry is about: the first part of its act. */
export const auditSubject = z.enum([
  'login',
  'logout',
  'account',
  'case',
  'session',
  'view',
  'vault',
  'marker',
  'media',
  'record',
  'clip',
  'room',
  'camera',
  'hold',
  'approval',
  'evidence',
  'destruction',
  'retention',
  'store',
  'fixity',
  'signing_key',
  'audit',
]);

/** Everything that is done or refused, by the name it has in the log. */
export const auditAct = z.enum([
  'login',
  'logout',
  'account.create',
  'account.change',
  'account.manage',
  'account.password',
  'account.factor_enrol',
  'account.factor_reset',
  'account.codes',
  'account.end_logins',
  'account.free',
  'account.oidc_bind',
  'account.oidc_unbind',
  'case.create',
  'case.change',
  'case.see',
  'case.list',
  'case.manage',
  'case.member_add',
  'case.member_remove',
  'case.conflict_add',
  'case.raise',
  'case.lower',
  'session.start',
  'session.cut',
  'session.stop',
  'session.times',
  'session.change',
  'session.link',
  'session.unlink',
  'session.see',
  'session.list',
  'session.replay',
  'session.poster',
  'session.views',
  'session.mark',
  'session.marker_history',
  'session.raise',
  'session.lower',
  'view.open',
  'view.read',
  'view.live',
  'view.reasons',
  'view.reason_add',
  'view.reason_change',
  'view.snapshot',
  'vault.write',
  'vault.open',
  'vault.ask',
  'vault.wipe',
  'marker.add',
  'marker.change',
  'marker.remove',
  'marker.answer',
  'marker.done',
  'marker.undone',
  'marker.wipe',
  'media.look',
  'record.view',
  'record.ask_emergency',
  'record.emergency',
  'record.end_emergency',
  'record.timeline',
  'record.signs',
  'clip.seal',
  'clip.seal_again',
  'clip.take_manifest',
  'room.create',
  'room.change',
  'room.list',
  'room.manage',
  'room.picture',
  'room.pause',
  'room.resume',
  'camera.create',
  'camera.change',
  'camera.list',
  'camera.manage',
  'camera.test',
  'hold.place',
  'hold.lift',
  'hold.list',
  'session.hold',
  'case.hold',
  'approval.ask',
  'approval.approve',
  'approval.refuse',
  'approval.withdraw',
  'approval.list',
  'approval.decide',
  'evidence.ask',
  'evidence.prepare',
  'evidence.take',
  'session.export',
  'session.ask_export',
  'destruction.propose',
  'destruction.decide',
  'destruction.run',
  'destruction.take',
  'destruction.list',
  'session.destroy',
  'record.expire',
  'retention.ask',
  'retention.approve',
  'retention.apply',
  'retention.stop',
  'retention.list',
  'store.repair',
  'store.alarm',
  'store.see',
  'fixity.incident',
  'fixity.return',
  'fixity.close',
  'signing_key.publish',
  'audit.read',
  'audit.export',
]);
export type AuditAct = z.infer<typeof auditAct>;

/** Stands for an entry and says nothing of how many there are. */
const token = z.string().regex(/^[0-9a-f]{32}$/);

export const auditEntry = z.object({
  id: token,
  at: instant,
  /** null: a program, or somebody unknown. */
  person: named.nullable(),
  address: z.string().nullable(),
  /** One of `auditAct`, or one from a later version. */
  act: z.string(),
  /** What it was done to; `name` where the reader may know it. */
  thing: z.object({ kind: z.string(), id: z.string(), name: z.string().nullable() }).nullable(),
  outcome: z.enum(['done', 'refused']),
  /** Codes and counts, no ids. */
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** Whether it is in the hash chain: not for the first seconds. Its place is not told: holes would tell of entries that are left out. */
  isChained: z.boolean(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** What a trail is about. */
export const auditAbout = z.object({
  kind: z.enum(['session', 'case', 'clip', 'camera', 'room', 'account']),
  id,
  name: z.string(),
});
export type AuditAbout = z.infer<typeof auditAbout>;

const filter = z.object({
  accountId: id.optional(),
  subject: auditSubject.optional(),
  outcome: z.enum(['done', 'refused']).optional(),
  thingId: z.string().max(100).optional(),
  /** The whole trail of a thing: of a session also its clips, looks and approvals, of a case also the links of its sessions. */
  aboutId: id.optional(),
  from: instant.optional(),
  to: instant.optional(),
});
export type AuditFilter = z.infer<typeof filter>;

const rule = 'Chief; of a session or case that the reader may not know of there is no entry';

export const auditRoutes = {
  list: route({
    method: 'get',
    path: '/api/audit-log',
    summary: 'The audit log, newest first; reading it is written down too',
    access: rule,
    query: filter.extend({ cursor: token.optional(), limit: pageQuery.shape.limit }),
    response: z.object({
      items: z.array(auditEntry),
      nextCursor: token.nullable(),
      /** What `aboutId` names; null without one, and where there is nothing that the reader may know of. */
      about: auditAbout.nullable(),
    }),
  }),
  seal: route({
    method: 'get',
    path: '/api/audit-log/seal',
    summary: 'How far the audit log is chained, signed and time-stamped, and the keys that sign',
    access: 'Everybody who is logged in',
    response: z.object({
      /** Entries in the chain. */
      chained: z.number().int(),
      /** Entries that wait to be. */
      pending: z.number().int(),
      head: z
        .object({
          number: z.number().int(),
          madeAt: instant,
          toPosition: z.number().int(),
          /** Fingerprint of the key. */
          signedBy: sha256Hex,
        })
        .nullable(),
      keys: z.array(publishedKey),
      timeStamps: z.object({
        /** There is an authority that is asked for them. */
        isConfigured: z.boolean(),
        /** Of the newest head that has one. */
        last: z.object({ head: z.number().int(), at: instant, authority: z.string() }).nullable(),
        /** Heads without one. */
        waiting: z.number().int(),
      }),
    }),
  }),
};

/** `GET` with the same filter: the entries as a CSV file (UTF-8 with a byte order mark, for spreadsheets). */
export const auditCsvPath = '/api/audit-log.csv';
/** `GET` with the same filter: the entries as a PDF document to print, oldest first; at most `mostInPdf` of them. */
export const auditPdfPath = '/api/audit-log.pdf';
export const mostInPdf = 5000;
export const auditFileQuery = filter.extend({ lang: z.enum(['vi', 'en', 'ru']).default('vi') });
