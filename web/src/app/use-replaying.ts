import { useMatch } from 'react-router';

/** Whether the screen shows footage, in the dark and over the whole window. */
export function useReplaying(): boolean {
  const matches = [useMatch('/sessions/:sessionId/replay'), useMatch('/emergency/:lookId')];
  return matches.some((match) => match !== null);
}
