import {
  ActionIcon,
  Avatar,
  Badge,
  Group,
  Menu,
  Text,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core';
import {
  IconCompass,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconPlugConnectedX,
  IconShieldCheck,
  IconSun,
  IconUserCircle,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { languageNames, texts } from '../text/languages.ts';
import { chooseLanguage } from '../text/start-text.ts';
import { useMe } from './current-person.ts';
import { useFirstSteps } from './first-steps/use-first-steps.ts';
import { useLogout } from './use-logout.ts';

/** Connection, language, light or dark, who I am. */
export function TopBar({ connected, forcedDark }: { connected: boolean; forcedDark: boolean }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <Connection connected={connected} />
      <LanguageMenu />
      {!forcedDark && <SchemeButton />}
      <PersonMenu />
    </Group>
  );
}

function Connection({ connected }: { connected: boolean }) {
  const { t } = useTranslation();
  return (
    <div role="status" data-testid="connection" data-connected={connected}>
      {!connected && (
        <Badge color="yellow" size="lg" leftSection={<IconPlugConnectedX size={16} aria-hidden />}>
          {t('app.top.offline')}
        </Badge>
      )}
    </div>
  );
}

export function LanguageMenu() {
  const { t, i18n } = useTranslation();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('app.top.language')} data-testid="language">
          <IconLanguage size={20} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(texts) as (keyof typeof texts)[]).map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            fw={i18n.language === language ? 600 : 400}
            aria-current={i18n.language === language}
            onClick={() => void chooseLanguage(language)}
          >
            {languageNames[language]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function SchemeButton() {
  const { t } = useTranslation();
  const { colorScheme, toggleColorScheme } = useMantineColorScheme();
  const dark = colorScheme === 'dark';
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={dark ? t('app.top.toLight') : t('app.top.toDark')}
      onClick={toggleColorScheme}
    >
      {dark ? <IconSun size={20} stroke={1.6} /> : <IconMoon size={20} stroke={1.6} />}
    </ActionIcon>
  );
}

function PersonMenu() {
  const { t } = useTranslation();
  const me = useMe();
  const logout = useLogout();
  const firstSteps = useFirstSteps();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <UnstyledButton data-testid="account-menu">
          <VisuallyHidden>{`${t('app.top.account')}: ${me.name}, ${t(`terms.role.${me.role}`)}`}</VisuallyHidden>
          <Group gap="xs" wrap="nowrap" aria-hidden>
            <Avatar size={32} radius="xl" color="teal" name={me.name} />
            <div>
              <Text size="sm" fw={500} lh={1.25} visibleFrom="md" className="mc-nowrap">
                {me.name}
              </Text>
              <Text size="xs" c="dimmed" lh={1.25} visibleFrom="md" className="mc-nowrap">
                {t(`terms.role.${me.role}`)}
              </Text>
            </div>
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label hiddenFrom="md">
          {me.name} · {t(`terms.role.${me.role}`)}
        </Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<IconUserCircle size={16} />} data-testid="own-account">
          {t('account.title')}
        </Menu.Item>
        <Menu.Item
          component={Link}
          to="/privacy"
          leftSection={<IconShieldCheck size={16} />}
          data-testid="privacy-link"
        >
          {t('privacy.link')}
        </Menu.Item>
        <Menu.Item
          component={Link}
          to="/"
          leftSection={<IconCompass size={16} />}
          onClick={firstSteps.show}
          data-testid="show-first-steps"
        >
          {t('firstSteps.again')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void logout()} data-testid="logout">
          {t('app.top.logout')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
