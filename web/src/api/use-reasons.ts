import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { fixedReason } from '../../../services/contracts/access/view-reason.ts';
import { isLanguage } from '../text/languages.ts';
import { reasonsQuery } from './queries.ts';

/** Says why somebody looked: as the office words it, in the person's language. */
export function useReasonWords(): (code: string) => string {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(reasonsQuery);
  const lang = isLanguage(i18n.language) ? i18n.language : 'vi';
  return (code) => {
    const fixed = fixedReason.safeParse(code);
    if (fixed.success) return t(`terms.viewReason.${fixed.data}`);
    return data?.items.find((one) => one.code === code)?.words[lang] ?? code;
  };
}
