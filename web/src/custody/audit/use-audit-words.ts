import { useTranslation } from 'react-i18next';
import { type AuditWords, auditWords } from '../../../../services/evidence/words/audit-words.ts';
import { isLanguage } from '../../text/languages.ts';

/** The words of the log in the person's language; the same as in its exports. */
export function useAuditWords(): AuditWords {
  const { language } = useTranslation().i18n;
  return auditWords[isLanguage(language) ? language : 'vi'];
}

/** An act in words; one from a later version under its own name. */
export function actWord(words: AuditWords, act: string): string {
  return (words.act as Record<string, string>)[act] ?? act;
}
