import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Component } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../ui/empty.tsx';

interface Props {
  /** A new place gets a new try. */
  place: string;
  children: React.ReactNode;
}

/** Catches a screen that fails to draw, so that the rail and the rest stay usable. */
export class ErrorBoundary extends Component<Props, { brokenAt: string | null }> {
  override state = { brokenAt: null as string | null };

  static getDerivedStateFromError(): { brokenAt: string } {
    return { brokenAt: location.pathname };
  }

  override render(): React.ReactNode {
    return this.state.brokenAt === this.props.place ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useTranslation();
  return (
    <Empty
      icon={IconAlertTriangle}
      title={t('app.broken.title')}
      hint={t('app.broken.hint')}
      action={<Button onClick={() => location.reload()}>{t('app.broken.reload')}</Button>}
    />
  );
}
