import { IconShieldLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CaseLink } from '../../../services/contracts/case.ts';

/** A case number that leads to its case; a shield when the case is protected. */
export function CaseChip({ link }: { link: Pick<CaseLink, 'id' | 'key' | 'accessClass'> }) {
  const { t } = useTranslation();
  return (
    <Link
      className="mc-chip"
      to={`/cases/${link.id}`}
      data-testid="case-chip"
      data-case-key={link.key}
      onClick={(event) => event.stopPropagation()}
    >
      {link.accessClass !== 'normal' && (
        <IconShieldLock size={14} stroke={1.8} aria-label={t(`terms.accessClass.${link.accessClass}`)} />
      )}
      {link.key}
    </Link>
  );
}
