import { Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Identity, type Visitor, visitorRoutes } from '../../../../../services/contracts/access/visitor.ts';
import { call } from '../../../api/call.ts';
import { formatDateTime } from '../../../text/time.ts';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { ShownIdentity } from './open-identity.tsx';
import { usePrivateCall } from './use-private-call.ts';

interface Props {
  visitor: Visitor;
  /** When the approval is over. */
  until: string;
  /** Something was written down: lists are to be asked for again. */
  onOpened: () => void;
  onClose: () => void;
}

/** Opens an identity that was asked for and approved: it says first that this happens once. */
export function OpenOnce({ visitor, until, onOpened, onClose }: Props) {
  const { t } = useTranslation();
  const [who, setWho] = useState<Identity | null>(null);
  const open = usePrivateCall(
    () => call(visitorRoutes.openApproved, { params: { visitorId: visitor.id } }),
    ({ identity }) => {
      setWho(identity);
      onOpened();
    },
  );
  if (who) return <ShownIdentity visitor={visitor} who={who} onClose={onClose} />;
  return (
    <FormDialog
      title={t('visitors.openOnceOf', { code: visitor.code })}
      hint={t('visitors.onceHint', { time: formatDateTime(until) })}
      submit={t('visitors.openOnce')}
      ready
      busy={open.busy}
      error={open.error}
      onSubmit={() => void open.send(undefined)}
      onClose={onClose}
    >
      <Text size="xs" c="dimmed">
        {t('visitors.filmed')}
      </Text>
    </FormDialog>
  );
}
