import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';

/**
 * Changes no payload. Delays the workflow tasks of one workflow, like a busy machine: they stay open meanwhile. It also
 * reports when a workflow starts something with a summary.
 */
export class HeldTasks implements PayloadCodec {
  readonly #until = new Map<string, number>();
  readonly #summaries = new EventEmitter();

  /** From now on, for this time, reads and writes of the workflow's payloads wait. */
  hold(workflowId: string, ms: number): void {
    this.#until.set(workflowId, Date.now() + ms);
  }

  /** Resolves when the workflow starts the next timer or activity with this summary, or after this time. */
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
