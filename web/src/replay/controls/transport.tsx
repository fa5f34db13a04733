import { ActionIcon, Box, Group, NativeSelect, Tooltip } from '@mantine/core';
import {
  IconChevronLeft,
  IconChevronRight,
  IconKeyboard,
  IconLayoutGrid,
  IconLayoutSidebarRight,
  IconMaximize,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
  IconRewindBackward5,
  IconRewindForward5,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { View } from '../../../../services/contracts/view.ts';
import type { Replay } from '../playing/replay.ts';
import type { ReplayState } from '../playing/state.ts';
import look from '../replay.module.css';
import { KeyButton } from './key-button.tsx';
import { LevelMeter } from './level-meter.tsx';
import { Skipped, Tools } from './tools.tsx';
import { WallTime } from './wall-time.tsx';

const speeds = [0.25, 0.5, 1, 1.5, 2, 4, 8, 16];

interface Props {
  view: View;
  replay: Replay;
  state: ReplayState;
  isMeasured: boolean;
  onSnapshot: () => void;
  onFullScreen: () => void;
  onSheet: () => void;
}

/** Exact time at the left, the transport in the middle, speed, sound and layout at the right. */
export function Transport(props: Props) {
  const { replay, state } = props;
  return (
    <div className={look.transport}>
      <div className={look.wallAndTools}>
        <WallTime replay={replay} main={state.main} />
        <Tools {...props} />
      </div>
      <Moves replay={replay} state={state} />
      <Choices {...props} />
      <Skipped skipped={state.skipped} />
    </div>
  );
}

function Moves({ replay, state }: Pick<Props, 'replay' | 'state'>) {
  const { t } = useTranslation();
  const jump = (icon: TablerIcon, label: string, keys: string, testid: string, onClick: () => void) => (
    <KeyButton icon={icon} label={label} keys={keys} testid={testid} onClick={onClick} />
  );
  return (
    <Group gap={4} wrap="nowrap" justify="center">
      <Box visibleFrom="xs">
        {jump(IconPlayerSkipBack, t('replay.toStart'), 'Home', 'to-start', () => replay.seek(replay.from))}
      </Box>
      {jump(IconRewindBackward5, t('replay.back5'), '←', 'back5', () => replay.seekBy(-5_000))}
      {jump(IconChevronLeft, t('replay.frameBack'), ',', 'frame-back', () => replay.step(-1))}
      <PlayButton replay={replay} playing={state.playing} />
      {jump(IconChevronRight, t('replay.frameAhead'), '.', 'frame-ahead', () => replay.step(1))}
      {jump(IconRewindForward5, t('replay.ahead5'), '→', 'ahead5', () => replay.seekBy(5_000))}
      <Box visibleFrom="xs">
        {jump(IconPlayerSkipForward, t('replay.toEnd'), 'End', 'to-end', () => replay.seek(replay.to))}
      </Box>
    </Group>
  );
}

function PlayButton({ replay, playing }: { replay: Replay; playing: boolean }) {
  const { t } = useTranslation();
  const label = playing ? t('replay.pause') : t('replay.play');
  return (
    <Tooltip label={`${label} (Space)`}>
      <ActionIcon
        size={48}
        radius="xl"
        variant="filled"
        aria-label={label}
        onClick={() => replay.setPlaying(!playing)}
        data-testid="play"
        data-playing={playing}
      >
        {playing ? <IconPlayerPauseFilled size={24} /> : <IconPlayerPlayFilled size={24} />}
      </ActionIcon>
    </Tooltip>
  );
}

function Choices({ view, replay, state, onFullScreen, onSheet }: Props) {
  const { t } = useTranslation();
  const heard = view.cameras.filter(({ hasAudio }) => hasAudio);
  const grid = state.layout === 'grid';
  const rates = speeds.includes(state.rate) ? speeds : [state.rate, ...speeds];
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      <NativeSelect
        aria-label={t('replay.speed')}
        w={86}
        data={rates.map((rate) => ({ value: String(rate), label: `${rate}×`.replace('-', '−') }))}
        value={String(state.rate)}
        onChange={(event) => {
          replay.setRate(Number(event.currentTarget.value));
          event.currentTarget.blur();
        }}
        data-testid="speed"
      />
      {heard.length > 0 && (
        <NativeSelect
          aria-label={t('replay.soundOf')}
          w={130}
          visibleFrom="sm"
          data={[
            { value: '', label: t('replay.noSound') },
            ...heard.map(({ camera }) => ({ value: camera.id, label: camera.name })),
          ]}
          value={state.sound ?? ''}
          onChange={(event) => {
            replay.show({ sound: event.currentTarget.value || null });
            event.currentTarget.blur();
          }}
          data-testid="sound-camera"
        />
      )}
      {heard.length > 0 && (
        <Box visibleFrom="md">
          <LevelMeter replay={replay} state={state} />
        </Box>
      )}
      {view.cameras.length > 1 && (
        <KeyButton
          icon={grid ? IconLayoutSidebarRight : IconLayoutGrid}
          label={grid ? t('replay.one') : t('replay.grid')}
          keys={grid ? '1–9' : '0'}
          onClick={() => replay.show({ layout: grid ? 'large' : 'grid' })}
          testid="layout"
        />
      )}
      <KeyButton icon={IconMaximize} label={t('replay.fullScreen')} keys="F" onClick={onFullScreen} />
      <Box visibleFrom="sm">
        <KeyButton icon={IconKeyboard} label={t('replay.keys')} keys="?" onClick={onSheet} />
      </Box>
    </Group>
  );
}
