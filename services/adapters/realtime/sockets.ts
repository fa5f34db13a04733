import type { Server as HttpServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import { Server, type Socket } from 'socket.io';
import type { Role } from '../../contracts/access/account.ts';
import type { ClientToServer, ServerToClient } from '../../contracts/events.ts';

export interface SocketsInputs {
  httpServer: HttpServer;
  redisUrl: string;
  log: { warn: (context: object, message: string) => void };
  /** The only origin browsers may come from. */
  origin: () => string;
  /** Who the cookie belongs to; null refuses the socket. */
  authenticate: (cookieHeader: string | undefined) => Promise<SocketPerson | null>;
  /** Told of logins that are over, also by the other api processes: for what else they have open here. */
  onEnded?: (loginIds: readonly string[]) => void;
  /** How often sockets are asked whether their login still runs. */
  recheckMs?: number;
}

interface SocketPerson {
  accountId: string;
  role: Role;
  loginId: string;
}

/** What api processes tell each other. */
interface BetweenServers {
  loginsEnded: (loginIds: readonly string[]) => void;
}

type OwnSocket = Socket<ClientToServer, ServerToClient, BetweenServers, SocketPerson>;

/**
 * Socket.IO of one api process. A socket joins the groups of its person, role and login; it may send nothing. After
 * Redis was away every browser is asked to fetch everything again.
 */
export function startSockets(inputs: SocketsInputs) {
  const io = new Server<ClientToServer, ServerToClient, BetweenServers, SocketPerson>(inputs.httpServer, {
    serveClient: false,
    // Others become WebSockets too: live pictures.
    destroyUpgrade: false,
    allowRequest: (request, decide) =>
      decide(null, request.headers.origin === undefined || request.headers.origin === inputs.origin()),
  });
  const publisher = redisClient(inputs);
  const subscriber = redisClient(inputs);
  io.adapter(createAdapter(publisher, subscriber));
  resyncAfterOutage(subscriber, () => io.local.emit('resync'));

  io.use((socket, next) => void letIn(inputs, socket, next));

  // Whoever lost the login while the socket was being made is in its groups by now, so nothing slips between.
  io.on('connection', (socket) => void endIfOver(inputs, socket));
  const recheck = setInterval(() => {
    for (const socket of io.of('/').sockets.values()) void endIfOver(inputs, socket);
  }, inputs.recheckMs ?? 30_000);

  const endHere = (loginIds: readonly string[]) => {
    if (loginIds.length === 0) return;
    const groups = loginIds.map((loginId) => `login:${loginId}`);
    io.local.to(groups).emit('ended');
    io.local.in(groups).disconnectSockets(true);
    inputs.onEnded?.(loginIds);
  };
  io.on('loginsEnded', endHere);

  return {
    /** How many browsers are connected. */
    count: () => io.engine.clientsCount,
    /** The logins of the sockets of this process. */
    logins: () => [...io.of('/').sockets.values()].map((socket) => socket.data.loginId),
    /** Ends what logins that are over have open, in this process alone. */
    endHere,
    /** Ends what logins that are over have open, on every api process; here at once, even while Redis is away. */
    endLogins(loginIds: readonly string[]) {
      if (loginIds.length === 0) return;
      endHere(loginIds);
      io.serverSideEmit('loginsEnded', loginIds);
    },
    async close() {
      clearInterval(recheck);
      await io.close();
      publisher.disconnect();
      subscriber.disconnect();
    },
  };
}

/** Puts the socket into the groups of its person, role and login. */
async function letIn(
  { authenticate, log }: SocketsInputs,
  socket: OwnSocket,
  next: (error?: Error) => void,
): Promise<void> {
  try {
    const person = await authenticate(socket.handshake.headers.cookie);
    if (!person) return next(new Error('not_logged_in'));
    socket.data = person;
    void socket.join([`account:${person.accountId}`, `role:${person.role}`, `login:${person.loginId}`]);
    next();
  } catch (error) {
    log.warn({ err: error }, 'socket refused');
    next(new Error('internal'));
  }
}

export type Sockets = ReturnType<typeof startSockets>;

/** Closes the socket of a login that ran out, or was ended by another program (the command line). */
async function endIfOver({ authenticate, log }: SocketsInputs, socket: OwnSocket): Promise<void> {
  try {
    const person = await authenticate(socket.handshake.headers.cookie);
    if (person?.loginId === socket.data.loginId && person?.role === socket.data.role) return;
    socket.emit('ended');
    socket.disconnect(true);
  } catch (error) {
    log.warn({ err: error }, 'login of a socket not checked');
  }
}

function redisClient({ redisUrl, log }: SocketsInputs): Redis {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
  redis.on('error', (error) => log.warn({ err: error }, 'Redis is away'));
  return withoutLoosePromises(redis);
}

/**
 * The adapter does not wait for what it sends. What is still on its way when the connection closes for good would end
 * the whole program as an unhandled rejection; what is lost is made good by `resync`.
 */
function withoutLoosePromises(redis: Redis): Redis {
  const send = redis.sendCommand.bind(redis);
  redis.sendCommand = (...command) => {
    const answer = send(...command);
    if (answer instanceof Promise) answer.catch(() => undefined);
    return answer;
  };
  return redis;
}

function resyncAfterOutage(redis: Redis, resync: () => void) {
  let wasDown = false;
  redis.on('close', () => {
    wasDown = true;
  });
  redis.on('ready', () => {
    if (wasDown) resync();
    wasDown = false;
  });
}
