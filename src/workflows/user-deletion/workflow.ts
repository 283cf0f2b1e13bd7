import {
  allHandlersFinished,
  condition,
  log,
  makeContinueAsNewFunc,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import type { DeletionReceipt } from '../../domain/user/deletion.ts';
import type { Counted } from '../../domain/limits/limits.ts';
import type { TrainingRequest } from '../../domain/avatar/life.ts';
import { forgetting } from '../shared/activity-options.ts';
import { deleting, deletionRows, ending, receipts } from './activities.ts';
import { DELETION_QUESTIONS, requestDeletion, awaitDeletionStart, type UserDeletionInput } from './contract.ts';

const LOOK_AGAIN_MS = 5_000;
const LONGEST_WAIT_MS = 10 * 60_000;
/** How often Temporal is told to delete runs, and the first wait between two, ms: it does so within seconds. */
const ERASE_ROUNDS = 6;
const ERASE_AGAIN_MS = 500;
/** Latest commands that are remembered: Telegram delivers again within a day. */
const REMEMBERED_QUESTIONS = 10;
/** How long another command waits for the receipt of this one, ms. */
const RECEIPT_FIRST_MS = 10_000;

/**
 * Deletes all that was kept of a user when it began, and nothing that was started later: ends their runs, has the
 * trainer stop and delete, removes objects and rows, and checks until nothing is left. Until then nothing new of the
 * user is accepted. Counts for the receipt are taken before each deletion, so that a repeated step counts once.
 */
export async function userDeletionWorkflow(input: UserDeletionInput): Promise<DeletionReceipt> {
  const { telegramId, language } = input;
  const questions = [...(input.questions ?? [])];
  let holds = false;
  let again = false;
  setHandler(
    requestDeletion,
    ({ question }) => {
      if (questions.includes(question)) return;
      questions.push(question);
      upsertMemo({ [DELETION_QUESTIONS]: questions.slice(-REMEMBERED_QUESTIONS) });
      again = true;
    },
    { description: 'The user confirmed the deletion, perhaps again.' },
  );
  setHandler(awaitDeletionStart, () => condition(() => holds), {
    description: 'Answers once nothing new of the user is accepted.',
  });

  const deletion = createDeletion(input);
  const userId = await deletion.begin();
  holds = true;
  await deletion.run(userId);
  const receipt = deletion.receipt();
  const told = receipts.tellReceipt
    .executeWithOptions({ summary: 'the receipt' }, [{ telegramId, language, receipt }])
    .catch((error: unknown) => log.warn('the receipt could not be told', { error }));
  const isAskedAgain = condition(() => again).then(() => sleep(RECEIPT_FIRST_MS, { summary: 'the receipt first' }));
  await Promise.race([told, isAskedAgain]);
  await condition(allHandlersFinished);
  if (again) {
    const granted = questions.slice(-REMEMBERED_QUESTIONS);
    const goOn = makeContinueAsNewFunc<typeof userDeletionWorkflow>({ memo: { [DELETION_QUESTIONS]: granted } });
    await goOn({ ...input, questions: granted });
  }
  return receipt;
}

const noLimits = { trainingsADay: 0, avatarsADay: 0 };

function createDeletion({ telegramId, language, limits = noLimits, lookAgainMs = LOOK_AGAIN_MS }: UserDeletionInput) {
  // By Temporal's clock, like the starts of all other runs.
  const begunBy = workflowInfo().startTime.getTime();
  let avatarIds: readonly string[] = [];
  let finetuneIds: readonly string[] = [];
  const requests = new Map<string, 'deleted' | 'left'>();
  let count = { avatars: 0, photos: 0, models: 0, bytes: 0 };
  let unknown = 0;
  let counted: Counted = 'nothing';

  /** Shown to operators in the Web UI. */
  function say(step: string): void {
    const left = [...requests].flatMap(([id, fate]) => (fate === 'left' ? [`\`${id}\``] : []));
    setCurrentDetails(
      [
        `### ${step}`,
        `- avatars ${count.avatars}, photos ${count.photos}, models ${count.models}, bytes ${count.bytes}`,
        `- requests FAL has forgotten: ${requests.size - left.length} of ${requests.size}`,
        ...(left.length > 0
          ? [`- **left at FAL**, to be deleted by hand with a key of scope ADMIN: ${left.join(', ')}`]
          : []),
        ...(unknown > 0 ? [`- **not known**: ${unknown} submissions in doubt, or avatars whose rows are lost`] : []),
        ...(finetuneIds.length > 0
          ? [
              `- **models at FAL**, which it offers no way to delete: ${finetuneIds.map((id) => `\`${id}\``).join(', ')}`,
            ]
          : []),
        '',
        'A step that fails is tried again until it is done: see *Pending Activities* for why it fails.',
      ].join('\n'),
    );
  }

  async function forget(request: TrainingRequest): Promise<void> {
    const answer = await forgetting.forgetRequest
      .executeWithOptions({ summary: 'delete a request at FAL' }, [request])
      .catch((error: unknown) => {
        log.warn('FAL could not be made to forget a request', { requestId: request.requestId, error });
        return 'not_allowed' as const;
      });
    requests.set(request.requestId, answer === 'not_allowed' ? 'left' : 'deleted');
  }

  async function deleteAll(): Promise<void> {
    for (const avatarId of avatarIds) {
      await deleting.deleteBelongings.executeWithOptions({ summary: 'objects, then rows' }, [{ avatarId, telegramId }]);
    }
  }

  /** Repeated, because Temporal's list of runs lags, and runs that just ended may be missing from it. */
  async function eraseRuns(): Promise<void> {
    for (let round = 1; round <= ERASE_ROUNDS; round += 1) {
      const erased = await deleting.eraseRuns.executeWithOptions({ summary: 'histories' }, [
        { telegramId, avatarIds, begunBy },
      ]);
      if (erased === 0) return;
      await sleep(Math.min(lookAgainMs, ERASE_AGAIN_MS * round), { summary: 'until Temporal has deleted them' });
    }
    log.warn('histories are left that Temporal was told to forget');
  }

  async function untilNothingIsLeft(userId: string | null): Promise<void> {
    for (let round = 1; ; round += 1) {
      say('Looking whether anything is left');
      const { objects, rows } = await deleting.lookForRemains.executeWithOptions({ summary: 'check for remains' }, [
        { telegramId, userId: userId, avatarIds },
      ]);
      if (objects + rows === 0) return;
      log.warn('something is left of a user', { objects, rows });
      say(`Left: ${objects} objects, ${rows} rows. Deleting them again`);
      await sleep(Math.min(lookAgainMs * round, LONGEST_WAIT_MS), { summary: 'until the next check' });
      await deleteAll();
    }
  }

  return {
    /** From here on nothing new is accepted. @returns the id of the user's row; null: there is none */
    begin(): Promise<string | null> {
      say('Taking nothing new');
      return deletionRows.beginDeletion.executeWithOptions({ summary: 'accept nothing new' }, [
        { telegramId, language },
      ]);
    },

    /** The whole deletion, until new avatars and photos are accepted again. */
    async run(userId: string | null): Promise<void> {
      avatarIds = await deleting.findAvatars.executeWithOptions({ summary: 'find the avatars' }, [
        { telegramId, begunBy },
      ]);
      say('Ending the runs');
      await ending.endRuns.executeWithOptions({ summary: 'end the runs' }, [{ telegramId, avatarIds, begunBy }]);
      say('Looking for submissions in doubt');
      await deleting.settleDoubts.executeWithOptions({ summary: 'settle doubts' }, [{ telegramId, avatarIds }]);
      say('Counting');
      const found = await deleting.takeInventory.executeWithOptions({ summary: 'count what exists' }, [
        { telegramId, avatarIds, begunBy },
      ]);
      finetuneIds = found.finetuneIds;
      const { avatars, photos, models, bytes } = found;
      count = { avatars, photos, models, bytes };
      unknown = found.inDoubt + found.lost;
      say('Deleting objects and rows');
      await deleteAll();
      say('Having FAL forget');
      await Promise.all(found.requests.map(forget));
      const { isGone, kept } = await deletionRows.deleteUser.executeWithOptions({ summary: "the user's row" }, [
        { telegramId, userId: userId, avatarIds, limits },
      ]);
      counted = kept;
      say('Having histories forgotten');
      await eraseRuns();
      await untilNothingIsLeft(isGone ? userId : null);
      say('Gone. Telling the user');
      await deletionRows.endDeletion.executeWithOptions({ summary: 'accept new avatars again' }, [{ telegramId }]);
    },

    receipt: (): DeletionReceipt => {
      const left = [...requests.values()].filter((fate) => fate === 'left').length;
      return {
        ...count,
        counted,
        atTrainer: { deleted: requests.size - left, left, unknown, models: finetuneIds.length },
        at: Date.now(),
      };
    },
  };
}
