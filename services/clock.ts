/** The server's wall clock, injected so that tests can step it. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now: () => number;
}

export const systemClock: Clock = { now: () => Date.now() };
