import { Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconLock, IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Identity, type Visitor, visitorRoutes } from '../../../../../services/contracts/custody/visitor.ts';
import { call } from '../../../api/call.ts';
import { openingsQuery, visitorsQuery } from '../../../api/queries.ts';
import { formatDateTime } from '../../../text/time.ts';
import { Card } from '../../../ui/card.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { IdentityForm, nobody } from './identity-form.tsx';
import { OpenIdentity } from './open-identity.tsx';
import { usePrivateCall } from './use-private-call.ts';

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
  const [open, setOpen] = useState<Visitor | 'new' | null>(null);
  const refresh = () => void client.invalidateQueries({ queryKey: ['sessions'] });
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
      {data && <Codes visitors={data.items} mayOpen={data.mayOpen} onOpen={setOpen} />}
      {seesOpenings && data && data.items.length > 0 && <Openings sessionId={sessionId} />}
      {open === 'new' && (
        <AddVisitor
          sessionId={sessionId}
          onAdded={({ code }) => done(t('visitors.added', { code }))}
          onClose={() => setOpen(null)}
        />
      )}
      {open !== null && open !== 'new' && (
        <OpenIdentity
          visitor={open}
          onCorrected={() => done(t('visitors.corrected'))}
          onOpened={refresh}
          onClose={() => setOpen(null)}
        />
      )}
    </Card>
  );
}

interface CodesProps {
  visitors: readonly Visitor[];
  mayOpen: boolean;
  onOpen: (visitor: Visitor) => void;
}

function Codes({ visitors, mayOpen, onOpen }: CodesProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {visitors.length === 0 && `${t('visitors.none')} `}
        {t('visitors.hint')}
      </Text>
      {visitors.map((visitor) => (
        <Group key={visitor.id} justify="space-between" gap="xs" data-testid="visitor">
          <div>
            <Text size="sm" fw={500}>
              {t('visitors.one', { code: visitor.code })}
            </Text>
            <Text size="xs" c="dimmed">
              {t('visitors.version', { version: visitor.version, at: formatDateTime(visitor.writtenAt) })}
            </Text>
          </div>
          {visitor.wipedAt && <Badge color="gray">{t('visitors.wiped')}</Badge>}
          {mayOpen && !visitor.wipedAt && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconLock size={16} aria-hidden />}
              aria-label={t('visitors.openOf', { code: visitor.code })}
              onClick={() => onOpen(visitor)}
              data-testid="open-identity"
            >
              {t('visitors.open')}
            </Button>
          )}
        </Group>
      ))}
    </Stack>
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
          <Text span size="xs" c="dimmed">
            {` · ${formatDateTime(one.openedAt)}`}
          </Text>
        </Text>
      ))}
    </Stack>
  );
}
