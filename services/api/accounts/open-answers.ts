import type { Response } from 'express';

/**
 * Answers under way, by login: footage and files that somebody reads slowly must stop when the login ends, though the
 * request was allowed when it came.
 */
export function createOpenAnswers() {
  const byLogin = new Map<string, Set<Response>>();
  return {
    /** Remembers an answer until it is sent or broken off. */
    add(loginId: string, res: Response): void {
      const open = byLogin.get(loginId) ?? new Set();
      byLogin.set(loginId, open.add(res));
      res.once('close', () => {
        open.delete(res);
        if (open.size === 0 && byLogin.get(loginId) === open) byLogin.delete(loginId);
      });
    },
    /** Breaks off what these logins read; what lies in the kernel and was not taken yet is thrown away. */
    cut(loginIds: readonly string[]): void {
      for (const loginId of loginIds) {
        for (const { socket } of byLogin.get(loginId) ?? []) socket?.resetAndDestroy();
      }
    },
    /** Logins that read something now. */
    logins: (): string[] => [...byLogin.keys()],
  };
}

export type OpenAnswers = ReturnType<typeof createOpenAnswers>;
