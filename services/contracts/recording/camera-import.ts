import { z } from 'zod';
import { route } from '../route.ts';

/** What a row of the file does: nothing happens to any row while one has a fault. */
const importedRow = z.object({
  /** Line in the file, from 1 for the head. */
  line: z.number().int(),
  room: z.string(),
  code: z.string(),
  name: z.string(),
  outcome: z.enum(['added', 'changed', 'same', 'fault']),
  faults: z.array(
    z.object({ column: z.string(), code: z.enum(['missing', 'bad', 'twice', 'unknown_room', 'needed']) }),
  ),
});
export type ImportedRow = z.infer<typeof importedRow>;

/** Why a file cannot be read at all; no line of it is shown then. */
const fileFault = z.discriminatedUnion('code', [
  z.object({ code: z.literal('no_lines') }),
  z.object({ code: z.literal('too_many_lines'), most: z.number().int() }),
  z.object({ code: z.literal('missing_columns'), columns: z.array(z.string()) }),
  z.object({ code: z.literal('unknown_columns'), columns: z.array(z.string()) }),
  /** A quotation mark that does not close, or more fields than the head line has. */
  z.object({ code: z.literal('broken_line'), line: z.number().int() }),
  z.object({ code: z.literal('not_utf8') }),
]);
export type FileFault = z.infer<typeof fileFault>;

export const cameraImport = z.object({
  /** Whether it was written. */
  isDone: z.boolean(),
  fault: fileFault.nullable(),
  /** Rooms that the file names and that did not exist. */
  newRooms: z.array(z.object({ code: z.string(), name: z.string() })),
  rows: z.array(importedRow),
});
export type CameraImport = z.infer<typeof cameraImport>;

/** Columns of the file; the first four must be there. A room that does not exist is made when it is named. */
export const importColumns = ['room', 'code', 'name', 'address', 'user', 'password', 'room_name'] as const;

export const cameraImportRoutes = {
  run: route({
    method: 'post',
    path: '/api/camera-imports',
    summary: 'Add and change many cameras from a CSV file; all or nothing',
    access: 'Administrator',
    body: z.object({
      /** CSV with a head line; comma, semicolon or tab. */
      csv: z.string().min(1).max(200_000),
      /** Say what would happen, and change nothing. */
      dryRun: z.boolean(),
    }),
    response: cameraImport,
  }),
};
