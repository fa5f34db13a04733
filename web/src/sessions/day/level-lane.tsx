import { signStepMs } from '../../../../services/contracts/recording/room-day.ts';
import look from './day.module.css';
import type { Span } from './suggest.ts';

interface Props {
  label: string;
  /** Wall ms of the first level. */
  fromMs: number;
  levels: readonly (number | null)[];
  shown: Span;
}

/** Levels of a strip as bars; nothing where nothing is known. */
export function LevelLane({ label, fromMs, levels, shown }: Props) {
  const first = Math.max(0, Math.floor((shown.fromMs - fromMs) / signStepMs));
  const end = Math.ceil((shown.toMs - fromMs) / signStepMs);
  const bars = levels.slice(first, end).map((level, index) => {
    if (level === null) return '';
    const x = (fromMs + (first + index) * signStepMs - shown.fromMs) / signStepMs;
    // A trace remains of what was quiet, so that it is not taken for what is not known.
    return `M${x} 100h1v${-Math.max(3, level)}h-1z`;
  });
  return (
    <div className={look.level}>
      <svg
        className={look.bars}
        viewBox={`0 0 ${Math.max(1, (shown.toMs - shown.fromMs) / signStepMs)} 100`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        <path d={bars.join('')} />
      </svg>
    </div>
  );
}
