import { Composer } from 'grammy';
import { isPhotoTap } from '../../chat/callbacks.ts';
import * as questions from '../../chat/questions.ts';
import { avatarLink } from '../../chat/gallery.ts';
import * as menu from '../../chat/menu.ts';
import * as naming from '../../chat/naming.ts';
import * as limits from '../../chat/limits.ts';
import type { View } from '../../chat/view.ts';
import type { AvatarRow } from '../../domain/avatar/gallery.ts';
import { isLiving } from '../../domain/avatar/lifecycle.ts';
import type { AvatarView } from '../../domain/avatar/state.ts';
import { currentAvatar } from '../current-avatar.ts';
import { drawing, currentView } from '../detail.ts';
import { reportOn } from '../photo-report.ts';
import { askingOf, tapped, tappedAvatar, telegramIdOf, type BotContext, type BotDeps } from '../context.ts';
import type { CommandResult } from '../ports.ts';
import { takeAway } from '../take-away.ts';
import { acknowledge, answer, answerBy, isLimit, toastOf } from '../toast.ts';
import { redraw, send } from '../views.ts';

/** Refusals that mean: another command was faster. */
const overtaken: readonly Extract<CommandResult, { ok: false }>['why'][] = ['not_now', 'already_ending', 'gone'];

/**
 * The user's commands on one avatar. The workflow draws the card after every change; the bot draws what changes nothing
 * (questions, lists), and messages that are not the card.
 */
