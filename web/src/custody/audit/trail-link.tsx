import { Anchor, Button } from '@mantine/core';
import { IconNotebook } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe } from '../../app/current-person.ts';

interface Props {
  /** Id of a session, case or clip. */
  aboutId: string;
  /** As a line of text instead of a button. */
  small?: boolean;
}

/** Leads to the log, filtered to the trail of a thing; for those who read the log. */
export function TrailLink({ aboutId, small = false }: Props) {
  const { t } = useTranslation();
  if (useMe().role !== 'chief') return null;
  const link = { to: `/audit?aboutId=${aboutId}`, 'data-testid': 'trail' };
  if (small)
    return (
      <Anchor component={Link} size="xs" {...link}>
        {t('audit.title')}
      </Anchor>
    );
  return (
    <Button component={Link} variant="default" leftSection={<IconNotebook size={18} aria-hidden />} {...link}>
      {t('audit.title')}
    </Button>
  );
}
