/** Replaces the inspector's thread file: the first byte of a task says how to misbehave. */
import type { InspectionAnswer, Question } from '../../../../../src/activities/adapters/photos/inspector/question.ts';

export const deeds = {
  answer: 0,
  exit: 1,
  throw: 2,
  hang: 3,
  wait: 4,
  exitLater: 5,
  takeLong: 6,
  beHeavy: 7,
  insist: 8,
};

export const ready = (): Promise<void> => Promise.resolve();

const answer: InspectionAnswer = { inspected: { finding: { code: 'no_face' } } };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function inspectPhoto({ bytes, alone }: Question): Promise<InspectionAnswer> {
  const [deed] = bytes;
  if (deed === deeds.exit) process.exit(7);
  if (deed === deeds.throw) throw new Error('what happens');
  if (deed === deeds.hang) for (;;);
  if (deed === deeds.wait) await new Promise(() => undefined);
  if (deed === deeds.exitLater) setTimeout(failUnheard, 20);
  if (deed === deeds.takeLong) await pause(600);
  if (deed === deeds.beHeavy && !alone) return { heavy: bytes };
  if (deed === deeds.insist) return { heavy: bytes };
  return answer;
}

function failUnheard(): void {
  throw new Error('nobody hears this');
}
