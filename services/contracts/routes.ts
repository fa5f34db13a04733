import { accountRoutes, ownAccountRoutes } from './access/account.ts';
import { approvalRoutes } from './access/approval.ts';
import { emergencyRoutes } from './access/emergency.ts';
import { viewReasonRoutes } from './access/view-reason.ts';
import { visitorRoutes } from './access/visitor.ts';
import { caseRoutes } from './case.ts';
import { auditRoutes } from './custody/audit-log.ts';
import { clipProofRoutes } from './custody/clip-proof.ts';
import { destructionRoutes } from './custody/destruction.ts';
import { evidenceRoutes } from './custody/evidence.ts';
import { fixityRoutes } from './custody/fixity.ts';
import { markerRoutes } from './custody/marker.ts';
import { privacyRoutes } from './custody/privacy.ts';
import { protectionRoutes } from './custody/protection.ts';
import { retentionRoutes } from './custody/retention.ts';
import { retentionChangeRoutes } from './custody/retention-change.ts';
import { storeRoutes } from './custody/store.ts';
import { cameraRoutes } from './recording/camera.ts';
import { cameraImportRoutes } from './recording/camera-import.ts';
import { cameraTestRoutes } from './recording/camera-test.ts';
import { recorderRoutes } from './recording/recorder.ts';
import { roomRoutes } from './recording/room.ts';
import { roomDayRoutes } from './recording/room-day.ts';
import type { AnyRoute } from './route.ts';
import { sessionRoutes } from './session.ts';
import { viewRoutes } from './view.ts';

/** Every JSON endpoint, for the OpenAPI document and for tests that walk all of them. */
export const routes: Record<string, Record<string, AnyRoute>> = {
  account: accountRoutes,
  ownAccount: ownAccountRoutes,
  room: roomRoutes,
  roomDay: roomDayRoutes,
  camera: cameraRoutes,
  cameraTest: cameraTestRoutes,
  cameraImport: cameraImportRoutes,
  recorder: recorderRoutes,
  case: caseRoutes,
  session: sessionRoutes,
  view: viewRoutes,
  audit: auditRoutes,
  retention: retentionRoutes,
  approval: approvalRoutes,
  protection: protectionRoutes,
  destruction: destructionRoutes,
  clipProof: clipProofRoutes,
  retentionChange: retentionChangeRoutes,
  store: storeRoutes,
  fixity: fixityRoutes,
  evidence: evidenceRoutes,
  visitor: visitorRoutes,
  emergency: emergencyRoutes,
  viewReason: viewReasonRoutes,
  marker: markerRoutes,
  privacy: privacyRoutes,
};

/** Those that need no login. */
export const publicRoutes: readonly AnyRoute[] = [
  accountRoutes.login,
  accountRoutes.waysIn,
  accountRoutes.oidcCode,
  privacyRoutes.get,
];
