import { useEffect, useState } from 'react';
import type { View } from '../../../../services/contracts/view.ts';

/** A picture out of the view, kept in this page's memory only. */
export interface HoverPicture {
  /** A blob of this page. */
  address: string;
  takenAtMs: number;
}

/** Pictures are asked for by whole seconds: a key frame is hardly ever shorter. */
const gridMs = 1_000;
const mostKept = 300;

/** Fetches pictures one at a time; what was wanted while one is on its way is asked next, what was wanted in between is not. */
export class HoverPictures {
  readonly #view: View;
  readonly #kept = new Map<string, HoverPicture>();
  readonly #gone = new AbortController();
  #isBusy = false;
  #wanted: (() => Promise<void>) | null = null;

  constructor(view: View) {
    this.#view = view;
  }

  /** Gives the picture of an instant to `show`: at once when it is kept, else when it comes, unless another is wanted by then. */
  want(cameraId: string, wallMs: number, show: (picture: HoverPicture) => void): void {
    const at = Math.max(Date.parse(this.#view.from), Math.floor(wallMs / gridMs) * gridMs);
    const key = `${cameraId}/${at}`;
    const kept = this.#kept.get(key);
    this.#wanted = null;
    if (kept) {
      show(kept);
      return;
    }
    this.#wanted = async () => {
      const picture = await this.#fetch(cameraId, at);
      if (!picture) return;
      this.#keep(key, picture);
      if (this.#wanted === null) show(picture);
    };
    void this.#work();
  }

  close(): void {
    this.#gone.abort();
    for (const { address } of this.#kept.values()) URL.revokeObjectURL(address);
    this.#kept.clear();
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    while (this.#wanted !== null) {
      const work: () => Promise<void> = this.#wanted;
      this.#wanted = null;
      await work();
    }
    this.#isBusy = false;
  }

  /** null where there is none to show; the picture on the stage tells what is wrong. */
  async #fetch(cameraId: string, at: number): Promise<HoverPicture | null> {
    const address = `/api/views/${this.#view.id}/cameras/${cameraId}/picture?at=${new Date(at).toISOString()}`;
    const { signal } = this.#gone;
    const answer = await fetch(address, { credentials: 'same-origin', signal }).catch(() => null);
    if (!answer?.ok) return null;
    const blob = await answer.blob();
    if (signal.aborted) return null;
    return { address: URL.createObjectURL(blob), takenAtMs: Number(answer.headers.get('taken-at-ms')) };
  }

  #keep(key: string, picture: HoverPicture): void {
    this.#kept.set(key, picture);
    const [oldest] = this.#kept.entries();
    if (this.#kept.size <= mostKept || !oldest) return;
    URL.revokeObjectURL(oldest[1].address);
    this.#kept.delete(oldest[0]);
  }
}

/** The picture to show for where the pointer is; null until one is there. */
export function useHoverPicture(view: View, cameraId: string | null, wallMs: number | null): HoverPicture | null {
  const [pictures, setPictures] = useState<HoverPictures | null>(null);
  const [shown, setShown] = useState<{ cameraId: string; picture: HoverPicture } | null>(null);
  useEffect(() => {
    const made = new HoverPictures(view);
    setPictures(made);
    return () => made.close();
  }, [view]);
  useEffect(() => {
    if (cameraId === null || wallMs === null) setShown(null);
    else pictures?.want(cameraId, wallMs, (picture) => setShown({ cameraId, picture }));
  }, [pictures, cameraId, wallMs]);
  return shown?.cameraId === cameraId ? shown.picture : null;
}
