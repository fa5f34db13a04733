import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { accountRoutes, ownAccountRoutes } from '../../../services/contracts/access/account.ts';
import { approvalRoutes } from '../../../services/contracts/access/approval.ts';
import { emergencyRoutes } from '../../../services/contracts/access/emergency.ts';
import { viewReasonRoutes } from '../../../services/contracts/access/view-reason.ts';
import { visitorRoutes } from '../../../services/contracts/access/visitor.ts';
import { caseRoutes } from '../../../services/contracts/case.ts';
import { auditRoutes } from '../../../services/contracts/custody/audit-log.ts';
import { clipProofRoutes } from '../../../services/contracts/custody/clip-proof.ts';
import { destructionRoutes } from '../../../services/contracts/custody/destruction.ts';
import { evidenceRoutes } from '../../../services/contracts/custody/evidence.ts';
import { fixityRoutes } from '../../../services/contracts/custody/fixity.ts';
import { privacyRoutes } from '../../../services/contracts/custody/privacy.ts';
import { type RetentionClass, retentionRoutes } from '../../../services/contracts/custody/retention.ts';
import { retentionChangeRoutes } from '../../../services/contracts/custody/retention-change.ts';
import { storeRoutes } from '../../../services/contracts/custody/store.ts';
import { cameraRoutes } from '../../../services/contracts/recording/camera.ts';
import { recorderRoutes } from '../../../services/contracts/recording/recorder.ts';
import { roomRoutes } from '../../../services/contracts/recording/room.ts';
import { sessionRoutes } from '../../../services/contracts/session.ts';
import { codeOf } from './api-problem.ts';
import { call } from './call.ts';

/** What the screens ask for, each with its key. The first part of a key is what a hint makes stale. */
export type SessionFilter = Omit<z.input<typeof sessionRoutes.list.query>, 'cursor'>;
export type AuditFilter = Omit<z.output<typeof auditRoutes.list.query>, 'cursor' | 'limit'>;
export type CaseFilter = Omit<z.input<typeof caseRoutes.list.query>, 'cursor'>;

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => {
    try {
      return await call(accountRoutes.me, { signal });
    } catch (error) {
      if (codeOf(error) === 'not_logged_in') return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

export const waysInQuery = queryOptions({
  queryKey: ['ways-in'],
  queryFn: ({ signal }) => call(accountRoutes.waysIn, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

export const ownFactorQuery = queryOptions({
  queryKey: ['own', 'factor'],
  queryFn: ({ signal }) => call(ownAccountRoutes.secondFactor, { signal }),
});

export const ownLoginsQuery = queryOptions({
  queryKey: ['own', 'logins'],
  queryFn: ({ signal }) => call(ownAccountRoutes.logins, { signal }),
  select: ({ items }) => items,
  refetchInterval: 30_000,
});

export const roomsQuery = queryOptions({
  queryKey: ['rooms'],
  queryFn: ({ signal }) => call(roomRoutes.list, { signal }),
  select: ({ items }) => items,
  refetchInterval: 30_000,
});

export const recordQuery = (roomId: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['record', roomId, from, to],
    queryFn: ({ signal }) => call(roomRoutes.record, { params: { roomId }, query: { from, to }, signal }),
    select: ({ cameras }) => cameras,
  });

export const camerasQuery = queryOptions({
  queryKey: ['cameras'],
  queryFn: ({ signal }) => call(cameraRoutes.list, { signal }),
  select: ({ items }) => items,
  refetchInterval: 30_000,
});

export const cameraQuery = (cameraId: string) =>
  queryOptions({
    queryKey: ['cameras', 'one', cameraId],
    queryFn: ({ signal }) => call(cameraRoutes.get, { params: { cameraId }, signal }),
    refetchInterval: 15_000,
  });
export type CameraDetail = z.output<typeof cameraRoutes.get.response>;

export const timelineQuery = (cameraId: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['cameras', 'timeline', cameraId, from, to],
    queryFn: ({ signal }) => call(cameraRoutes.timeline, { params: { cameraId }, query: { from, to }, signal }),
    placeholderData: (before) => before,
  });

export const workersQuery = queryOptions({
  queryKey: ['workers'],
  queryFn: ({ signal }) => call(recorderRoutes.workers, { signal }),
  select: ({ items }) => items,
  refetchInterval: 10_000,
});

export const quarantineQuery = queryOptions({
  queryKey: ['quarantine'],
  queryFn: ({ signal }) => call(recorderRoutes.quarantine, { signal }),
  select: ({ items }) => items,
  refetchInterval: 60_000,
});

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => call(accountRoutes.people, { signal }),
  select: ({ items }) => items,
  staleTime: 60_000,
});

export const accountsQuery = queryOptions({
  queryKey: ['accounts'],
  queryFn: ({ signal }) => call(accountRoutes.accounts, { signal }),
  select: ({ items }) => items,
});

export const sessionsQuery = (filter: SessionFilter) =>
  infiniteQueryOptions({
    queryKey: ['sessions', 'list', filter],
    queryFn: ({ signal, pageParam }) =>
      call(sessionRoutes.list, { query: { ...filter, ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    select: ({ pages }) => pages.flatMap((page) => page.items),
  });

export const sessionQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ['sessions', 'one', sessionId],
    queryFn: ({ signal }) => call(sessionRoutes.get, { params: { sessionId }, signal }),
  });

export const clipProofQuery = (clipId: string) =>
  queryOptions({
    queryKey: ['sessions', 'list', 'proof', clipId],
    queryFn: ({ signal }) => call(clipProofRoutes.get, { params: { clipId }, signal }),
  });

export const sessionViewsQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ['sessions', 'views', sessionId],
    queryFn: ({ signal }) => call(sessionRoutes.views, { params: { sessionId }, signal }),
    select: ({ items }) => items,
  });

