import { execFile } from 'node:child_process';

const everyMs = 60_000;

/**
 * Asks the machine once a minute whether its clock follows a time server (`timedatectl`). null where it cannot say: no
 * systemd, or a container, whose clock is its host's.
 */
export function watchTimeServer() {
  let synced: boolean | null = null;
  const ask = () =>
    execFile('timedatectl', ['show', '--property=NTPSynchronized', '--value'], { timeout: 5000 }, (error, stdout) => {
      const answer = stdout.trim();
      synced = error || (answer !== 'yes' && answer !== 'no') ? null : answer === 'yes';
    });
  ask();
  const timer = setInterval(ask, everyMs);
  return { isSynced: () => synced, close: () => clearInterval(timer) };
}
