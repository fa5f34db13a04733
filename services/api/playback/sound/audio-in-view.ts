import { join } from 'node:path';
import {
  type AudioPiece,
  audioPieceVersion,
  makeAudioPiece,
  makeSilentPiece,
  splitAudioPiece,
} from '../../../adapters/video/sound/audio-piece.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { type Piece, pieceBytes, pieceDecodeSeconds, pieceSeconds } from '../stretches.ts';
import { createAudioCache } from './audio-cache.ts';

const mebibyte = 1024 * 1024;
const conversion = { timeoutMs: 15_000, maxBytes: 64 * mebibyte };
const cacheLimits = { maxBytes: 512 * mebibyte, maxConversions: 2 };

export type PlayableAudio = ReturnType<typeof createPlayableAudio>;

/** Makes a stored piece of G.711 or PCM playable, once; later requests find it in the cache. */
export function createPlayableAudio(deps: Pick<ApiDeps, 'bucket' | 'cachePath' | 'ffmpegPath'>) {
  const cache = createAudioCache({ path: join(deps.cachePath, 'audio'), ...cacheLimits });
  const options = { ffmpegPath: deps.ffmpegPath, ...conversion };
  return {
    converted: (piece: Piece): Promise<AudioPiece> =>
      cache.piece(keyOf(piece), async () => makeAudioPiece(await readPiece(deps.bucket, piece), options)),
    /** Silence as long as a piece of picture, on the same decode time. */
    silent: (picture: Piece): AudioPiece =>
      splitAudioPiece(makeSilentPiece(pieceDecodeSeconds(picture), pieceSeconds(picture))),
  };
}

function keyOf({ segment, track, first, end }: Piece) {
  return ['sound', segment.cameraId, segment.startedAt.getTime(), track.versionId, first, end, audioPieceVersion];
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
