import { queryOptions } from '@tanstack/react-query';
import { markerRoutes } from '../../../services/contracts/custody/marker.ts';
import { call } from './call.ts';

export const markersQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ['markers', 'list', sessionId],
    queryFn: ({ signal }) => call(markerRoutes.list, { params: { sessionId }, signal }),
  });

export const readersQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ['markers', 'readers', sessionId],
    queryFn: ({ signal }) => call(markerRoutes.readers, { params: { sessionId }, signal }),
    select: ({ items }) => items,
  });

export const markerHistoryQuery = (sessionId: string) =>
  queryOptions({
    queryKey: ['markers', 'history', sessionId],
    queryFn: ({ signal }) => call(markerRoutes.history, { params: { sessionId }, signal }),
    select: ({ items }) => items,
  });

export const notesQuery = queryOptions({
  queryKey: ['notes'],
  queryFn: ({ signal }) => call(markerRoutes.forMe, { signal }),
});
