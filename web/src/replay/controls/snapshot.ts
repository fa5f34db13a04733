import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { type View, viewRoutes } from '../../../../services/contracts/view.ts';
import { codeOf } from '../../api/api-problem.ts';
import { call } from '../../api/call.ts';
import { saveBlob } from '../../api/save-file.ts';
import { useMe } from '../../app/current-person.ts';
import { formatDate, formatDateTime, formatExact } from '../../text/time.ts';
import type { Replay } from '../playing/replay.ts';
import { pngWithStrip, type Still, takeStill } from './picture-file.ts';

/**
 * Saves the frame of the large camera as a PNG: the picture untouched, and under it when it was taken, by which camera, its
 * hash, and who took it out of which look. First it is written to the log; without that there is no file.
 */
export function useSnapshot(view: View, replay: Replay, place: string): () => Promise<void> {
  const { t } = useTranslation();
  const me = useMe();
  const linesOf = (camera: string, atMs: number, still: Still) => [
    `${place} · ${camera} · ${formatDate(atMs)} ${formatExact(atMs)} (UTC+7)`,
    `SHA-256 (RGB) ${still.sha256}`,
    t('replay.snapshotBy', { person: me.name, time: formatDateTime(Date.now()), view: view.id }),
  ];
  return async () => {
    const camera = view.cameras.find((one) => one.camera.id === replay.getState().main)?.camera;
    const video = camera && replay.videoOf(camera.id);
    const atMs = camera && replay.shownBy(camera.id);
    if (!camera || !video || atMs === null || atMs === undefined || video.dataset.wallMs === undefined) {
      notifications.show({ message: t('replay.snapshotNothing'), color: 'yellow' });
      return;
    }
    try {
      const still = takeStill(video);
      const body = { cameraId: camera.id, at: new Date(Math.round(atMs)).toISOString(), sha256: still.sha256 };
      await call(viewRoutes.snapshot, { params: { viewId: view.id }, body });
      const png = await pngWithStrip(still, linesOf(camera.name, atMs, still));
      const stamp = `${formatDate(atMs)} ${formatExact(atMs)}`.replace(/[^0-9]+/g, '-');
      saveBlob(png, `${camera.name} ${stamp}.png`);
      notifications.show({ message: t('replay.snapshotTaken'), color: 'teal' });
    } catch (error) {
      notifications.show({ message: t(`problems.${codeOf(error)}`), color: 'red' });
    }
  };
}
