import { useMatch } from 'react-router';
import { addressOfPlace } from './navigation.ts';

/** Whether the screen shows footage, in the dark and over the whole window. */
export function useReplaying(): boolean {
  const matches = [useMatch('/sessions/:sessionId/replay'), useMatch('/emergency/:lookId')];
  return matches.some((match) => match !== null);
}

/** Whether pictures are judged here: on a dark ground up to the borders, whatever the rest of the day looks like. */
export function useOnDark(): boolean {
  const onWall = useMatch(addressOfPlace.wall) !== null;
  return useReplaying() || onWall;
}
