import { Chip, Group, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { plainText as plain } from '../../../../services/contracts/plain-text.ts';
import type { Camera } from '../../../../services/contracts/recording/camera.ts';
import { type CameraState, cameraState } from '../../../../services/contracts/recording/gap.ts';

interface Filter {
  text: string;
  state: CameraState | null;
  apply: (cameras: readonly Camera[]) => Camera[];
}

/** Those that need somebody stand first. */
const urgency: Record<CameraState, number> = { down: 0, connecting: 1, paused: 2, disabled: 3, recording: 4 };

/** The filter that the address holds. */
export function useCameraFilter(): [Filter, (change: { text?: string; state?: CameraState | null }) => void] {
  const [search, setSearch] = useSearchParams();
  const text = search.get('q') ?? '';
  const state = cameraState.safeParse(search.get('state')).data ?? null;
  const words = plain(text).split(/\s+/).filter(Boolean);
  const matches = (camera: Camera) => {
    const all = plain(`${camera.name} ${camera.code} ${camera.room.name} ${camera.address} ${camera.workerId ?? ''}`);
    return (state === null || camera.state === state) && words.every((word) => all.includes(word));
  };
  const apply = (cameras: readonly Camera[]) =>
    cameras.filter(matches).sort((a, b) => urgency[a.state] - urgency[b.state]);
  const change = (part: { text?: string; state?: CameraState | null }) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of [
          ['q', part.text],
          ['state', part.state],
        ] as const) {
          if (value) next.set(name, value);
          else if (value !== undefined) next.delete(name);
        }
        return next;
      },
      { replace: true },
    );
  return [{ text, state, apply }, change];
}

interface Props {
  cameras: readonly Camera[];
  filter: Filter;
  onChange: (change: { text?: string; state?: CameraState | null }) => void;
}

/** Search box and one chip for each state that a camera is in, with how many. */
export function CameraFilters({ cameras, filter, onChange }: Props) {
  const { t } = useTranslation();
  const counts = Map.groupBy(cameras, ({ state }) => state);
  const states = cameraState.options.filter((state) => counts.has(state) || filter.state === state);
  return (
    <Group gap="xs" role="search">
      <TextInput
        type="search"
        aria-label={t('cameras.search')}
        placeholder={t('cameras.search')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={filter.text}
        onChange={(event) => onChange({ text: event.currentTarget.value })}
        w={{ base: '100%', sm: 320 }}
        data-testid="camera-search"
      />
      <Chip.Group
        value={filter.state ?? 'all'}
        onChange={(value) => onChange({ state: cameraState.safeParse(value).data ?? null })}
      >
        <Group gap={6}>
          <Chip value="all" size="sm" variant="outline">
            {t('cameras.all')} · {cameras.length}
          </Chip>
          {states.map((state) => (
            <Chip key={state} value={state} size="sm" variant="outline" data-testid={`filter-${state}`}>
              {t(`terms.cameraState.${state}`)} · {counts.get(state)?.length ?? 0}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Group>
  );
}
