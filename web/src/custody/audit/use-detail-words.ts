import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sayDetail } from '../../../../services/evidence/words/detail-words.ts';
import { reasonsQuery } from '../../api/queries.ts';
import { isLanguage } from '../../text/languages.ts';
import { formatDateTime } from '../../text/time.ts';

/** Says a detail of an entry in the person's language; the same as in a printed trail. */
export function useDetailWords() {
  const { language } = useTranslation().i18n;
  const { data } = useQuery(reasonsQuery);
  const lang = isLanguage(language) ? language : 'vi';
  const reasons = Object.fromEntries((data?.items ?? []).map(({ code, words }) => [code, words]));
  return (name: string, value: string | number | boolean) =>
    sayDetail(lang, name, value, { time: formatDateTime, reasons });
}
