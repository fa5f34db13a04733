import { AppShell, Badge, Burger, Group, NavLink, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconCalendarEvent,
  IconChecks,
  IconDeviceTv,
  IconDoor,
  IconFolder,
  IconHeartbeat,
  IconHome2,
  IconLock,
  IconNotebook,
  IconUrgent,
  IconUsers,
  IconVideo,
  type TablerIcon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { notesQuery } from '../api/marker-queries.ts';
import { approvalsQuery } from '../api/queries.ts';
import { useMe } from './current-person.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { useLive } from './live.ts';
import { addressOfPlace, type Place, placesOf } from './navigation.ts';
import { TopBar } from './top-bar.tsx';
import { useOnDark, useReplaying } from './use-replaying.ts';

const icons: Record<Place, TablerIcon> = {
  today: IconHome2,
  wall: IconDeviceTv,
  sessions: IconCalendarEvent,
  cases: IconFolder,
  cameras: IconVideo,
  rooms: IconDoor,
  people: IconUsers,
  custody: IconLock,
  approvals: IconChecks,
  emergency: IconUrgent,
  audit: IconNotebook,
  health: IconHeartbeat,
};

/** Frame of every screen: rail at the left, top bar; the replay takes the whole window but keeps the top bar. */
export function Shell({ children }: { children: React.ReactNode }) {
  const { t } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure();
  const connected = useLive();
  const { pathname } = useLocation();
  const replaying = useReplaying();
  const onDark = useOnDark();
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 208, breakpoint: 'sm', collapsed: { mobile: !opened, desktop: replaying } }}
      padding={onDark ? 0 : { base: 'md', sm: 'xl' }}
      styles={{ main: { background: 'var(--mc-ground)' } }}
    >
      <a className="mc-skip" href="#content">
        {t('app.nav.skip')}
      </a>
      <AppShell.Header withBorder style={{ borderColor: 'var(--mc-edge)' }}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('app.nav.open')} />
            <Brand />
          </Group>
          <TopBar connected={connected} forcedDark={onDark} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" withBorder style={{ borderColor: 'var(--mc-edge)' }}>
        <Rail onGo={close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <ErrorBoundary place={pathname}>{children}</ErrorBoundary>
      </AppShell.Main>
    </AppShell>
  );
}

function Brand() {
  const { t } = useTranslation();
  return (
    <Group
      component={Link}
      {...{ to: '/' }}
      aria-label={t('app.name')}
      gap="xs"
      wrap="nowrap"
      style={{ textDecoration: 'none', color: 'inherit' }}
    >
      <img src="/icon.svg" alt="" width={28} height={28} />
      <Text fw={600} size="lg" visibleFrom="xs" className="mc-nowrap">
        {t('app.name')}
      </Text>
    </Group>
  );
}

function Rail({ onGo }: { onGo: () => void }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  return (
    <Stack component="nav" gap={4} aria-label={t('app.nav.label')}>
      {placesOf(useMe().role).map((place) => {
        const address = addressOfPlace[place];
        const active = address === '/' ? pathname === '/' : pathname.startsWith(address);
        const Icon = icons[place];
        return (
          <NavLink
            key={place}
            component={Link}
            to={address}
            active={active}
            aria-current={active ? 'page' : undefined}
            label={t(`app.nav.${place}`)}
            leftSection={<Icon size={20} stroke={1.6} aria-hidden />}
            rightSection={(place === 'approvals' && <Waiting />) || (place === 'today' && <OpenNotes />)}
            onClick={onGo}
            styles={{ root: { borderRadius: 'var(--mantine-radius-md)' }, label: { fontWeight: active ? 600 : 500 } }}
          />
        );
      })}
    </Stack>
  );
}

/** How many requests wait for the person. */
function Waiting() {
  const { t } = useTranslation();
  const { data } = useQuery(approvalsQuery);
  if (!data || data.waiting === 0) return null;
  return (
    <Badge
      color="yellow"
      circle={data.waiting < 10}
      aria-label={t('approvals.waiting', { count: data.waiting })}
      data-testid="waiting"
    >
      {data.waiting}
    </Badge>
  );
}

/** How many notes of colleagues the person has not dealt with. */
function OpenNotes() {
  const { t } = useTranslation();
  const { data } = useQuery(notesQuery);
  if (!data || data.open === 0) return null;
  return (
    <Badge
      color="yellow"
      circle={data.open < 10}
      aria-label={t('markers.mine.open', { count: data.open })}
      data-testid="open-notes"
    >
      {data.open}
    </Badge>
  );
}
