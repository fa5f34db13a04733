import { Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { type EvidenceFolderSummary, evidenceRoutes } from '../../../services/contracts/custody/evidence.ts';
import { call } from '../api/call.ts';
import { evidenceQuery } from '../api/queries.ts';
import { useAct } from '../api/use-act.ts';
import { formatBytes } from '../text/bytes.ts';
import { formatDateTime } from '../text/time.ts';
import { Card } from '../ui/card.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { AskReason } from './ask-reason.tsx';

interface Props {
  sessionId: string;
  /** It takes two people. */
  isProtected: boolean;
  /** Only the folders of this clip's camera, and new ones of it alone. */
  clip?: { id: string; camera: { id: string } };
}

/** Evidence folders of a session, or of one camera of it: originals with their proof, for a dispute. */
export function EvidenceCard({ sessionId, isProtected, clip }: Props) {
  const { t } = useTranslation();
  const folders = useQuery(evidenceQuery(sessionId));
  const [asking, setAsking] = useState(false);
  const isHere = ({ camera }: { camera: { id: string } | null }) => !clip || camera?.id === clip.camera.id;
  const shown = (folders.data?.items ?? []).filter(isHere);
  const requested = (folders.data?.requested ?? []).filter(isHere);
  const ask = useAct({
    run: async (note: string) => {
      const given = { params: { sessionId }, body: { note, ...(clip && { clipId: clip.id }) } };
      if (isProtected) await call(evidenceRoutes.request, given);
      else await call(evidenceRoutes.ask, given);
    },
    said: () => t(isProtected ? 'evidence.requested' : 'evidence.asked'),
    after: () => setAsking(false),
  });
  return (
    <Card
      title={t('evidence.title')}
      actions={
        <Button size="xs" variant="light" onClick={() => setAsking(true)} data-testid="ask-evidence">
          {t(isProtected ? 'evidence.request' : 'evidence.ask')}
        </Button>
      }
    >
      <ProblemNotice error={folders.error} onRetry={() => void folders.refetch()} />
      {folders.isPending && <Skeleton height={48} />}
      {shown.length + requested.length === 0 && folders.data && (
        <Text size="sm" c="dimmed">
          {t('evidence.none')}
        </Text>
      )}
      <Stack gap="md">
        {requested.map((one) => (
          <Requested key={one.approvalId} request={one} />
        ))}
        {shown.map((folder) => (
          <Folder key={folder.id} folder={folder} />
        ))}
      </Stack>
      {asking && (
        <AskReason
          title={t(isProtected ? 'evidence.request' : 'evidence.ask')}
          hint={t(isProtected ? 'evidence.requestHint' : 'evidence.hint')}
          submit={t(isProtected ? 'evidence.send' : 'evidence.ask')}
          busy={ask.isPending}
          error={ask.error}
          onSubmit={ask.mutate}
          onClose={() => setAsking(false)}
        />
      )}
    </Card>
  );
}

type Request = z.output<typeof evidenceRoutes.list.response>['requested'][number];

function Requested({ request }: { request: Request }) {
  const { t } = useTranslation();
  return (
    <Stack gap={4} data-testid="evidence-request">
      <Badge color="yellow">{t('approvals.state.asked')}</Badge>
      <Text size="sm">{request.note}</Text>
      <Text size="xs" c="dimmed">
        {request.camera && `${request.camera.name} · `}
        {request.askedBy.name} · {formatDateTime(request.askedAt)}
      </Text>
    </Stack>
  );
}

const colors = { preparing: 'gray', ready: 'teal', failed: 'yellow' } as const;

function Folder({ folder }: { folder: EvidenceFolderSummary }) {
  const { t, i18n } = useTranslation();
  return (
    <Stack gap={4} data-testid="evidence" data-state={folder.state}>
      <Group justify="space-between" gap="xs">
        <Badge color={colors[folder.state]}>{t(`evidence.state.${folder.state}`)}</Badge>
        {folder.zip && (
          <Button
            component="a"
            href={folder.zip}
            download
            size="compact-sm"
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            data-testid="take-evidence"
          >
            {t('evidence.take', { size: formatBytes(folder.bytes, i18n.language) })}
          </Button>
        )}
      </Group>
      <Text size="sm">{folder.note}</Text>
      <Text size="xs" c="dimmed">
        {folder.camera && `${folder.camera.name} · `}
        {folder.askedBy.name} · {formatDateTime(folder.askedAt)}
        {folder.approvedBy && ` · ${t('evidence.approvedBy', { name: folder.approvedBy.name })}`}
      </Text>
      {folder.state === 'failed' && (
        <Text size="xs">
          {folder.failure === 'not_sealed' || folder.failure === 'no_clips'
            ? t(`evidence.failure.${folder.failure}`)
            : t('evidence.failure.other')}
        </Text>
      )}
    </Stack>
  );
}
