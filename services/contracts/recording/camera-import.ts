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
  faults: z.array(z.object({ column: z.string(), code: z.enum(['missing', 'bad', 'twice', 'unknown_room']) })),
});
export type ImportedRow = z.infer<typeof importedRow>;

export const cameraImport = z.object({
  /** Whether it was written. */
  isDone: z.boolean(),
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
