import { Text } from '@mantine/core';
import { Fragment } from 'react';

/** Names and values in two columns. */
export function Facts({ rows }: { rows: readonly (readonly [name: string, value: React.ReactNode])[] }) {
  return (
    <dl
      style={{
        display: 'grid',
        gridTemplateColumns: 'minmax(6rem, min(42%, 16rem)) 1fr',
        gap: '0.4rem 1.25rem',
        margin: 0,
      }}
    >
      {rows.map(([name, value]) => (
        <Fragment key={name}>
          <Text component="dt" size="sm" c="dimmed">
            {name}
          </Text>
          <Text component="dd" size="sm" m={0}>
            {value}
          </Text>
        </Fragment>
      ))}
    </dl>
  );
}
