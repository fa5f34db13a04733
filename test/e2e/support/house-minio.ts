import { Client } from 'minio';
import type { Minio } from '../../../infra/stack/minio.ts';
import type { House } from '../../../infra/up/house.ts';

/** The MinIO that a house runs, with its identities. */
export function minioOf(house: House): Pick<Minio, 'endpoint' | 'identities' | 'port' | 'rootUser' | 'rootPassword'> {
  const first = house.parts.get('MinIO')?.first;
  if (!first || !('identities' in first)) throw new Error('the house has no MinIO');
  return first as Minio;
}

/** Its administrator, who may do what none of our programs may. */
export function rootOf(house: House): Client {
  const { port, rootUser, rootPassword } = minioOf(house);
  return new Client({ endPoint: '127.0.0.1', port, useSSL: false, accessKey: rootUser, secretKey: rootPassword });
}
