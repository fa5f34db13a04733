import { Button, Group, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Identity, type Visitor, visitorRoutes } from '../../../../../services/contracts/access/visitor.ts';
import { call } from '../../../api/call.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { IdentityForm } from './identity-form.tsx';
import { OpeningWhy } from './opening-why.tsx';
import { usePrivateCall } from './use-private-call.ts';

interface Props {
  visitor: Visitor;
  onCorrected: () => void;
  /** Something was written down: lists are to be asked for again. */
  onOpened: () => void;
  onClose: () => void;
}

interface Opened {
  version: number;
  identity: Identity;
}

/** Why, then who for a minute, then perhaps a correction. What was shown goes with the dialog. */
export function OpenIdentity({ visitor, onCorrected, onOpened, onClose }: Props) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [correcting, setCorrecting] = useState(false);
  const params = { visitorId: visitor.id };
  const correct = usePrivateCall(
    (who: Identity) => call(visitorRoutes.correct, { params, body: { ...who, version: opened?.version ?? 0 } }),
    onCorrected,
  );
  if (!opened)
    return (
      <OpeningWhy
        title={t('visitors.openOf', { code: visitor.code })}
        hint={t('visitors.openHint')}
        submit={t('visitors.open')}
        run={(body) => call(visitorRoutes.open, { params, body })}
        onDone={(answer) => {
          setOpened(answer);
          onOpened();
        }}
        onClose={onClose}
      />
    );
  if (!correcting)
    return (
      <ShownIdentity visitor={visitor} who={opened.identity} onCorrect={() => setCorrecting(true)} onClose={onClose} />
    );
  return (
    <IdentityForm
      title={t('visitors.correctTitle', { code: visitor.code })}
      hint={t('visitors.correctHint')}
      first={opened.identity}
      busy={correct.busy}
      error={correct.error}
      onSubmit={(who) => void correct.send(who)}
      onClose={onClose}
    />
  );
}

const shownSeconds = 60;

interface ShownProps {
  visitor: Visitor;
  who: Identity;
  /** Nothing where the person may not. */
  onCorrect?: () => void;
  onClose: () => void;
}

/** Who somebody is, for a minute. */
export function ShownIdentity({ visitor, who, onCorrect, onClose }: ShownProps) {
  const { t } = useTranslation();
  const left = useCountdown(onClose);
  const rows = (['name', 'birthYear', 'paper', 'telephone', 'address', 'note'] as const)
    .filter((field) => who[field])
    .map((field) => [t(`visitors.field.${field}`), who[field]] as const);
  return (
    <Dialog title={t('visitors.one', { code: visitor.code })} onClose={onClose}>
      <Stack data-testid="identity">
        <Facts rows={rows} />
        <Group justify="space-between">
          <Text size="sm" c="dimmed" role="timer">
            {t('visitors.closesIn', { count: left })}
          </Text>
          <Group>
            {onCorrect && (
              <Button variant="subtle" onClick={onCorrect} data-testid="correct-identity">
                {t('visitors.correct')}
              </Button>
            )}
            <Button onClick={onClose}>{t('app.act.close')}</Button>
          </Group>
        </Group>
      </Stack>
    </Dialog>
  );
}

/** Seconds left; calls `onOver` when there are none. By the clock, so that a tab in the background is not late. */
function useCountdown(onOver: () => void): number {
  const [endsAt] = useState(() => Date.now() + shownSeconds * 1000);
  const [left, setLeft] = useState(shownSeconds);
  const over = useRef(onOver);
  over.current = onOver;
  useEffect(() => {
    const timer = setInterval(() => {
      const seconds = Math.ceil((endsAt - Date.now()) / 1000);
      setLeft(Math.max(0, seconds));
      if (seconds <= 0) over.current();
    }, 500);
    return () => clearInterval(timer);
  }, [endsAt]);
  return left;
}
