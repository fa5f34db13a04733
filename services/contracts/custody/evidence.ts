import { z } from 'zod';
import { route } from '../route.ts';
import { id, instant, named } from '../shape.ts';

/** An evidence folder of a session, or of one camera of it: originals, manifests with signatures, and what the audit log says of it, with proof. */
export const evidenceFolder = z.object({
  id,
  /** The one camera it is of; null for all. */
  camera: named.nullable(),
  state: z.enum(['preparing', 'ready', 'failed']),
  askedBy: named,
  askedAt: instant,
  note: z.string(),
  /** Size of all files; 0 until it is ready. */
  bytes: z.number().int(),
  failure: z.string().nullable(),
  /** The second person, where it took two. */
  approvedBy: named.nullable(),
  /** Where it is downloaded, once it is ready and the caller may. */
  zip: z.string().nullable(),
});
export type EvidenceFolderSummary = z.infer<typeof evidenceFolder>;

const session = z.object({ sessionId: id });
/** One that is asked for and waits for a second person. */
const requested = z.object({
  approvalId: id,
  camera: named.nullable(),
  askedBy: named,
  askedAt: instant,
  note: z.string(),
});

const asking = z.object({
  note: z.string().trim().min(3).max(500),
  /** Only this clip of the session. */
  clipId: id.optional(),
});
const rule = 'Supervisor and chief who may replay the session';

export const evidenceRoutes = {
  list: route({
    method: 'get',
    path: '/api/sessions/:sessionId/evidence',
    summary: 'Evidence folders of a session, newest first',
    access: rule,
    params: session,
    response: z.object({ items: z.array(evidenceFolder), requested: z.array(requested) }),
  }),
  ask: route({
    method: 'post',
    path: '/api/sessions/:sessionId/evidence',
    summary: 'Ask for an evidence folder; it is prepared in the background once every clip is sealed',
    access: `${rule}; of a protected one it takes two: see evidence-requests`,
    params: session,
    body: asking,
    response: evidenceFolder,
    status: 201,
  }),
  request: route({
    method: 'post',
    path: '/api/sessions/:sessionId/evidence-requests',
    summary:
      'Ask for an evidence folder of a protected session; it is prepared once another who knows of it has approved',
    access: `${rule}; it is taken by who asked`,
    params: session,
    body: asking,
    response: z.object({ approvalId: id }),
    status: 201,
  }),
};

/** `GET`: the folder as a ZIP file, streamed. The same people, of a protected session who asked; each download is written down. */
export const evidenceZipPath = '/api/evidence/:folderId/folder.zip';
