import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';

/**
 * Changes no payload. It can hold up the workflow tasks of one workflow, as a busy machine does: they stay open meanwhile; and it
 * tells when one begins what has a summary.
 */
export class HeldTasks implements PayloadCodec {
  readonly #until = new Map<string, number>();
  readonly #summaries = new EventEmitter();

  /** From now on, for so long, ms: whatever is to be read or written for the workflow waits. */
  hold(workflowId: string, ms: number): void {
    this.#until.set(workflowId, Date.now() + ms);
  }

  /** Until the workflow begins the next timer or activity of this summary, or so many ms have passed. */
  async begun(workflowId: string, summary: string, withinMs: number): Promise<void> {
    const signal = AbortSignal.timeout(withinMs);
    await once(this.#summaries, nameOf(workflowId, summary), { signal }).catch(() => undefined);
  }

  async encode(payloads: Payload[], context?: SerializationContext): Promise<Payload[]> {
    await this.#passed(context);
    for (const { data } of payloads) {
      if (data && context) this.#summaries.emit(nameOf(context.workflowId ?? '', Buffer.from(data).toString()));
    }
    return payloads;
  }

  async decode(payloads: Payload[], context?: SerializationContext): Promise<Payload[]> {
    await this.#passed(context);
    return payloads;
  }

  async #passed(context?: SerializationContext): Promise<void> {
    const workflowId = context?.type === 'workflow' ? context.workflowId : undefined;
    const until = workflowId === undefined ? undefined : this.#until.get(workflowId);
    if (workflowId === undefined || until === undefined) return;
    await pause(Math.max(0, until - Date.now()));
    if (this.#until.get(workflowId) === until) this.#until.delete(workflowId);
  }
}

const nameOf = (workflowId: string, data: string) => `${workflowId} ${data.replaceAll('"', '')}`;
