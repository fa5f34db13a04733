import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { isLanguage, type Language, type Texts, texts } from './languages.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: Texts };
  }
}

const memory = 'minhchung.language';

/** Starts the texts in the language this browser used last; Vietnamese the first time. */
export async function startText(): Promise<void> {
  const remembered = localStorage.getItem(memory);
  await i18next.use(initReactI18next).init({
    lng: isLanguage(remembered) ? remembered : 'vi',
    fallbackLng: 'vi',
    resources: { vi: { translation: texts.vi }, en: { translation: texts.en }, ru: { translation: texts.ru } },
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = i18next.language;
}

/** Switches the language at once and remembers it. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(memory, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}
