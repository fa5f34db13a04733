import { Button } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Empty } from '../ui/empty.tsx';

export function NotFound({ home }: { home: string }) {
  const { t } = useTranslation();
  return (
    <Empty
      icon={IconMapQuestion}
      title={t('app.notFound.title')}
      hint={t('app.notFound.hint')}
      action={
        <Button component={Link} to={home}>
          {t('app.notFound.home')}
        </Button>
      }
    />
  );
}
