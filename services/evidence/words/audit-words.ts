import { en } from './audit/en.ts';
import { ru } from './audit/ru.ts';
import type { AuditWords } from './audit/shape.ts';
import { vi } from './audit/vi.ts';

export type { AuditWords } from './audit/shape.ts';

/** The audit log in words, by language. */
export const auditWords: Record<'vi' | 'en' | 'ru', AuditWords> = { vi, en, ru };
