import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { playDemoSession } from './up/demo-session.ts';
import { type House, startHouse } from './up/house.ts';

const { values } = parseArgs({
  options: { 'no-demo': { type: 'boolean', default: false } },
});
const env = process.env;
const say = (line: string) => console.log(line);

const house = startHouse({
  dataPath: resolve(env.DATA_DIR || 'data'),
  apiHost: env.API_HOST || '127.0.0.1',
  apiPort: Number(env.API_PORT || 8080),
  demo: !values['no-demo'],
  cameraPort: 8554,
  say,
});
const ending = new AbortController();
let demo: Promise<void> | undefined;
endOnSignal(house);
try {
  const running = await house;
  printWelcome(running);
  demo = showDemo(running);
} catch (error) {
  console.error(`Could not start: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}

function printWelcome({ origin, accounts, isWorm }: House) {
  if (!isWorm) say('\nWARNING: footage is on a plain disk store. It is not write-once and proves nothing.');
  say(`\nMinh Chứng is up: ${origin}`);
  if (accounts.length > 0) {
    say('Demo accounts (shown this once):');
    for (const { login, password, role, name } of accounts) say(`  ${login.padEnd(14)} ${password}  ${role}, ${name}`);
  }
  say('A new password, or one more account: npm run account');
  say('Ctrl-C stops everything.');
}

/** At the first start of the demo: a session that is there to be replayed. */
async function showDemo({ origin, accounts, cameras }: House): Promise<void> {
  const account = accounts.find(({ role }) => role === 'officer');
  if (!account || !cameras) return;
  try {
    await playDemoSession({ origin, account, cameras, signal: ending.signal });
    say(`A demo session can be replayed: ${origin}/sessions`);
  } catch (error) {
    if (!ending.signal.aborted)
      say(`The demo session was not played: ${error instanceof Error ? error.message : error}`);
  }
}

/** The first signal ends in order, another ends at once. npm passes Ctrl-C on a second time: within 1 s it is the same. */
function endOnSignal(starting: Promise<House>) {
  let firstAt = 0;
  const onSignal = async () => {
    if (firstAt > 0) {
      // Children are told by the kernel when we are gone (infra/stack/run-as.ts).
      if (Date.now() - firstAt > 1000) process.exit(1);
      return;
    }
    firstAt = Date.now();
    say('\nStopping … (Ctrl-C again: at once)');
    // A start that is under way is let finish its step, or what it just started would be forgotten.
    const running = await starting.catch(() => null);
    ending.abort();
    await demo;
    await running?.close();
    say('Stopped.');
    process.exit(0);
  };
  process.on('SIGINT', () => void onSignal());
  process.on('SIGTERM', () => void onSignal());
}
