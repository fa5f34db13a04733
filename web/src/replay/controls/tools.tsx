import { Group } from '@mantine/core';
import { IconCamera, IconEarOff, IconPlayerTrackNext, IconRepeat, IconRepeatOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { View } from '../../../../services/contracts/view.ts';
import { formatTime } from '../../text/time.ts';
import { useDuration } from '../../text/use-duration.ts';
import type { Replay } from '../playing/replay.ts';
import type { ReplayState } from '../playing/state.ts';
import look from './controls.module.css';
import { KeyButton } from './key-button.tsx';

interface Props {
  view: View;
  replay: Replay;
  state: ReplayState;
  /** Loudness of some of it is known. */
  isMeasured: boolean;
  onSnapshot: () => void;
}

/** A picture to keep, a stretch to play again and again, and what playing leaves out. */
export function Tools({ view, replay, state, isMeasured, onSnapshot }: Props) {
  const { t } = useTranslation();
  const { loop, skips } = state;
  const hasLoop = loop.from !== null || loop.to !== null;
  const hasSound = view.cameras.some((camera) => camera.hasAudio);
  return (
    <Group gap={4} wrap="nowrap">
      <KeyButton icon={IconCamera} label={t('replay.snapshot')} keys="S" onClick={onSnapshot} testid="snapshot" />
      <KeyButton
        icon={hasLoop ? IconRepeatOff : IconRepeat}
        label={hasLoop ? t('replay.loopOff') : t('replay.loopFrom')}
        keys={hasLoop ? 'Esc' : '['}
        pressed={hasLoop}
        onClick={() => (hasLoop ? replay.clearLoop() : replay.setLoop('from'))}
        testid="loop-from"
      />
      {loop.from !== null && loop.to === null && (
        <KeyButton
          icon={IconRepeat}
          label={t('replay.loopTo')}
          keys="]"
          onClick={() => replay.setLoop('to')}
          testid="loop-to"
        />
      )}
      {hasSound && (
        <KeyButton
          icon={IconEarOff}
          label={isMeasured ? t('replay.skipSilence') : t('replay.skipSilenceUnknown')}
          keys="I"
          pressed={skips.silence}
          disabled={!isMeasured}
          onClick={() => replay.setSkip('silence', !skips.silence)}
          testid="skip-silence"
        />
      )}
      <KeyButton
        icon={IconPlayerTrackNext}
        label={t('replay.skipEmpty')}
        keys="E"
        pressed={skips.empty}
        onClick={() => replay.setSkip('empty', !skips.empty)}
        testid="skip-empty"
      />
    </Group>
  );
}

/** What playing has just left out. */
export function Skipped({ skipped }: Pick<ReplayState, 'skipped'>) {
  const { t } = useTranslation();
  const duration = useDuration();
  const words = skipped && {
    duration: duration((skipped.to - skipped.from) / 1000),
    from: formatTime(skipped.from),
    to: formatTime(skipped.to),
  };
  return (
    <output className={look.skipped} data-testid="skipped" data-kind={skipped?.kind}>
      {skipped && words && t(skipped.kind === 'silence' ? 'replay.skippedSilence' : 'replay.skippedEmpty', words)}
    </output>
  );
}
