import { join } from 'node:path';
import express, { type Express } from 'express';
import { accountRoutes } from './accounts/account-routes.ts';
import { loginRoutes } from './accounts/login-routes.ts';
import { oidcRoutes } from './accounts/oidc-routes.ts';
import { ownRoutes } from './accounts/own-routes.ts';
import type { ApiDeps } from './api-deps.ts';
import { rememberActor, requireLogin, requireOwnOrigin } from './auth.ts';
import { caseRoutes } from './casework/case-routes.ts';
import { clipRoutes } from './casework/clip-routes.ts';
import { markerRoutes } from './casework/marker-routes.ts';
import { protectionRoutes } from './casework/protection-routes.ts';
import { sessionRoutes } from './casework/session-routes.ts';
import { visitorRoutes } from './casework/visitor-routes.ts';
import { approvalsRoutes } from './custody/approval-routes.ts';
import { auditRoutes } from './custody/audit-routes.ts';
import { destructionsRoutes } from './custody/destruction-routes.ts';
import { emergencyRoutes } from './custody/emergency-routes.ts';
import { evidenceRoutes } from './custody/evidence-routes.ts';
import { fixityRoutes } from './custody/fixity-routes.ts';
import { keepingRoutes } from './custody/keeping-routes.ts';
import { privacyRoutes } from './custody/privacy-routes.ts';
import { viewReasonRoutes } from './custody/view-reason-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { noteArrival } from './http/quiet-time.ts';
import { renderProblem, unknownRoute } from './http/render-problem.ts';
import { giveRequestId, limitAddress } from './http/requests.ts';
import { securityHeaders } from './http/security-headers.ts';
import { liveRoutes } from './live/live-routes.ts';
import { openApiDocument } from './openapi/openapi-document.ts';
import { playbackRoutes } from './playback/routes.ts';
import { cameraRoutes } from './recording/camera-routes.ts';
import { cameraTestRoutes } from './recording/camera-test-routes.ts';
import { roomDayRoutes } from './recording/day/room-day-routes.ts';
import { pauseRoutes } from './recording/pause-routes.ts';
import { recorderRoutes } from './recording/recorder-routes.ts';
import { roomRoutes } from './recording/room-routes.ts';

/** The whole HTTP side: JSON under /api, media inside views, the built pages for everything else. */
export function createApp(deps: ApiDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders(deps.origin().startsWith('https:')));
  app.set('trust proxy', deps.trustProxy);
  app.use('/api', noteArrival, deps.countRequest, giveRequestId, limitAddress, requireOwnOrigin(deps.origin));
  app.use(['/api/openapi.json', '/api/health'], deps.limitRate);
  const openApi = openApiDocument();
  app.get('/api/openapi.json', (_req, res) => void res.json(openApi));
  app.use(healthRoutes(deps));
  app.use('/api', rememberActor(deps), deps.limitRate, express.json({ limit: '256kb' }));
  app.use(loginRoutes(deps), oidcRoutes(deps), ownRoutes(deps), accountRoutes(deps), privacyRoutes(deps));
  app.use('/api', requireLogin);
  app.use(roomRoutes(deps), pauseRoutes(deps), cameraRoutes(deps), cameraTestRoutes(deps), recorderRoutes(deps));
  app.use(caseRoutes(deps), sessionRoutes(deps), clipRoutes(deps), visitorRoutes(deps), playbackRoutes(deps));
  app.use(protectionRoutes(deps), markerRoutes(deps), roomDayRoutes(deps), liveRoutes(deps));
  app.use(
    auditRoutes(deps),
    keepingRoutes(deps),
    evidenceRoutes(deps),
    approvalsRoutes(deps),
    emergencyRoutes(deps),
    viewReasonRoutes(deps),
    destructionsRoutes(deps),
    fixityRoutes(deps),
  );
  app.use('/api', unknownRoute);
  // Built assets carry a hash in their name and never change; the page that names them must always be asked for.
  app.use(
    '/assets',
    express.static(join(deps.webDist, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }),
  );
  // To be kept and opened without a network; here our own policy would stop its script.
  app.get('/verify.html', (_req, res) => res.download(join(deps.webDist, 'verify.html'), 'kiem-tra-ban-ghi.html'));
  app.use(express.static(deps.webDist, { index: false, maxAge: '1h' }));
  app.get('/{*page}', (_req, res) =>
    res.set('cache-control', 'no-cache').sendFile(join(deps.webDist, 'index.html'), { cacheControl: false }),
  );
  app.use(renderProblem(deps.log));
  return app;
}
