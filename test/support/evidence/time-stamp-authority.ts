import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { testFolder } from '../stack.ts';

const run = promisify(execFile);

/**
 * How it answers: as it should; a refusal; a stamp of other bytes, of another question, without a nonce, without its
 * certificate; a stamp whose signature is spoilt; no stamp at all; more than anybody takes; an error; nothing.
 */
export type Behaviour =
  | 'granted'
  | 'refused'
  | 'other_bytes'
  | 'other_nonce'
  | 'no_nonce'
  | 'no_certificate'
  | 'spoilt'
  | 'garbage'
  | 'endless'
  | 'error'
  | 'silent';

export type Authority = Awaited<ReturnType<typeof startAuthority>>;

/** A time-stamping authority on this machine: OpenSSL's own (`openssl ts -reply`) with a root of its own, over HTTP. */
export async function startAuthority(keyKind: 'rsa' | 'ec' = 'rsa') {
  const folder = await testFolder('authority');
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder });
  await makeCertificates(folder, keyKind, openssl);
  const state: { behaviour: Behaviour; asked: number } = { behaviour: 'granted', asked: 0 };
  const server = createServer(async (req, res) => {
    state.asked += 1;
    const name = randomUUID();
    await writeFile(join(folder, `${name}.tsq`), await buffer(req));
    await answer(state.behaviour, { name, folder, openssl, res });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    state,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsa`,
    /** What OpenSSL says of a stored stamp and the bytes it is of. Throws when they do not belong together. */
    async verify(stamp: Uint8Array, data: Uint8Array): Promise<string> {
      await writeFile(join(folder, 'stored.tsr'), stamp);
      await writeFile(join(folder, 'data'), data);
      const { stdout, stderr } = await openssl(
        ...['ts', '-verify', '-in', 'stored.tsr', '-data', 'data', '-CAfile', 'root.pem'],
      );
      return stdout + stderr;
    },
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

type OpenSsl = (...args: string[]) => Promise<{ stdout: string; stderr: string }>;

async function makeCertificates(folder: string, keyKind: string, openssl: OpenSsl) {
  const key = keyKind === 'ec' ? ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] : ['rsa:2048'];
  const made = ['-nodes', '-days', '30', '-newkey', ...key];
  await openssl('req', '-x509', ...made, '-keyout', 'root.key', '-out', 'root.pem', '-subj', '/CN=Root of a test');
  const subject = '/O=Cơ quan, thử/CN=Cấp dấu thời gian';
  await openssl('req', '-utf8', ...made, '-keyout', 'tsa.key', '-out', 'tsa.csr', '-subj', subject);
  await writeFile(join(folder, 'tsa.ext'), 'extendedKeyUsage=critical,timeStamping\n');
  const signed = ['-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-days', '30', '-extfile', 'tsa.ext'];
  await openssl('x509', '-req', '-in', 'tsa.csr', ...signed, '-out', 'tsa.pem');
  await writeFile(join(folder, 'serial'), '01\n');
  await writeFile(join(folder, 'tsa.cnf'), configOf('sha256'));
  await writeFile(join(folder, 'strict.cnf'), configOf('sha512'));
}

/** An authority that takes these hashes only. */
const configOf = (digests: string) => `[tsa]
default_tsa = own
[own]
serial = serial
signer_cert = tsa.pem
certs = root.pem
signer_key = tsa.key
signer_digest = sha512
default_policy = 1.2.3.4.1
digests = ${digests}
accuracy = secs:1
ess_cert_id_chain = no
`;

interface Question {
  name: string;
  folder: string;
  openssl: OpenSsl;
  res: ServerResponse;
}

async function answer(behaviour: Behaviour, question: Question) {
  const { name, folder, openssl, res } = question;
  if (behaviour === 'silent') return;
  if (behaviour === 'error') {
    res.writeHead(500).end('out of order');
    return;
  }
  res.setHeader('content-type', 'application/timestamp-reply');
  if (behaviour === 'garbage') res.end('<html>Welcome to the proxy</html>');
  else if (behaviour === 'endless') sendForEver(res);
  else {
    const asked = await asAsked(behaviour, question);
    const config = behaviour === 'refused' ? 'strict.cnf' : 'tsa.cnf';
    await openssl('ts', '-reply', '-config', config, '-queryfile', asked, '-out', `${name}.tsr`);
    const file = await readFile(join(folder, `${name}.tsr`));
    if (behaviour === 'spoilt') file[file.length - 9] = (file[file.length - 9] ?? 0) ^ 1;
    res.end(file);
  }
}

/** The file with the question that is answered: the one that was asked, or another. */
async function asAsked(behaviour: Behaviour, { name, folder, openssl }: Question): Promise<string> {
  const query = await readFile(join(folder, `${name}.tsq`));
  const other = `${name}-other.tsq`;
  const at = query.indexOf(Buffer.from('0420', 'hex')) + 2;
  const digest = query.subarray(at, at + 32).toString('hex');
  if (behaviour === 'other_nonce' || behaviour === 'no_nonce') {
    const nonce = behaviour === 'no_nonce' ? ['-no_nonce'] : [];
    await openssl('ts', '-query', '-sha256', '-digest', digest, '-cert', ...nonce, '-out', other);
    return other;
  }
  if (behaviour === 'other_bytes') query.fill(0, at, at + 32);
  // The question ends with a BOOLEAN: whether the certificate is wanted.
  if (behaviour === 'no_certificate') query[query.length - 1] = 0;
  await writeFile(join(folder, other), query);
  return other;
}

function sendForEver(res: ServerResponse) {
  const more = () => {
    if (!res.destroyed) res.write(Buffer.alloc(16 * 1024), more);
  };
  more();
}
