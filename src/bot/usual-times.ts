import type { UsualTimes } from '../chat/menu.ts';
import type { TrainingType } from '../domain/avatar/avatar.ts';
import { chooseTrainer } from '../domain/training/trainers.ts';
import type { BotContext, BotDeps } from './context.ts';
import { forLog } from './errors.ts';

/** How long new trainings should take: like the latest ones, else the trainer's usual time. */
export async function usualTimes(ctx: BotContext, { gallery, trainers }: BotDeps): Promise<UsualTimes> {
  const usual = async (trainingType: TrainingType) => {
    const trainer = chooseTrainer(trainingType, trainers);
    const learned = await gallery.usualTime(trainer).catch((error: unknown) => {
      ctx.log.warn({ err: forLog(error) }, 'the usual time is not known');
      return null;
    });
    return learned ?? trainer.usualMs;
  };
  const [portrait, style] = await Promise.all([usual('portrait'), usual('style')]);
  return { portrait, style };
}
