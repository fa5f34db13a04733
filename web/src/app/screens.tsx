import { lazy, Suspense } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { CamerasScreen } from '../cameras/list/cameras-screen.tsx';
import { CameraScreen } from '../cameras/one/camera-screen.tsx';
import { RoomsScreen } from '../cameras/rooms/rooms-screen.tsx';
import { CaseScreen } from '../cases/case-screen.tsx';
import { CasesScreen } from '../cases/cases-screen.tsx';
import { ApprovalsScreen } from '../custody/approvals-screen.tsx';
import { AuditScreen } from '../custody/audit/audit-screen.tsx';
import { ClipProofScreen } from '../custody/clip/clip-proof-screen.tsx';
import { CustodyScreen } from '../custody/custody-screen.tsx';
import { EmergencyScreen } from '../custody/emergency/emergency-screen.tsx';
import { HealthScreen } from '../custody/health/health-screen.tsx';
import { PrivacyPage } from '../login/privacy-page.tsx';
import { AccountScreen } from '../people/own/account-screen.tsx';
import { PeopleScreen } from '../people/people-screen.tsx';
import { maySeeDay } from '../sessions/day/day-link.tsx';
import { SessionScreen } from '../sessions/one/session-screen.tsx';
import { SessionsScreen } from '../sessions/sessions-screen.tsx';
import { TodayScreen } from '../today/today-screen.tsx';
import { useMe } from './current-person.ts';
import { addressOfPlace, placesOf } from './navigation.ts';
import { NotFound } from './not-found.tsx';

const DayScreen = lazy(async () => ({ default: (await import('../sessions/day/day-screen.tsx')).DayScreen }));
const LookScreen = lazy(async () => ({ default: (await import('../custody/emergency/look-screen.tsx')).LookScreen }));
const ReplayScreen = lazy(async () => ({ default: (await import('../replay/replay-screen.tsx')).ReplayScreen }));

const WallScreen = lazy(async () => ({ default: (await import('../wall/wall-screen.tsx')).WallScreen }));

/** Address → screen, only those the role may open. */
export function Screens() {
  const { role } = useMe();
  const places = placesOf(role);
  const home = addressOfPlace[places[0] ?? 'today'];
  return (
    <Suspense>
      <Routes>
        {places.includes('today') && <Route path="/" element={<TodayScreen />} />}
        {places.includes('wall') && <Route path="/live" element={<WallScreen />} />}
        {places.includes('sessions') && (
          <>
            <Route path="/sessions" element={<SessionsScreen />} />
            <Route path="/sessions/:sessionId" element={<SessionScreen />} />
            <Route path="/clips/:clipId" element={<ClipProofScreen />} />
            <Route path="/sessions/:sessionId/replay" element={<ReplayScreen />} />
          </>
        )}
        {places.includes('cases') && (
          <>
            <Route path="/cases" element={<CasesScreen />} />
            <Route path="/cases/:caseId" element={<CaseScreen />} />
          </>
        )}
        {places.includes('cameras') && (
          <>
            <Route path="/cameras" element={<CamerasScreen />} />
            <Route path="/cameras/:cameraId" element={<CameraScreen />} />
          </>
        )}
        {maySeeDay(role) && <Route path="/rooms/:roomId/day/:date" element={<DayScreen />} />}
        {places.includes('rooms') && <Route path="/rooms" element={<RoomsScreen />} />}
        {places.includes('custody') && <Route path="/custody/:tab?" element={<CustodyScreen />} />}
        {places.includes('approvals') && <Route path="/approvals" element={<ApprovalsScreen />} />}
        {places.includes('emergency') && (
          <>
            <Route path="/emergency" element={<EmergencyScreen />} />
            <Route path="/emergency/:lookId" element={<LookScreen />} />
          </>
        )}
        {places.includes('health') && <Route path="/health" element={<HealthScreen />} />}
        {places.includes('audit') && <Route path="/audit" element={<AuditScreen />} />}
        {places.includes('people') && <Route path="/people" element={<PeopleScreen />} />}
        <Route path="/account" element={<AccountScreen />} />
        <Route path="/privacy" element={<PrivacyPage />} />
        <Route path="/login" element={<Navigate to={home} replace />} />
        {home !== '/' && <Route path="/" element={<Navigate to={home} replace />} />}
        <Route path="*" element={<NotFound home={home} />} />
      </Routes>
    </Suspense>
  );
}
