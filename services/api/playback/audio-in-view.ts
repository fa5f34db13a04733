import { join } from 'node:path';
import { type AudioPiece, audioPieceVersion, makeAudioPiece } from '../../adapters/video/audio-piece.ts';
import type { ApiDeps } from '../api-deps.ts';
import { createAudioCache } from './audio-cache.ts';
import { type Piece, pieceBytes } from './stretches.ts';

const mebibyte = 1024 * 1024;
const conversion = { timeoutMs: 15_000, maxBytes: 64 * mebibyte };
const cacheLimits = { maxBytes: 512 * mebibyte, maxConversions: 2 };

export type PlayableAudio = ReturnType<typeof createPlayableAudio>;

/** Makes a stored piece of G.711 or PCM playable, once; later requests find it in the cache. */
export function createPlayableAudio(deps: Pick<ApiDeps, 'bucket' | 'cachePath' | 'ffmpegPath'>) {
  const cache = createAudioCache({ path: join(deps.cachePath, 'audio'), ...cacheLimits });
  return (piece: Piece): Promise<AudioPiece> => {
    const { segment, track, first, end } = piece;
    const key = [segment.cameraId, segment.startedAt.getTime(), track.versionId, first, end, audioPieceVersion];
    return cache.piece(key, async () => {
      const mov = await readPiece(deps.bucket, piece);
      return makeAudioPiece(mov, { ffmpegPath: deps.ffmpegPath, ...conversion });
    });
  };
}

/** The init of a track and the fragments of a piece: a file that decodes alone. */
export async function readPiece(bucket: ApiDeps['bucket'], piece: Piece): Promise<Buffer> {
  const { start, end } = pieceBytes(piece);
  const [init, fragments] = await Promise.all([
    bucket.readAll(piece.track, { start: 0, length: piece.track.initBytes }),
    bucket.readAll(piece.track, { start, length: end - start }),
  ]);
  return Buffer.concat([init, fragments]);
}
