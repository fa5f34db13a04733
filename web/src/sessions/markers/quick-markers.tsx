import { Button, Fieldset, Group, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type MarkerKind, procedureKinds, withdrawalKinds } from '../../../../services/contracts/custody/marker.ts';
import { MarkerDot } from './marker-dot.tsx';
import { colourOf } from './marker-look.ts';
import type { MarkerActs } from './use-marker-acts.ts';

interface Props {
  acts: MarkerActs;
  /** The instant to mark; without it the present one of a session that goes on. */
  at?: () => string;
}

/** The steps of a reception, one click each. */
export function QuickMarkers({ acts, at }: Props) {
  const { t } = useTranslation();
  const mark = (kind: MarkerKind) => acts.add({ kind, colour: colourOf(kind), ...(at && { at: at() }) });
  return (
    <Stack gap="sm" data-testid="quick-markers">
      <Row label={t('markers.procedure')} kinds={procedureKinds} onMark={mark} busy={acts.busy} />
      <Row label={t('markers.withdrawal')} kinds={withdrawalKinds} onMark={mark} busy={acts.busy} />
    </Stack>
  );
}

interface RowProps {
  label: string;
  kinds: readonly MarkerKind[];
  onMark: (kind: MarkerKind) => void;
  busy: boolean;
}

function Row({ label, kinds, onMark, busy }: RowProps) {
  const { t } = useTranslation();
  return (
    <Fieldset variant="unstyled" legend={label} p={0} styles={{ legend: { fontSize: 'var(--mantine-font-size-xs)' } }}>
      <Group gap={6}>
        {kinds.map((kind) => (
          <Button
            key={kind}
            size="compact-sm"
            variant="default"
            fw={400}
            leftSection={<MarkerDot colour={colourOf(kind)} />}
            disabled={busy}
            onClick={() => onMark(kind)}
            data-testid={`mark-${kind}`}
          >
            {t(`terms.markerKind.${kind}`)}
          </Button>
        ))}
      </Group>
    </Fieldset>
  );
}
