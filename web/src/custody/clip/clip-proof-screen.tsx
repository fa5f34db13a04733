import { Badge, Button, Grid, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconArrowLeft, IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { ClipProof, ManifestSummary } from '../../../../services/contracts/custody/clip-proof.ts';
import { clipProofQuery, sessionQuery } from '../../api/queries.ts';
import { useMe } from '../../app/current-person.ts';
import { ViewsCard } from '../../sessions/one/views-card.tsx';
import { formatBytes } from '../../text/bytes.ts';
import { formatDate, formatDateTime, formatTime } from '../../text/time.ts';
import { useDuration, useRange } from '../../text/use-duration.ts';
import { Card } from '../../ui/card.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { TrailLink } from '../audit/trail-link.tsx';
import { EvidenceCard } from '../evidence-card.tsx';
import { KeepingCard } from '../keeping-card.tsx';

/** What proves the footage of one camera in one session: chain, manifests, what keeps it, who looked. */
export function ClipProofScreen() {
  const { clipId = '' } = useParams();
  const proof = useQuery(clipProofQuery(clipId));
  if (proof.error) return <ProblemNotice error={proof.error} onRetry={() => void proof.refetch()} />;
  if (proof.isPending) return <Skeleton height={320} radius="lg" />;
  return <Whole proof={proof.data} />;
}

function Whole({ proof }: { proof: ClipProof }) {
  const { t } = useTranslation();
  const { role } = useMe();
  const session = useQuery(sessionQuery(proof.session.id));
  const mayReplay = session.data?.mayReplay === true;
  const mayExport = (role === 'supervisor' || role === 'chief') && mayReplay && proof.state !== 'destroyed';
  const seesViews = role === 'chief' || session.data?.own === true;
  return (
    <Page
      title={`${t('proof.title')}: ${proof.camera.name}`}
      aside={<Badge color={proof.state === 'sealed' ? 'teal' : 'gray'}>{t(`terms.clipState.${proof.state}`)}</Badge>}
      actions={
        <>
          <TrailLink aboutId={proof.id} />
          <Button
            component={Link}
            to={`/sessions/${proof.session.id}`}
            variant="default"
            leftSection={<IconArrowLeft size={18} aria-hidden />}
          >
            {t('proof.back')}
          </Button>
        </>
      }
    >
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Stack gap="lg">
            <RecordCard proof={proof} />
            {proof.segments > 0 && <ChainCard chain={proof.chain} />}
            <Manifests manifests={proof.manifests} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Stack gap="lg">
            <KeepingCard sessionId={proof.session.id} />
            {mayExport && (
              <EvidenceCard
                sessionId={proof.session.id}
                isProtected={session.data?.accessClass !== 'normal'}
                clip={proof}
              />
            )}
            {seesViews && <ViewsCard sessionId={proof.session.id} mayReplay={mayReplay} />}
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function RecordCard({ proof }: { proof: ClipProof }) {
  const { t, i18n } = useTranslation();
  const range = useRange();
  const { session, destroyedAt, sealedAt } = proof;
  const size = formatBytes(proof.bytes, i18n.language);
  return (
    <Card title={t('proof.record')}>
      <Facts
        rows={[
          [t('proof.period'), `${formatDate(session.startedAt)}, ${range(session.startedAt, session.endedAt)}`],
          [
            t('proof.segments'),
            destroyedAt
              ? t('proof.gone', { time: formatDateTime(destroyedAt) })
              : t('proof.segmentsOf', { count: proof.segments, size }),
          ],
          [t('proof.sealedAt'), sealedAt ? formatDateTime(sealedAt) : '–'],
          [t('proof.gaps'), <Gaps key="gaps" gaps={proof.gaps} />],
        ]}
      />
    </Card>
  );
}

function Gaps({ gaps }: { gaps: ClipProof['gaps'] }) {
  const { t } = useTranslation();
  if (gaps.length === 0) return t('proof.noGaps');
  return gaps.map((gap) => (
    <div key={gap.from}>
      {formatTime(gap.from)}–{gap.to ? formatTime(gap.to) : t('sessions.now')}: {t(`terms.gapCause.${gap.cause}`)}
    </div>
  ));
}

function ChainCard({ chain }: { chain: ClipProof['chain'] }) {
  const { t } = useTranslation();
  const state = chain.brokenAt
    ? t('proof.chainBroken', { time: formatDateTime(chain.brokenAt) })
    : t('proof.chainWhole', { count: chain.runs });
  return (
    <Card title={t('proof.chain')}>
      <Text size="sm" c="dimmed">
        {t('proof.chainHint')}
      </Text>
      <Facts
        rows={[
          [
            t('proof.state'),
            <Text key="state" size="sm" component="span" {...(chain.brokenAt && { c: 'red' })} data-testid="chain">
              {state}
            </Text>,
          ],
          [t('proof.firstLink'), <Hash key="first" hex={chain.first} />],
          [t('proof.lastLink'), <Hash key="last" hex={chain.last} />],
        ]}
      />
    </Card>
  );
}

function Hash({ hex }: { hex: string | null }) {
  return <span className="mc-mono">{hex ?? '–'}</span>;
}

function Manifests({ manifests }: { manifests: readonly ManifestSummary[] }) {
  const { t } = useTranslation();
  return (
    <Card title={t('proof.manifests')}>
      <Text size="sm" c="dimmed">
        {manifests.length === 0 ? t('proof.manifestNone') : t('proof.proofs')}
      </Text>
      <Stack gap="lg">
        {manifests.toReversed().map((one) => (
          <Manifest key={one.version} manifest={one} />
        ))}
      </Stack>
    </Card>
  );
}

function Manifest({ manifest }: { manifest: ManifestSummary }) {
  const { t } = useTranslation();
  const inWords = useDuration();
  const { version, segments, gapSeconds, keyId } = manifest;
  return (
    <Stack gap={4} data-testid="manifest">
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600}>
          {t('proof.manifest', { version })}
        </Text>
        <Button
          component="a"
          href={manifest.file}
          download
          size="compact-sm"
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          {t('proof.take')}
        </Button>
      </Group>
      <Text size="sm">
        {formatDateTime(manifest.at)} ·{' '}
        {t('proof.manifestFacts', { segments, gaps: gapSeconds > 0 ? inWords(gapSeconds) : t('proof.noGaps') })} ·{' '}
        {keyId ? t('proof.key', { key: keyId }) : t('proof.unsigned')}
      </Text>
      <Text size="xs" c="dimmed" className="mc-mono">
        SHA-256 {manifest.sha256}
      </Text>
    </Stack>
  );
}
