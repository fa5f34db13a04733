/**
 * Why there is no time stamp. `away`: no answer, or none that is meant as one; `refused`: the authority says no; `unfit`:
 * an answer that is no time stamp of what was asked; `clock`: its time and ours are too far apart.
 */
export class TimeStampError extends Error {
  readonly kind: 'away' | 'refused' | 'unfit' | 'clock';

  constructor(kind: TimeStampError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TimeStampError';
    this.kind = kind;
  }
}
