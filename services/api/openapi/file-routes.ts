import { z } from 'zod';
import { auditCsvPath, auditFileQuery, auditPdfPath } from '../../contracts/custody/audit-log.ts';
import { manifestPath } from '../../contracts/custody/clip-proof.ts';
import { destructionListPath, minutesPath } from '../../contracts/custody/destruction.ts';
import { evidenceZipPath } from '../../contracts/custody/evidence.ts';
import type { ProblemCode } from '../../contracts/problem.ts';
import { id, instant } from '../../contracts/shape.ts';
import { liveFlvPath } from '../../contracts/view.ts';

/** An address that answers a file, a picture or footage: for the OpenAPI document. All are `GET`. */
export interface FileRoute {
  path: string;
  summary: string;
  access: string;
  query?: z.ZodType;
  /** By status. */
  answers: Partial<Record<200 | 206, string>>;
  /** Beside what every file may refuse. */
  refuses?: ProblemCode[];
}

/** Schemas of their parameters, by name. */
export const fileParams: Record<string, z.ZodType> = {
  ...{ clipId: id, viewId: id, cameraId: id, folderId: id, destructionId: id, sessionId: id },
  version: z.int().min(1).max(1_000_000),
  startedAtMs: z.int().min(0).max(8.64e15),
};

const underCamera = '/api/views/:viewId/cameras/:cameraId';
const inView = 'The person who opened the view, while they may still look';
const picture = 'Those who may replay the session; of a protected one nobody. Each look is written down once an hour';
const papers = 'Supervisor, chief, archivist who may know of all its sessions; each taking is written down';
const viewEnds: ProblemCode[] = ['view_expired', 'outside_view', 'no_footage'];
/** Only this part of the view. */
const chapter = z.object({ from: instant.optional(), to: instant.optional() });
const jpeg = { 200: 'image/jpeg' };
const playlist = { 200: 'application/vnd.apple.mpegurl' };

/** Every address that answers no JSON of a contract. */
export const fileRoutes: Record<string, FileRoute> = {
  'clip.poster': { path: '/api/clips/:clipId/poster', summary: 'A picture of a clip', access: picture, answers: jpeg },
  'clip.sprite': { path: '/api/clips/:clipId/sprite', summary: 'Many small ones', access: picture, answers: jpeg },
  'clip.manifest': {
    ...{ path: manifestPath, summary: 'A manifest as it was signed', answers: { 200: 'application/json' } },
    access: 'Those who may see the session; each taking is written down',
  },
  'camera.picture': {
    ...{ path: '/api/cameras/:cameraId/picture', summary: 'A recent picture of a camera', answers: jpeg },
    access: 'Supervisor, chief; an officer of the free room and the own session; of a protected session nobody',
    refuses: ['no_footage'],
  },
  ...Object.fromEntries(
    ['index', 'video', 'audio'].map((name): [string, FileRoute] => [
      `view.${name}Playlist`,
      {
        ...{ path: `${underCamera}/${name}.m3u8`, summary: `HLS: the ${name} playlist of a camera in a view` },
        ...{ access: inView, query: chapter, answers: playlist, refuses: viewEnds },
      },
    ]),
  ),
  'view.picture': {
    ...{
      path: `${underCamera}/picture`,
      query: z.object({ at: instant }),
      summary: 'The key frame before an instant, small',
    },
    ...{ access: inView, answers: jpeg, refuses: [...viewEnds, 'too_many_requests'] },
  },
  'view.video': {
    ...{ path: `${underCamera}/video/:startedAtMs.mp4`, summary: 'Bytes of a segment (Range)', access: inView },
    ...{ answers: { 206: 'video/mp4' }, refuses: [...viewEnds, 'range_not_satisfiable'] },
  },
  'view.audio': {
    ...{ path: `${underCamera}/audio/:startedAtMs.mp4`, summary: 'Sound of a segment, playable', access: inView },
    ...{ answers: { 200: 'audio/mp4', 206: 'audio/mp4' }, refuses: [...viewEnds, 'range_not_satisfiable'] },
  },
  'view.audioInit': {
    ...{ path: `${underCamera}/audio/:startedAtMs/init.mp4`, summary: 'The head of converted sound', access: inView },
    ...{ answers: { 200: 'audio/mp4' }, refuses: viewEnds },
  },
  'view.live': {
    ...{
      path: liveFlvPath,
      query: z.object({ sound: z.stringbool().optional() }),
      refuses: ['view_expired', 'camera_away', 'bad_origin'],
    },
    summary: 'FLV without end: a camera as it is now; also as a WebSocket',
    ...{ access: `${inView}; broken off within a second when they may not any more`, answers: { 200: 'video/x-flv' } },
  },
  'audit.csv': {
    ...{ path: auditCsvPath, query: auditFileQuery, summary: 'The audit log for spreadsheets', access: 'Chief' },
    answers: { 200: 'text/csv' },
  },
  'audit.pdf': {
    ...{ path: auditPdfPath, query: auditFileQuery, summary: 'The audit log to print', access: 'Chief' },
    ...{ answers: { 200: 'application/pdf' }, refuses: ['too_many_entries'] },
  },
  'evidence.zip': {
    ...{ path: evidenceZipPath, summary: 'An evidence folder', answers: { 200: 'application/zip' } },
    access: 'Supervisor and chief who may take evidence of the session; each taking is written down',
    refuses: ['border_shared', 'session_destroyed'],
  },
  'destruction.minutes': {
    ...{ path: minutesPath, summary: 'Minutes of a destruction', access: papers, answers: { 200: 'application/pdf' } },
  },
  'destruction.sessionList': {
    ...{ path: destructionListPath, summary: 'The signed list of a session', access: papers },
    answers: { 200: 'application/json' },
  },
};
