import { parseArgs } from 'node:util';
import { z } from 'zod';
import { connectPostgres, type Database } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import { loginName, role } from '../../contracts/access/account.ts';
import { accountIdOf, changeAccount, createAccount, freshPassword, listAccounts } from './accounts.ts';
import { resetSecondFactor } from './second-factor.ts';

const usage = `npm run account -- add <login> --name "Nguyễn Văn An" --role ${role.options.join('|')}
npm run account -- reset <login>      a new password; ends the logins of the account
npm run account -- reset-factor <login>   for a lost phone: takes the second factor off; ends them too
npm run account -- disable <login>    ends them too
npm run account -- enable <login>
npm run account -- list`;

const commandLine = z.discriminatedUnion('act', [
  z.object({ act: z.literal('add'), login: loginName, name: z.string().trim().min(1).max(100), role }),
  z.object({ act: z.enum(['reset', 'reset-factor', 'disable', 'enable']), login: loginName }),
  z.object({ act: z.literal('list') }),
]);
type Command = z.infer<typeof commandLine>;

/** Whoever may run this has the database anyway; the audit log shows the change as done by nobody at a screen. */
const byCommandLine = { id: null };

const command = readCommand(process.argv.slice(2));
const databaseUrl = process.env.DATABASE_URL;
if (!databaseUrl) fail('DATABASE_URL is not set: start the house once with npm run up, or see .env.example.');
const { db, close } = connectPostgres(databaseUrl, { max: 1 });
try {
  console.log(await run(db, command));
} catch (error) {
  process.exitCode = 1;
  console.error(error instanceof AppError ? error.message : `The database refused: ${textOf(error)}`);
} finally {
  await close();
}

async function run(db: Database, command: Command): Promise<string> {
  if (command.act === 'list') {
    const accounts = await listAccounts(db);
    return accounts
      .map(({ login, role, name, disabledAt }) =>
        [login, role, name, disabledAt ? 'disabled' : ''].join('\t').trimEnd(),
      )
      .join('\n');
  }
  const { login } = command;
  const password = freshPassword();
  if (command.act === 'add') {
    await createAccount(db, byCommandLine, { login, name: command.name, role: command.role, password });
    return `Account ${login} (${command.role}), password ${password} (to be changed at the first login)`;
  }
  const id = await accountIdOf(db, login);
  if (id === null) throw new AppError('not_found', `There is no account ${login}: see npm run account -- list.`);
  if (command.act === 'reset') {
    await changeAccount(db, byCommandLine, id, { password });
    return `Account ${login}, new password ${password} (to be changed at the first login)`;
  }
  if (command.act === 'reset-factor') {
    await resetSecondFactor(db, byCommandLine, id);
    return `Account ${login} has no second factor now.`;
  }
  await changeAccount(db, byCommandLine, id, { disabled: command.act === 'disable' });
  return `Account ${login} is ${command.act}d.`;
}

function readCommand(args: string[]): Command {
  try {
    const options = { name: { type: 'string' }, role: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [act, login, ...rest] = positionals;
    if (rest.length > 0) fail(`Not understood: ${rest.join(' ')}\n\n${usage}`);
    const parsed = commandLine.safeParse({ act, login, ...values });
    if (parsed.success) return parsed.data;
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'arguments'}: ${message}`);
    return fail(`${faults.join('\n')}\n\n${usage}`);
  } catch (error) {
    return fail(`${textOf(error)}\n\n${usage}`);
  }
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
