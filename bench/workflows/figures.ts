import type { Events } from './events.ts';
import type { PollingADay } from './polling.ts';
import type { Throughput } from './throughput.ts';

/** The shape of the bench's JSON, which readers may rely on. */
export interface WorkflowsFigures {
  readonly throughput: Throughput;
  /** Events of a whole life whose photos come in one album, by the number of photos. */
  readonly eventsPerLife: Readonly<Record<string, number>>;
  /** The same and others, by kind of event. */
  readonly events: Events;
  readonly pollingADay: PollingADay;
}
