import { encode } from 'uqr';

/** A QR code, drawn here: its text goes nowhere. White around it in dark looks too, or phones do not find it. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      style={{ width: '100%', maxWidth: 216, background: 'white', borderRadius: 8 }}
      data-testid="qr"
    >
      <path d={dark.join('')} fill="black" />
    </svg>
  );
}
