import { Select, type SelectProps } from '@mantine/core';

interface Props<T extends string>
  extends Pick<SelectProps, 'label' | 'description' | 'leftSection' | 'searchable' | 'placeholder' | 'error'> {
  options: readonly T[];
  labelOf: (option: T) => string;
  value: T | null;
  onChange: (value: T) => void;
}

/** A choice of one of a few known values. */
export function SelectOne<T extends string>({ options, labelOf, value, onChange, ...rest }: Props<T>) {
  return (
    <Select
      {...rest}
      data={options.map((option) => ({ value: option, label: labelOf(option) }))}
      value={value}
      onChange={(chosen) => {
        const option = options.find((one) => one === chosen);
        if (option) onChange(option);
      }}
    />
  );
}
