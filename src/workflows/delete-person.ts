import { continueAsNew, log, setCurrentDetails, setHandler, sleep } from '@temporalio/workflow';
import type { DeletionReceipt } from '../domain/deletion.ts';
import type { TrainingRequest } from '../domain/life.ts';
import { deleting, ending, forgetting, receipts, standing } from './person-activities.ts';
import { deletionAsked, type DeletePersonInput } from './person-messages.ts';

const LOOK_AGAIN_MS = 5_000;
const LONGEST_WAIT_MS = 10 * 60_000;

/**
 * Deletes all that is kept of a person: ends their runs, has the trainer stop and forget, removes objects and rows, and
 * looks until nothing is left. What is told at the end is counted before it goes, so that a repeated step counts it once.
 */
export async function deletePersonWorkflow(input: DeletePersonInput): Promise<DeletionReceipt> {
  const { telegramId, language, lookAgainMs = LOOK_AGAIN_MS } = input;
  let latest = 0;
  setHandler(deletionAsked, ({ updateId }) => void (latest = Math.max(latest, updateId)), {
    description: 'The person wants it, perhaps once more.',
  });

  const deletion = createDeletion(telegramId, lookAgainMs);
  const personId = await deletion.untilPersonIsGone();
  // Whoever comes from here on is somebody new: what they have is not touched, unless they ask.
  const granted = latest;
  if (personId !== null) await deletion.untilNothingIsLeft(personId);
  const receipt = deletion.receipt();
  deletion.say('Gone. Telling the person.');
  await receipts.tellReceipt
    .executeWithOptions({ summary: 'the receipt' }, [{ telegramId, language, receipt }])
    .catch((error: unknown) => log.warn('the receipt could not be told', { error }));
  deletion.say('Done.');
  if (latest > granted) await continueAsNew<typeof deletePersonWorkflow>(input);
  return receipt;
}

function createDeletion(telegramId: number, lookAgainMs: number) {
  const avatarIds = new Set<string>();
  const finetuneIds = new Set<string>();
  const requests = new Map<string, 'deleted' | 'left'>();
  const count = { photos: 0, models: 0, bytes: 0 };

  /** What operators see in the Web UI. */
  function say(step: string): void {
    const left = [...requests].flatMap(([id, fate]) => (fate === 'left' ? [`\`${id}\``] : []));
    setCurrentDetails(
      [
        `### ${step}`,
        `- avatars ${avatarIds.size}, photos ${count.photos}, models ${count.models}, bytes ${count.bytes}`,
        `- requests FAL has forgotten: ${requests.size - left.length} of ${requests.size}`,
        ...(left.length > 0
          ? [`- **left at FAL**, to be deleted by hand with a key of scope ADMIN: ${left.join(', ')}`]
          : []),
        ...(finetuneIds.size > 0
          ? [
              `- **models at FAL**, which it offers no way to delete: ${[...finetuneIds].map((id) => `\`${id}\``).join(', ')}`,
            ]
          : []),
        '',
        'A step that fails is tried again until it is done: see *Pending Activities* for why it fails.',
      ].join('\n'),
    );
  }

  async function forget(request: TrainingRequest): Promise<void> {
    if (requests.get(request.requestId) === 'deleted') return;
    const answer = await forgetting.forgetRequest
      .executeWithOptions({ summary: 'FAL forgets a request' }, [request])
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

  /** @returns false: there are avatars again, which were begun at the same moment */
  async function deleteOnce(personId: string): Promise<boolean> {
    say('Counting');
    const found = await deleting.takeInventory.executeWithOptions({ summary: 'what there is' }, [
      { telegramId, personId, avatarIds: [...avatarIds] },
    ]);
    for (const id of found.avatarIds) avatarIds.add(id);
    for (const id of found.finetuneIds) finetuneIds.add(id);
    count.photos += found.photos;
    count.models += found.models;
    count.bytes += found.bytes;
    say('Deleting objects and rows');
    await deleteAll();
    say('Having FAL forget');
    await Promise.all(found.requests.map(forget));
    return standing.deletePerson.executeWithOptions({ summary: "the person's row" }, [{ personId }]);
  }

  async function pause(round: number): Promise<void> {
    await sleep(Math.min(lookAgainMs * round, LONGEST_WAIT_MS), { summary: 'until the next look' });
  }

  return {
    say,

    /** @returns the id of the row that was the person's; null: there was none */
    async untilPersonIsGone(): Promise<string | null> {
      for (let round = 1; ; round += 1) {
        say('Ending the runs');
        const before = await standing.beginDeletion.executeWithOptions({ summary: 'nothing new' }, [{ telegramId }]);
        await ending.endRuns.executeWithOptions({ summary: 'end the runs' }, [{ telegramId, personId: before }]);
        // An avatar may have been begun between the two.
        const personId =
          before ??
          (await standing.beginDeletion.executeWithOptions({ summary: 'anybody after all?' }, [{ telegramId }]));
        if (personId === null || (await deleteOnce(personId))) return personId;
        await pause(round);
      }
    },

    async untilNothingIsLeft(personId: string): Promise<void> {
      for (let round = 1; ; round += 1) {
        say('Looking whether anything is left');
        const { objects, rows } = await deleting.lookForRemains.executeWithOptions({ summary: 'is it all gone?' }, [
          { telegramId, personId, avatarIds: [...avatarIds] },
        ]);
        if (objects + rows === 0) return;
        log.warn('something is left of a person', { objects, rows });
        say(`Left: ${objects} objects, ${rows} rows. Deleting them again`);
        await pause(round);
        await deleteAll();
      }
    },

    receipt: (): DeletionReceipt => {
      const left = [...requests.values()].filter((fate) => fate === 'left').length;
      return {
        avatars: avatarIds.size,
        ...count,
        atTrainer: { deleted: requests.size - left, left, models: finetuneIds.size },
        at: Date.now(),
      };
    },
  };
}
