import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ListedVisitor } from '../../../../../services/contracts/access/visitor.ts';
import { formatDateTime } from '../../../text/time.ts';

/** What a person may do about an identity. */
export type OpeningWay = 'open' | 'ask' | 'once';

interface Props {
  visitors: readonly ListedVisitor[];
  mayOpen: boolean;
  mayAsk: boolean;
  onOpen: (visitor: ListedVisitor, way: OpeningWay) => void;
}

/** The visitors of a session by their codes, each with the way to the identity that the person has. */
export function VisitorCodes({ visitors, onOpen, ...rights }: Props) {
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
            {visitor.request?.state === 'approved' && (
              <Text size="xs">{t('visitors.until', { time: formatDateTime(visitor.request.until) })}</Text>
            )}
          </div>
          <Way visitor={visitor} way={wayTo(visitor, rights)} onOpen={onOpen} />
        </Group>
      ))}
    </Stack>
  );
}

function wayTo({ wipedAt, request }: ListedVisitor, rights: { mayOpen: boolean; mayAsk: boolean }): OpeningWay | null {
  if (wipedAt) return null;
  if (rights.mayOpen) return 'open';
  if (!rights.mayAsk || request?.state === 'asked') return null;
  return request ? 'once' : 'ask';
}

function Way(props: { visitor: ListedVisitor; way: OpeningWay | null; onOpen: Props['onOpen'] }) {
  const { visitor, way, onOpen } = props;
  const { t } = useTranslation();
  const words = {
    open: [t('visitors.open'), t('visitors.openOf', { code: visitor.code })],
    ask: [t('visitors.ask'), t('visitors.askOf', { code: visitor.code })],
    once: [t('visitors.openOnce'), t('visitors.openOnceOf', { code: visitor.code })],
  } as const;
  return (
    <Group gap="xs">
      {visitor.wipedAt && <Badge color="gray">{t('visitors.wiped')}</Badge>}
      {!visitor.wipedAt && visitor.request?.state === 'asked' && <Badge color="yellow">{t('visitors.waits')}</Badge>}
      {way && (
        <Button
          size="compact-sm"
          variant={way === 'once' ? 'filled' : 'default'}
          leftSection={<IconLock size={16} aria-hidden />}
          aria-label={words[way][1]}
          onClick={() => onOpen(visitor, way)}
          data-testid={`${way}-identity`}
        >
          {words[way][0]}
        </Button>
      )}
    </Group>
  );
}
