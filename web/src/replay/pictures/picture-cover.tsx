import { IconAlertTriangle, IconLoader2, IconVideoOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownCause } from '../../../../services/contracts/recording/gap.ts';
import type { ViewCamera } from '../../../../services/contracts/view.ts';
import type { Replay } from '../playing/replay.ts';
import type { Condition } from '../playing/state.ts';
import look from '../replay.module.css';

interface Props {
  camera: ViewCamera;
  condition: Condition;
  replay: Replay;
}

/** What stands in front of a picture that has nothing to show now, and why. */
export function PictureCover({ camera, condition, replay }: Props) {
  const { t } = useTranslation();
  if (condition === 'footage') return null;
  if (condition === 'loading') {
    return (
      <div className={look.waiting}>
        <IconLoader2 size={20} aria-hidden /> {t('replay.buffering')}
      </div>
    );
  }
  if (condition === 'none') return <GapCover camera={camera} replay={replay} />;
  const words = {
    failed: t('replay.failed'),
    away: t('replay.storeAway'),
    unsupported: t('replay.unsupported', { codec: camera.codec ?? '' }),
  }[condition];
  return (
    <div className={look.cover} role="status" data-testid="trouble" data-trouble={condition}>
      <IconAlertTriangle size={28} stroke={1.5} aria-hidden />
      <span>{words}</span>
    </div>
  );
}

function GapCover({ camera, replay }: { camera: ViewCamera; replay: Replay }) {
  const { t } = useTranslation();
  const cause = useCause(camera, replay);
  const inside = cause ? t('replay.gap', { cause: t(`terms.gapCause.${cause}`) }) : t('replay.outside');
  return (
    <div className={look.cover} role="status" data-testid="gap-cover" data-cause={cause ?? ''}>
      <IconVideoOff size={28} stroke={1.5} aria-hidden />
      <span>{inside}</span>
    </div>
  );
}

/** Why there is no footage at the clock's time; causes may change while the clock runs. */
function useCause(camera: ViewCamera, replay: Replay): ShownCause | null {
  const [cause, setCause] = useState<ShownCause | null>(() => causeAt(camera, replay.position()));
  useEffect(() => {
    const timer = setInterval(() => setCause(causeAt(camera, replay.position())), 200);
    return () => clearInterval(timer);
  }, [camera, replay]);
  return cause;
}

function causeAt(camera: ViewCamera, wallMs: number): ShownCause | null {
  // Footage ends between two frames, a gap at the instant of the last: allow a second at the edges.
  const edgeMs = 1_000;
  const holding = camera.gaps.find(
    ({ from, to }) => Date.parse(from) - edgeMs <= wallMs && (to === null || wallMs <= Date.parse(to) + edgeMs),
  );
  return holding?.cause ?? null;
}
