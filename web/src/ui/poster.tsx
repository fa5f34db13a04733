import { Text } from '@mantine/core';
import { IconPhotoOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';

interface Props {
  address: string | null;
  alt: string;
  /** What to say where there is no picture; nothing for small ones. */
  empty?: string;
  /** Ask for a newer picture this often. */
  refreshMs?: number;
}

/** A picture in its frame, which keeps its size while it loads and says so when there is none. */
export function Poster({ address, alt, empty, refreshMs }: Props) {
  const [turn, setTurn] = useState(0);
  const [broken, setBroken] = useState<string | null>(null);
  useEffect(() => {
    if (!refreshMs || !address) return;
    const timer = setInterval(
      () => document.visibilityState === 'visible' && setTurn((before) => before + 1),
      refreshMs,
    );
    return () => clearInterval(timer);
  }, [refreshMs, address]);
  const source = address && turn > 0 ? `${address}${address.includes('?') ? '&' : '?'}turn=${turn}` : address;
  return (
    <div className="mc-picture">
      <div>
        <IconPhotoOff size={24} stroke={1.4} aria-hidden />
        {empty && <Text size="sm">{empty}</Text>}
      </div>
      {source && broken !== source && <img src={source} alt={alt} onError={() => setBroken(source)} />}
    </div>
  );
}
