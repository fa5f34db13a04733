import type { Minio } from '../../../infra/stack/minio.ts';
import type { House } from '../../../infra/up/house.ts';

/** The MinIO that a house runs, with its identities. */
export function minioOf(house: House): Pick<Minio, 'endpoint' | 'identities'> {
  const first = house.parts.get('MinIO')?.first;
  if (!first || !('identities' in first)) throw new Error('the house has no MinIO');
  return first as Minio;
}
