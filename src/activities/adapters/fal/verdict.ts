import { RequestUnknown, TrainerRejected, TrainingFailed } from '../../ports/trainer.ts';
import { readError, type FalError } from './answer.ts';
import { faultOf } from './failures.ts';
import type { FalFailure } from './fetch.ts';

/** The model's error about its run: it refused the input (4xx), or it failed. */
export function modelVerdict(told: FalError): TrainerRejected | TrainingFailed {
  const fault = faultOf(told);
  return (told.status ?? 500) < 500
    ? new TrainerRejected(told.message, fault)
    : new TrainingFailed(told.message, fault);
}

/** What a status call's error says about the training; undefined: nothing, only the call failed. */
export function statusVerdict(failure: FalFailure): TrainerRejected | undefined {
  const told = readError(failure);
  if (failure.status === 404) return new RequestUnknown(told.message);
  return failure.status === 422 ? new TrainerRejected(told.message, faultOf(told)) : undefined;
}
