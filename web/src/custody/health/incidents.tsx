import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fixityRoutes, type Incident } from '../../../../services/contracts/custody/fixity.ts';
import { call } from '../../api/call.ts';
import { useAct } from '../../api/use-act.ts';
import { formatDate, formatDateTime } from '../../text/time.ts';
import { AskReason } from '../ask-reason.tsx';

/** What was found not to be as it was stored, open ones first. */
export function Incidents({ incidents }: { incidents: readonly Incident[] }) {
  const { t } = useTranslation();
  if (incidents.length === 0) return null;
  return (
    <Stack gap="md" component="section" aria-label={t('fixity.incidents')}>
      <Text size="sm" fw={600}>
        {t('fixity.incidents')}
      </Text>
      {incidents.map((incident) => (
        <One key={incident.id} incident={incident} />
      ))}
    </Stack>
  );
}

function One({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const [closing, setClosing] = useState(false);
  const close = useAct({
    run: (note: string) => call(fixityRoutes.close, { params: { incidentId: incident.id }, body: { note } }),
    said: () => t('fixity.closed'),
    after: () => setClosing(false),
  });
  return (
    <Stack gap={4} data-testid="incident" data-kind={incident.kind} data-open={incident.closed === null}>
      <Group gap="xs">
        <Badge color={incident.closed ? 'gray' : 'red'} leftSection={<IconAlertTriangle size={14} aria-hidden />}>
          {t(`fixity.kind.${incident.kind}`)}
        </Badge>
        {incident.returnedAt && <Badge color="teal">{t('fixity.returned')}</Badge>}
      </Group>
      <About incident={incident} />
      {!incident.closed && <Text size="sm">{t(`fixity.toDo.${incident.kind}`)}</Text>}
      {incident.closed && incident.about && (
        <Text size="sm">
          {incident.closed.by.name}, {formatDateTime(incident.closed.at)}: {incident.closed.note}
        </Text>
      )}
      {incident.mayClose && (
        <Group>
          <Button size="compact-xs" variant="default" onClick={() => setClosing(true)} data-testid="close-incident">
            {t('fixity.close')}
          </Button>
        </Group>
      )}
      {closing && (
        <AskReason
          title={t('fixity.close')}
          hint={t('fixity.closeHint')}
          submit={t('fixity.close')}
          busy={close.isPending}
          error={close.error}
          onSubmit={close.mutate}
          onClose={() => setClosing(false)}
        />
      )}
    </Stack>
  );
}

function About({ incident: { about, foundAt } }: { incident: Incident }) {
  const { t } = useTranslation();
  if (!about)
    return (
      <Text size="sm" c="dimmed">
        {t('fixity.hidden', { date: formatDate(foundAt) })}
      </Text>
    );
  const { footage } = about;
  return (
    <div>
      <Text size="sm">
        {footage
          ? `${footage.room.name}, ${footage.camera.name}, ${formatDateTime(footage.startedAt)}`
          : t(`fixity.thing.${about.thing}`)}
      </Text>
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {t('fixity.found', { time: formatDateTime(foundAt) })} · {about.key}
      </Text>
    </div>
  );
}