export const visitorsQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ['sessions', 'visitors', sessionId],
    queryFn: ({ signal }) => call(visitorRoutes.list, { params: { sessionId }, signal }),
  });

export const openingsQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ['sessions', 'openings', sessionId],
    queryFn: ({ signal }) => call(visitorRoutes.openings, { params: { sessionId }, signal }),
    select: ({ items }) => items,
  });

export const casesQuery = (filter: CaseFilter) =>
  infiniteQueryOptions({
    queryKey: ['cases', 'list', filter],
    queryFn: ({ signal, pageParam }) =>
      call(caseRoutes.list, { query: { ...filter, ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    select: ({ pages }) => pages.flatMap((page) => page.items),
  });

export const caseQuery = (caseId: string) =>
  queryOptions({
    queryKey: ['cases', 'one', caseId],
    queryFn: ({ signal }) => call(caseRoutes.get, { params: { caseId }, signal }),
  });

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', 'list', filter],
    queryFn: ({ signal, pageParam }) =>
      call(auditRoutes.list, { query: { ...filter, ...(pageParam && { cursor: pageParam }) }, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    select: ({ pages }) => ({ items: pages.flatMap((page) => page.items), about: pages[0]?.about ?? null }),
    // Each first page is a look that is written down: only a person asks for it again.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const sealQuery = queryOptions({
  queryKey: ['audit', 'seal'],
  queryFn: ({ signal }) => call(auditRoutes.seal, { signal }),
  refetchInterval: 60_000,
});

export const keepingQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ['sessions', 'keeping', sessionId],
    queryFn: ({ signal }) => call(retentionRoutes.get, { params: { sessionId }, signal }),
  });

export const holdsQuery = queryOptions({
  queryKey: ['holds'],
  queryFn: ({ signal }) => call(retentionRoutes.held, { signal }),
  select: ({ items }) => items,
});

export const retentionQuery = queryOptions({
  queryKey: ['retention'],
  queryFn: ({ signal }) => call(retentionRoutes.classes, { signal }),
  select: ({ items }) => items,
  staleTime: 60_000,
});

export const privacyQuery = queryOptions({
  queryKey: ['privacy'],
  queryFn: ({ signal }) => call(privacyRoutes.get, { signal }),
  staleTime: 60_000,
});

export const retentionChangesQuery = queryOptions({
  queryKey: ['approvals', 'retention'],
  queryFn: ({ signal }) => call(retentionChangeRoutes.list, { signal }),
  select: ({ items }) => items,
});

/** What new days of a class would do. */
export const previewQuery = (code: RetentionClass, body: { minDays: number; afterCloseDays: number | null }) =>
  queryOptions({
    queryKey: ['preview', code, body],
    queryFn: ({ signal }) => call(retentionChangeRoutes.preview, { params: { code }, body, signal }),
    retry: false,
  });

export const dueQuery = queryOptions({
  queryKey: ['destructions', 'due'],
  queryFn: ({ signal }) => call(destructionRoutes.due, { signal }),
});

export const destructionsQuery = queryOptions({
  queryKey: ['destructions', 'lists'],
  queryFn: ({ signal }) => call(destructionRoutes.list, { signal }),
  select: ({ items }) => items,
  refetchInterval: ({ state }) =>
    state.data?.items.some((one) => one.state === 'removing' || one.state === 'approved') ? 2000 : false,
});

export const idleExpiriesQuery = queryOptions({
  queryKey: ['destructions', 'idle'],
  queryFn: ({ signal }) => call(destructionRoutes.expired, { signal }),
  select: ({ items }) => items,
});

export const approvalsQuery = queryOptions({
  queryKey: ['approvals'],
  queryFn: ({ signal }) => call(approvalRoutes.list, { signal }),
});

/** The own ones of an administrator; what was granted goes by itself when its time is over. */
export const emergencyQuery = queryOptions({
  queryKey: ['approvals', 'emergency'],
  queryFn: ({ signal }) => call(emergencyRoutes.list, { signal }),
  select: ({ items }) => items,
  refetchInterval: 30_000,
});

/** Why people may look, as the office words it, and how long a look lasts. */
export const reasonsQuery = queryOptions({
  queryKey: ['reasons'],
  queryFn: ({ signal }) => call(viewReasonRoutes.list, { signal }),
  staleTime: 60_000,
});

export const storeQuery = queryOptions({
  queryKey: ['store'],
  queryFn: ({ signal }) => call(storeRoutes.state, { signal }),
  refetchInterval: 60_000,
});

export const fixityQuery = queryOptions({
  queryKey: ['fixity'],
  queryFn: ({ signal }) => call(fixityRoutes.state, { signal }),
  refetchInterval: 60_000,
});

export const evidenceQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ['sessions', 'evidence', sessionId],
    queryFn: ({ signal }) => call(evidenceRoutes.list, { params: { sessionId }, signal }),
    refetchInterval: ({ state }) => (state.data?.items.some((one) => one.state === 'preparing') ? 2000 : false),
  });