export function avatarFeature(deps: BotDeps): Composer<BotContext> {
  const { avatars, gallery } = deps;
  const feature = new Composer<BotContext>();

  const nowOf = (row: AvatarRow, telegramId: number) => currentView(deps, row, telegramId);

  /** After a change: the workflow draws the card, the bot any other message. */
  async function drawChange(ctx: BotContext, row: AvatarRow, result: CommandResult): Promise<void> {
    const tappedId = ctx.callbackQuery?.message?.message_id;
    if (result.ok && result.state) {
      if (result.state.cardMessageId !== tappedId) await redraw(ctx, menu.detail(result.state, row, ctx.t));
      return;
    }
    if (!result.ok && result.why === 'late') return;
    if (!result.ok && result.why === 'stuck') {
      await redraw(ctx, questions.stuck(await nowOf(row, telegramIdOf(ctx)), ctx.t));
      return;
    }
    const fresh = await gallery.avatar(telegramIdOf(ctx), row.avatarId);
    if (isLimit(result)) {
      // A toast disappears at once. The text stays, with the same button to try again.
      ctx.mayRepeat = true;
      await redraw(ctx, limits.startLater(fresh ?? row, toastOf(ctx, result, ''), ctx.t));
      return;
    }
    if (fresh) await redraw(ctx, drawing(ctx, await nowOf(fresh, telegramIdOf(ctx)), fresh));
  }

  feature.command('cancel', async (ctx) => {
    const telegramId = telegramIdOf(ctx);
    const { current: row } = await currentAvatar(gallery, telegramId);
    if (!row) {
      await send(ctx, { ...menu.hint(ctx.t), text: ctx.t('nothing-to-cancel') });
      return;
    }
    await send(ctx, questions.askCancel(await nowOf(row, telegramId), ctx.t));
  });

  feature.filter(tapped('avatar'), async (ctx, next) => {
    const { tap, avatarId } = ctx.callback;
    // Another feature handles taps about photos.
    if (isPhotoTap(tap)) return next();
    const telegramId = telegramIdOf(ctx);
    const messageId = ctx.callbackQuery.message?.message_id;
    const context = askingOf(ctx, avatarId);
    const row = await tappedAvatar(ctx, avatarId, { avatars, gallery });
    if (!row || messageId === undefined) {
      await answer(ctx, ctx.t('toast-gone'));
      await redraw(ctx, menu.hint(ctx.t));
      return;
    }

    const report = (state: AvatarView) => reportOn(state, ctx, gallery);
    const show = async (view: (state: AvatarView) => View | Promise<View>): Promise<void> => {
      await answer(ctx);
      await redraw(ctx, await view(await nowOf(row, telegramId)));
    };
    /** A question about an avatar shown with its cover goes under the cover. */
    const underPicture = (view: View): View =>
      row.cover !== undefined && ctx.callbackQuery.message?.photo ? { ...view, picture: row.cover } : view;
    /** Not on the card of a running training: its progress would overwrite the question before it is read. */
    const question = (state: AvatarView, view: View): Promise<void> => {
      const onMovingCard = state.status === 'training' && state.cardMessageId === messageId;
      return onMovingCard ? send(ctx, view) : redraw(ctx, underPicture(view));
    };
    /** Asks only for what is still allowed; an outdated button redraws. */
    const ask = async (
      action: AvatarView['allowed'][number],
      view: (state: AvatarView) => View | Promise<View>,
    ): Promise<void> => {
      const isStale = ({ allowed }: AvatarView) => !allowed.includes(action);
      const state = await answerBy(ctx, nowOf(row, telegramId), (now) =>
        isStale(now) ? ctx.t('toast-stale') : undefined,
      );
      const stale = isStale(state);
      if (stale) await redraw(ctx, drawing(ctx, state, row));
      else await question(state, await view(state));
    };
    const act = async (
      work: Promise<CommandResult>,
      done: Parameters<typeof acknowledge>[2],
    ): Promise<CommandResult> => {
      const result = await acknowledge(ctx, work, done);
      ctx.log.info({ avatarId, tap, result: result.ok ? 'granted' : result.why }, 'a tap on an avatar');
      return result;
    };

    /** A command that an earlier tap has carried out counts as successful. */
    const orDone = async (
      work: Promise<CommandResult>,
      done: (state: AvatarView) => boolean,
    ): Promise<CommandResult> => {
      const result = await work;
      if (result.ok || !overtaken.includes(result.why)) return result;
      const fresh = await gallery.avatar(telegramId, avatarId);
      const state = fresh && (await nowOf(fresh, telegramId));
      return state && done(state) ? { ok: true, state } : result;
    };
    const trains = ({ status }: AvatarView) => status === 'training';

    switch (tap) {
      case 'show':
        await answer(ctx);
        if (isLiving(row.status)) await avatars.takeUpIfLost(context);
        return show((state) => drawing(ctx, state, row));
      case 'ask_start':
        return ask('start', async (state) => questions.askStart(state, ctx.t, await report(state)));
      case 'ask_cancel':
        return ask('cancel', (state) => questions.askCancel(state, ctx.t));
      case 'ask_delete':
        return ask('delete', (state) => questions.askDelete(state, ctx.t));
      case 'open':
        return drawChange(ctx, row, await act(avatars.open(context, messageId), ctx.t('toast-opened')));
      case 'start':
        return drawChange(ctx, row, await act(orDone(avatars.startTraining(context), trains), ctx.t('toast-started')));
      case 'cancel': {
        const toast = (state?: AvatarView) => ctx.t(state?.training?.stopping ? 'toast-stopping' : 'toast-cancelled');
        const stopped = ({ status, training }: AvatarView) =>
          status === 'cancelled' || training?.stopping !== undefined;
        const result = await act(orDone(avatars.cancel(context), stopped), toast);
        const stopping = result.ok && result.state?.training?.stopping && result.state.cardMessageId !== messageId;
        if (!stopping) return drawChange(ctx, row, result);
        await redraw(ctx, questions.stopping(result.state, ctx.t));
        return;
      }
      case 'extend_wait': {
        const result = await act(avatars.extendWait(context), ctx.t('toast-waiting'));
        const asked = result.ok && result.state && result.state.cardMessageId !== messageId;
        if (!asked) return drawChange(ctx, row, result);
        await redraw(ctx, questions.waitingOn(result.state, ctx.t));
        return;
      }
      case 'take_result': {
        const work = orDone(avatars.takeResult(context, row, messageId), trains);
        return drawChange(ctx, row, await act(work, ctx.t('toast-taking')));
      }
      case 'retry': {
        const work = orDone(avatars.retry(context, row, messageId), trains);
        return drawChange(ctx, row, await act(work, ctx.t('toast-retried')));
      }
      case 'retry_without': {
        const work = avatars.replacePhotos(context, row, { cardMessageId: messageId, without: true });
        return drawChange(ctx, row, await act(work, ctx.t('toast-without')));
      }
      case 'mend': {
        const work = avatars.replacePhotos(context, row, { cardMessageId: messageId, without: false });
        const result = await act(work, ctx.t('toast-mend'));
        await drawChange(ctx, row, result);
        const state = result.ok ? result.state : undefined;
        if (!state?.allowed.includes('remove_photo')) return;
        return avatars.look(state, { removed: state.removed ?? [], mayRemove: true });
      }
      case 'preview': {
        const state = await nowOf(row, telegramId);
        if (!state.allowed.includes('preview')) {
          await answer(ctx, ctx.t('toast-stale'));
          return redraw(ctx, drawing(ctx, state, row));
        }
        await act(avatars.preview(context), ctx.t('toast-preview'));
        return;
      }
      case 'rename': {
        const result = await act(avatars.expectName(context), ctx.t('toast-name'));
        if (!result.ok) return drawChange(ctx, row, result);
        return question(await nowOf(row, telegramId), naming.askName(row, ctx.t));
      }
      case 'keep_name': {
        const result = await act(avatars.keepName(context), ctx.t('toast-name-kept'));
        if (!result.ok) return drawChange(ctx, row, result);
        return redraw(ctx, drawing(ctx, await nowOf(row, telegramId), row));
      }
      case 'main': {
        if (row.status !== 'completed') {
          await answer(ctx, ctx.t('toast-stale'));
          return redraw(ctx, drawing(ctx, await nowOf(row, telegramId), row));
        }
        await act(avatars.makeMain(context), ctx.t('toast-main'));
        const fresh = (await gallery.avatar(telegramId, avatarId)) ?? row;
        return redraw(ctx, drawing(ctx, await nowOf(fresh, telegramId), fresh));
      }
      case 'link':
        return show(() => avatarLink(row, ctx.me.username, ctx.t));
      case 'delete': {
        const { cardMessageId: cardId } = await nowOf(row, telegramId);
        const result = await act(avatars.delete(context), ctx.t('toast-deleted'));
        if (!result.ok && result.why !== 'gone') return drawChange(ctx, row, result);
        // The question may have been in another message than the card, which shows a deleted avatar now.
        if (cardId !== undefined && cardId !== messageId) await takeAway(ctx.api, telegramId, cardId);
        await redraw(ctx, { ...menu.hint(ctx.t), text: ctx.t('deleted', { name: row.name }) });
        return;
      }
    }
  });
  return feature;
}
