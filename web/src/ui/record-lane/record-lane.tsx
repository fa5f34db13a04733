import { Box, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Gap } from '../../../../services/contracts/recording/gap.ts';
import type { Interval } from '../../../../services/contracts/shape.ts';
import { formatTime } from '../../text/time.ts';
import look from './record-lane.module.css';

interface Props {
  from: string;
  to: string;
  footage: readonly Interval[];
  gaps: readonly Gap[];
}

/** One camera's record over a stretch: footage is filled; gaps are hatched and say why. */
export function RecordLane({ from, to, footage, gaps }: Props) {
  const { t } = useTranslation();
  const start = Date.parse(from);
  const length = Date.parse(to) - start;
  const place = (a: string, b: string | null) => {
    const left = Math.max(0, (Date.parse(a) - start) / length);
    const right = Math.min(1, ((b ? Date.parse(b) : start + length) - start) / length);
    return { left: `${left * 100}%`, width: `${Math.max(0, right - left) * 100}%` };
  };
  const share = footage.reduce((sum, piece) => sum + Date.parse(piece.to) - Date.parse(piece.from), 0) / length;
  const gapWords = gaps.map((gap) =>
    t('cameras.page.laneGap', {
      from: formatTime(gap.from),
      to: gap.to ? formatTime(gap.to) : t('cameras.page.now'),
      cause: t(`terms.gapCause.${gap.cause}`),
    }),
  );
  const label = t('cameras.page.lane', {
    footage: `${Math.round(share * 100)} %`,
    gaps: gapWords.join('; ') || t('cameras.page.laneNone'),
  });
  return (
    <Box className={look.lane} role="img" aria-label={label}>
      {footage.map((piece) => (
        <div key={piece.from} className={look.footage} style={place(piece.from, piece.to)} />
      ))}
      {gaps.map((gap) => (
        <Tooltip
          key={gap.from}
          label={`${formatTime(gap.from)} · ${t('replay.gap', { cause: t(`terms.gapCause.${gap.cause}`) })}`}
        >
          <div className={look.gap} style={place(gap.from, gap.to)} data-cause={gap.cause} />
        </Tooltip>
      ))}
    </Box>
  );
}
