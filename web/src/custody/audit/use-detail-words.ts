import { useTranslation } from 'react-i18next';
import { role } from '../../../../services/contracts/account.ts';
import { holdReason } from '../../../../services/contracts/custody/retention.ts';
import { viewReason } from '../../../../services/contracts/view.ts';
import { formatDateTime } from '../../text/time.ts';
import { actWord, useAuditWords } from './use-audit-words.ts';

/** Says a detail of an entry: known codes in words, anything else as it is. */
export function useDetailWords() {
  const { t } = useTranslation();
  const words = useAuditWords();
  return (name: string, value: string | number | boolean): string => {
    const asRole = role.safeParse(value);
    if (name === 'role' && asRole.success) return t(`terms.role.${asRole.data}`);
    const asHold = holdReason.safeParse(value);
    if (name === 'reason' && asHold.success) return t(`custody.reason.${asHold.data}`);
    const asView = viewReason.safeParse(value);
    if (name === 'reasonCode' && asView.success) return t(`terms.viewReason.${asView.data}`);
    if (name === 'asked') return actWord(words, String(value));
    if (name === 'signsFrom') return t('audit.seal.from', { time: formatDateTime(String(value)) });
    return `${name}: ${value}`;
  };
}
