import { useEffect, useRef } from 'react';
import type { Sight } from './use-sight.ts';

interface Inputs {
  sight: Sight;
  seek: (wallMs: number) => void;
  /** Where a mouse is, wall ms, and which camera's lane it is on; null when it is away or drags. */
  onHover: (hover: { wallMs: number; row: string | null } | null) => void;
}

/** A finger or button that moves less than this has clicked. */
const clickPx = 4;
const wheelStep = 0.0015;
const pinchStep = 0.01;
const linePx = 16;

/**
 * What a mouse, a touchpad and fingers do on the line: the wheel zooms at the pointer (sideways or with Shift it pans), a drag
 * pans, on the ruler and where all is in sight it scrubs, two fingers pinch, a click goes there.
 */
export function useGestures(element: React.RefObject<HTMLDivElement | null>, inputs: Inputs): void {
  const now = useRef(inputs);
  now.current = inputs;
  useEffect(() => {
    if (!element.current) return;
    const line = new Line(element.current, () => now.current);
    const listening = new AbortController();
    const { signal } = listening;
    element.current.addEventListener('wheel', line.wheel, { signal, passive: false });
    element.current.addEventListener('pointerdown', line.down, { signal });
    element.current.addEventListener('pointermove', line.move, { signal });
    element.current.addEventListener('pointerup', line.up, { signal });
    element.current.addEventListener('pointercancel', line.cancel, { signal });
    element.current.addEventListener('pointerleave', () => now.current.onHover(null), { signal });
    return () => listening.abort();
  }, [element]);
}

interface Pressed {
  x: number;
  startX: number;
  moved: boolean;
  scrubs: boolean;
}

class Line {
  readonly #track: HTMLElement;
  readonly #now: () => Inputs;
  readonly #pressed = new Map<number, Pressed>();

  constructor(track: HTMLElement, now: () => Inputs) {
    this.#track = track;
    this.#now = now;
  }

  wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const { sight } = this.#now();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? linePx : 1;
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (sideways || event.shiftKey) sight.panBy(this.#msOf((sideways ? event.deltaX : event.deltaY) * unit));
    else {
      const step = event.ctrlKey ? pinchStep : wheelStep;
      sight.zoomBy(Math.exp(event.deltaY * unit * step), this.#timeAt(event.clientX));
    }
  };

  down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    this.#track.setPointerCapture(event.pointerId);
    const x = event.clientX;
    const scrubs = this.#scrubs(event);
    this.#pressed.set(event.pointerId, { x, startX: x, moved: false, scrubs });
    if (this.#pressed.size === 1 && scrubs) this.#now().seek(this.#timeAt(x));
  };

  move = (event: PointerEvent): void => {
    const one = this.#pressed.get(event.pointerId);
    const { onHover, sight, seek } = this.#now();
    if (!one) {
      const row = event.target instanceof Element ? event.target.closest('[data-row]') : null;
      onHover({ wallMs: this.#timeAt(event.clientX), row: row?.getAttribute('data-row') ?? null });
      return;
    }
    onHover(null);
    if (Math.abs(event.clientX - one.startX) > clickPx) one.moved = true;
    if (this.#pressed.size === 2) this.#pinch(event, one);
    else if (one.scrubs) seek(this.#timeAt(event.clientX));
    else if (one.moved) sight.panBy(-this.#msOf(event.clientX - one.x));
    one.x = event.clientX;
  };

  up = (event: PointerEvent): void => {
    const one = this.#pressed.get(event.pointerId);
    this.#pressed.delete(event.pointerId);
    if (one && !one.moved && !one.scrubs && this.#pressed.size === 0) this.#now().seek(this.#timeAt(event.clientX));
  };

  cancel = (event: PointerEvent): void => {
    this.#pressed.delete(event.pointerId);
  };

  #pinch(event: PointerEvent, one: Pressed): void {
    const other = [...this.#pressed.entries()].find(([id]) => id !== event.pointerId)?.[1];
    if (!other) return;
    other.moved = true;
    one.moved = true;
    const before = Math.max(10, Math.abs(one.x - other.x));
    const after = Math.max(10, Math.abs(event.clientX - other.x));
    this.#now().sight.zoomBy(before / after, this.#timeAt((event.clientX + other.x) / 2));
  }

  #scrubs(event: PointerEvent): boolean {
    const { part, limits } = this.#now().sight;
    const onRuler = event.target instanceof Element && event.target.closest('[data-scrub]') !== null;
    return onRuler || part.to - part.from >= limits.to - limits.from;
  }

  #timeAt(clientX: number): number {
    const box = this.#track.getBoundingClientRect();
    const { from, to } = this.#now().sight.part;
    return from + Math.min(1, Math.max(0, (clientX - box.left) / box.width)) * (to - from);
  }

  #msOf(px: number): number {
    const { from, to } = this.#now().sight.part;
    return (px / this.#track.getBoundingClientRect().width) * (to - from);
  }
}
