import { ActionIcon, Button, Group, Kbd, Stack, Title } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconBookmarkPlus, IconChevronDown, IconChevronRight, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { emptyDraft, MarkerForm } from '../../sessions/markers/marker-form.tsx';
import { MarkerList } from '../../sessions/markers/marker-list.tsx';
import look from '../../sessions/markers/markers.module.css';
import { QuickMarkers } from '../../sessions/markers/quick-markers.tsx';
import { UndoLine } from '../../sessions/markers/undo-line.tsx';
import type { MarkerActs } from '../../sessions/markers/use-marker-acts.ts';
import { formatTime } from '../../text/time.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { CopyLink } from './copy-link.tsx';
import type { ReplayMarkers } from './use-replay-markers.ts';

/** Markers beside the pictures: set, filter, go to, answer. */
export function MarkerPanel({ markers }: { markers: ReplayMarkers }) {
  const { t } = useTranslation();
  const { session, replay, acts, items } = markers;
  const here = () => new Date(replay.position()).toISOString();
  return (
    <aside className={look.panel} aria-label={t('markers.title')} data-testid="marker-panel">
      <Stack gap="md">
        <Group justify="space-between" wrap="nowrap">
          <Title order={2} size="h6">
            {t('markers.title')}
          </Title>
          <Group gap={4} wrap="nowrap">
            <CopyLink sessionId={session.id} at={here} />
            <ActionIcon variant="subtle" color="gray" aria-label={t('markers.close')} onClick={markers.toggle}>
              <IconX size={18} aria-hidden />
            </ActionIcon>
          </Group>
        </Group>
        {markers.mayMark && <Steps acts={acts} at={here} />}
        <NewMarker markers={markers} />
        <UndoLine acts={acts} />
        <ProblemNotice error={markers.error} />
        <MarkerList
          sessionId={session.id}
          markers={items}
          acts={acts}
          mayMark={markers.mayMark}
          mayReplay
          isGone={false}
          hereId={markers.hereId}
          onJump={markers.jump}
        />
      </Stack>
    </aside>
  );
}

/** The one-click markers; who looks for notes only folds them away. */
function Steps({ acts, at }: { acts: MarkerActs; at: () => string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useLocalStorage({
    key: 'minhchung.steps',
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  return (
    <div>
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        ml={-8}
        mb={open ? 'xs' : 0}
        leftSection={open ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        data-testid="marker-steps"
      >
        {t('markers.steps')}
      </Button>
      {open && <QuickMarkers acts={acts} at={at} />}
    </div>
  );
}

function NewMarker({ markers }: { markers: ReplayMarkers }) {
  const { t } = useTranslation();
  const { draftAt, acts, session, write, leave } = markers;
  if (!markers.mayMark) return null;
  if (draftAt === null)
    return (
      <Button
        size="compact-sm"
        variant="subtle"
        w="fit-content"
        leftSection={<IconBookmarkPlus size={16} aria-hidden />}
        rightSection={<Kbd size="xs">M</Kbd>}
        onClick={write}
        data-testid="mark-free"
      >
        {t('markers.free')}
      </Button>
    );
  return (
    <MarkerForm
      key={draftAt}
      sessionId={session.id}
      title={t('markers.addAt', { time: formatTime(draftAt) })}
      submit={t('markers.add')}
      start={emptyDraft}
      busy={acts.busy}
      onSubmit={(draft) => acts.add({ kind: 'note', at: draftAt, ...draft }, leave)}
      onLeave={leave}
    />
  );
}
