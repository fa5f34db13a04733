import type { AccessClass } from '../../../../services/contracts/case.ts';
import type { TestApi } from '../../../support/api.ts';
import type { Asker, Person } from './people.ts';

/** What belongs to the sessions and the case of a place, by id. */
export interface Papers {
  clip: string;
  /** Of the same session; its sealing failed. */
  failedClip: string;
  holds: { session: string; case: string };
  /** Requests of another person. */
  approvals: { session: string; case: string; lower: string; opening: string };
  destruction: string;
  folder: string;
  incident: string;
  visitor: string;
}

/** A room with a session that runs, one that is over and an old one; all three of the same class, officer and case. */
export interface Place extends Papers {
  accessClass: AccessClass;
  officer: Person;
  /** Shared places have people of every role on their lists; others belong to one person. */
  isShared: boolean;
  room: string;
  camera: string;
  /** Another camera, without footage. */
  second: string;
  case: { id: string; key: string };
  /** Over, with footage. */
  session: string;
  running: string;
  /** Over for long: on a list of destruction. */
  old: string;
  /** To be protected more, and less again. */
  raised: { session: string; case: string };
  startedAt: Date;
}

export interface House {
  api: TestApi;
  askers: Asker[];
  /** Receives where nobody else does. */
  host: Person;
  /** Asks for what others decide. */
  requester: Person;
  /** Works on every case. */
  insider: Person;
  /** When the footage begins; ten seconds of it. */
  start: Date;
  /** A camera with that footage; others get the same. */
  filmed: string;
}
