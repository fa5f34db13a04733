import { useTranslation } from 'react-i18next';
import { useMe } from '../app/current-person.ts';
import { formatDate } from '../text/time.ts';
import { useNow } from '../text/use-duration.ts';
import { Page } from '../ui/page.tsx';
import { NotesForMe } from './notes-for-me.tsx';
import { OfficerToday } from './officer-today.tsx';
import { OverseerToday } from './overseer-today.tsx';

/** Home: what is going on now, and the one thing to do next for the person's role. */
export function TodayScreen() {
  const { t } = useTranslation();
  const { role } = useMe();
  const now = useNow(60_000);
  return (
    <Page title={`${t('today.title')}, ${formatDate(now)}`}>
      <NotesForMe />
      {role === 'officer' ? <OfficerToday /> : <OverseerToday />}
    </Page>
  );
}
