import {
  Badge,
  Button,
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  Modal,
  NumberInput,
  Select,
  Table,
  TextInput,
} from '@mantine/core';

/** The one accent. Shade 7 on white is 5.9:1, shade 4 on the dark ground 7:1. */
const teal: MantineColorsTuple = [
  '#e9f6f5',
  '#d2eae8',
  '#a5d5d1',
  '#74beb8',
  '#4baaa3',
  '#2f9a93',
  '#127f78',
  '#0b6e69',
  '#0a5b57',
  '#074744',
];

/** Recording and danger: white on shades 6 and 7 is 5:1 and more. */
const red: MantineColorsTuple = [
  '#fff1f0',
  '#ffe1df',
  '#ffc6c2',
  '#fba39d',
  '#f27c75',
  '#e5544d',
  '#cf3630',
  '#bf2f2a',
  '#a32621',
  '#7f1d19',
];

/** Attention: dark enough to be read as text on its own light ground. */
const amber: MantineColorsTuple = [
  '#fff6e5',
  '#fdebc8',
  '#f9d694',
  '#f4bf5e',
  '#efab33',
  '#d98f12',
  '#b9751a',
  '#8a5300',
  '#6d4200',
  '#5a3600',
];

/** Neutral with a breath of teal, so that greys and accent belong together. */
const dark: MantineColorsTuple = [
  '#d5dbdb',
  '#aeb8b9',
  '#8b9899',
  '#5e6c6e',
  '#3f4b4d',
  '#313b3d',
  '#232b2d',
  '#1a2123',
  '#141a1c',
  '#0d1213',
];

export const theme = createTheme({
  colors: { teal, dark, red, yellow: amber },
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.32,
  fontFamily: "'Be Vietnam Pro', 'Segoe UI', 'Noto Sans', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', Consolas, monospace",
  headings: { fontFamily: "'Be Vietnam Pro', 'Segoe UI', 'Noto Sans', system-ui, sans-serif", fontWeight: '600' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Badge: Badge.extend({
      defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 500 },
      // A state is never cut to "đang…": the column gets the room it takes.
      styles: { root: { minWidth: 'max-content' } },
    }),
    Button: Button.extend({ defaultProps: { radius: 'md' } }),
    Modal: Modal.extend({
      defaultProps: { centered: true, radius: 'lg', overlayProps: { blur: 2, backgroundOpacity: 0.5 } },
      styles: {
        title: { fontWeight: 600, fontSize: 'var(--mantine-font-size-lg)' },
        header: { background: 'var(--mc-card)' },
        content: { background: 'var(--mc-card)', border: '1px solid var(--mc-edge)' },
      },
    }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 'sm', horizontalSpacing: 'md' } }),
    TextInput: TextInput.extend({ defaultProps: { autoComplete: 'off' } }),
    NumberInput: NumberInput.extend({ defaultProps: { clampBehavior: 'strict' } }),
    Select: Select.extend({ defaultProps: { checkIconPosition: 'right', allowDeselect: false } }),
  },
});

/** Tokens of our own, used by the style sheets as `var(--mc-…)`. */
export const tokens: CSSVariablesResolver = () => ({
  variables: {
    '--mc-stage': '#0a0e0f',
    '--mc-stage-edge': '#2b3537',
    '--mc-on-stage': '#e8eeee',
    '--mc-on-stage-dim': '#9fb0b1',
    '--mc-recording': '#e5484d',
    '--mc-veil': 'rgb(8 12 13 / 78%)',
  },
  light: {
    '--mc-ground': '#f4f6f6',
    '--mc-card': '#ffffff',
    '--mc-edge': '#dde3e3',
    '--mc-dim': '#526062',
    '--mc-attention': '#8a5300',
    '--mc-danger': '#b3261e',
    '--mc-footage': '#178a83',
    '--mc-gap': '#b9691a',
    '--mc-lane': '#e6ebeb',
    '--mc-watched': '#7c6bd6',
    '--mantine-color-dimmed': '#526062',
    '--mantine-color-placeholder': '#66757a',
  },
  dark: {
    '--mc-ground': '#101516',
    '--mc-card': '#1a2123',
    '--mc-edge': '#2e383a',
    '--mc-dim': '#a3b1b2',
    '--mc-attention': '#f0b35b',
    '--mc-danger': '#ff8b84',
    '--mc-footage': '#2f9a93',
    '--mc-gap': '#e0923f',
    '--mc-lane': '#242d2f',
    '--mc-watched': '#a598f0',
    '--mantine-color-body': '#141a1c',
    '--mantine-color-dimmed': '#a3b1b2',
    '--mantine-color-placeholder': '#93a3a5',
  },
});
