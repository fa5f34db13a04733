import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
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
endOnSignal(house);
try {
  printWelcome(await house);
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
    await running?.close();
    say('Stopped.');
    process.exit(0);
  };
  process.on('SIGINT', () => void onSignal());
  process.on('SIGTERM', () => void onSignal());
}
