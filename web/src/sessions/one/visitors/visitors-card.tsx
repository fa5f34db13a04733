import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Identity,
  type ListedVisitor,
  type Visitor,
  visitorRoutes,
} from '../../../../../services/contracts/access/visitor.ts';
import { call } from '../../../api/call.ts';
import { openingsQuery, visitorsQuery } from '../../../api/queries.ts';
import { formatDateTime } from '../../../text/time.ts';
import { Card } from '../../../ui/card.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { IdentityForm, nobody } from './identity-form.tsx';
import { OpenIdentity } from './open-identity.tsx';
import { OpenOnce } from './open-once.tsx';
import { OpeningWhy } from './opening-why.tsx';
import { usePrivateCall } from './use-private-call.ts';
import { type OpeningWay, VisitorCodes } from './visitor-codes.tsx';

interface Props {
  sessionId: string;
  isDestroyed: boolean;
  seesOpenings: boolean;
}

/** Who came, by codes; who they are is opened one at a time. */
export function VisitorsCard({ sessionId, isDestroyed, seesOpenings }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error, isPending } = useQuery(visitorsQuery(sessionId));
  const [open, setOpen] = useState<Open | null>(null);
  const refresh = () => {
    for (const key of ['sessions', 'approvals']) void client.invalidateQueries({ queryKey: [key] });
  };
  const done = (message: string) => {
    setOpen(null);
    refresh();
    notifications.show({ message, color: 'teal', closeButtonProps: { 'aria-label': t('app.act.close') } });
  };
  return (
    <Card
      title={t('visitors.title')}
      actions={
        data?.mayOpen &&
        !isDestroyed && (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => setOpen('new')}
            data-testid="add-visitor"
          >
            {t('visitors.add')}
          </Button>
        )
      }
    >
      <ProblemNotice error={error} />
      {isPending && <Skeleton height={48} />}
      {data && (
        <VisitorCodes
          visitors={data.items}
          mayOpen={data.mayOpen}
          mayAsk={data.mayAsk}
          onOpen={(visitor, way) => setOpen({ visitor, way })}
        />
      )}
      {seesOpenings && data && data.items.length > 0 && <Openings sessionId={sessionId} />}
      {open === 'new' && (
        <AddVisitor
          sessionId={sessionId}
          onAdded={({ code }) => done(t('visitors.added', { code }))}
          onClose={() => setOpen(null)}
        />
      )}
      {open !== null && open !== 'new' && (
        <OpeningDialog {...open} onDone={done} onOpened={refresh} onClose={() => setOpen(null)} />
      )}
    </Card>
  );
}

type Open = 'new' | { visitor: ListedVisitor; way: OpeningWay };

interface OpeningProps extends Exclude<Open, 'new'> {
  onDone: (message: string) => void;
  onOpened: () => void;
  onClose: () => void;
}

function OpeningDialog({ visitor, way, onDone, onOpened, onClose }: OpeningProps) {
  const { t } = useTranslation();
  if (way === 'open')
    return (
      <OpenIdentity
        visitor={visitor}
        onCorrected={() => onDone(t('visitors.corrected'))}
        onOpened={onOpened}
        onClose={onClose}
      />
    );
  if (way === 'once' && visitor.request?.state === 'approved')
    return <OpenOnce visitor={visitor} until={visitor.request.until} onOpened={onOpened} onClose={onClose} />;
  return (
    <OpeningWhy
      title={t('visitors.askOf', { code: visitor.code })}
      hint={t('visitors.askHint')}
      submit={t('visitors.send')}
      run={(body) => call(visitorRoutes.askOpening, { params: { visitorId: visitor.id }, body })}
      onDone={() => onDone(t('visitors.asked'))}
      onClose={onClose}
    />
  );
}

function AddVisitor(props: { sessionId: string; onAdded: (visitor: Visitor) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const add = usePrivateCall(
    (body: Identity) => call(visitorRoutes.add, { params: { sessionId: props.sessionId }, body }),
    props.onAdded,
  );
  return (
    <IdentityForm
      title={t('visitors.addTitle')}
      hint={t('visitors.addHint')}
      first={nobody}
      busy={add.busy}
      error={add.error}
      onSubmit={(who) => void add.send(who)}
      onClose={props.onClose}
    />
  );
}

/** Who opened what, and why. */
function Openings({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation();
  const { data, error } = useQuery(openingsQuery(sessionId));
  return (
    <Stack gap="xs" data-testid="openings">
      <Text size="sm" fw={600} component="h3">
        {t('visitors.openings')}
      </Text>
      <ProblemNotice error={error} />
      {data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('visitors.noOpenings')}
        </Text>
      )}
      {data?.map((one) => (
        <Text key={one.id} size="sm" data-testid="opening">
          {one.person.name} · #{one.code} · {t(`terms.openingReason.${one.reasonCode}`)}
          {one.note && ` · ${one.note}`}
          {one.approvedBy && ` · ${t('visitors.approvedBy', { name: one.approvedBy.name })}`}
          <Text span size="xs" c="dimmed">
            {` · ${formatDateTime(one.openedAt)}`}
          </Text>
        </Text>
      ))}
    </Stack>
  );
}
