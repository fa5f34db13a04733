import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { codeOf } from './api-problem.ts';
import { meQuery, privacyQuery, waysInQuery } from './queries.ts';

/** Asks again while the server is away, never after a refusal; a lost login shows the login page wherever one is. */
export function createQueryClient(): QueryClient {
  const leaveWhenLoggedOut = (error: unknown): void => {
    const code = codeOf(error);
    if (code === 'not_logged_in') forgetPerson(client);
    // Something is asked for first since: the page that asks for it shows.
    if (code === 'password_change_needed' || code === 'second_factor_needed')
      void client.invalidateQueries({ queryKey: meQuery.queryKey });
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenLoggedOut }),
    mutationCache: new MutationCache({ onError: leaveWhenLoggedOut }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        networkMode: 'always',
        retry: (failures, error) => ['offline', 'store_away'].includes(codeOf(error)) && failures < 5,
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 8_000),
      },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}

/** What is asked without a login, so that pages before it may show it already. */
const forAnybody: unknown[] = [meQuery, waysInQuery, privacyQuery].map(({ queryKey }) => queryKey[0]);

/** Drops everything the last person saw; the login page shows. */
export function forgetPerson(client: QueryClient): void {
  client.removeQueries({ predicate: ({ queryKey }) => !forAnybody.includes(queryKey[0]) });
  client.setQueryData(meQuery.queryKey, null);
}
