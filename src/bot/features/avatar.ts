import { Composer } from 'grammy';
import { isPhotoTap } from '../../chat/callbacks.ts';
import * as cards from '../../chat/card.ts';
import * as menu from '../../chat/menu.ts';
import * as trust from '../../chat/trust.ts';
import type { View } from '../../chat/view.ts';
import type { AvatarRow } from '../../domain/gallery.ts';
import type { AvatarState } from '../../domain/state.ts';
import { currentAvatar } from '../current-avatar.ts';
import { reportOn } from '../photo-report.ts';
import { askingOf, personOf, redraw, send, telegramIdOf, type BotContext, type BotDeps } from '../context.ts';
import type { Answer } from '../ports.ts';
import { tapped } from '../tapped.ts';
import { acknowledge, answer, answerBy, isLimit, toastOf } from '../toast.ts';

/**
 * What a person does with one avatar. Its card is drawn by its workflow after every change; the bot draws what changes
 * nothing (questions, lists), and messages that are not the card.
 */
export function avatarFeature({ avatars, gallery, policy }: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>();

  /** The avatar as it is now: by its run, where that answers, else by its row. */
  async function stateOf(row: AvatarRow, telegramId: number): Promise<AvatarState> {
    const state = await avatars.state(row.avatarId);
    // What was changed since the run ended is in the row alone.
    const ended = !state || state.status === 'completed' || state.status === 'cancelled';
    return ended ? menu.stateOfRow(row, telegramId, policy) : state;
  }

  function drawing(ctx: BotContext, state: AvatarState, row: AvatarRow): View {
    const isCard = state.cardMessageId === ctx.callbackQuery?.message?.message_id;
    return isCard ? cards.avatarCard(state, ctx.t) : menu.detail(state, row, ctx.t);
  }

  /** After a change: the card is its workflow's to draw, any other message ours. */
  async function drawChange(ctx: BotContext, row: AvatarRow, result: Answer): Promise<void> {
    const tappedId = ctx.callbackQuery?.message?.message_id;
    if (result.ok && result.state) {
      if (result.state.cardMessageId !== tappedId) await redraw(ctx, menu.detail(result.state, row, ctx.t));
      return;
    }
    if (!result.ok && result.why === 'late') return;
    if (isLimit(result)) {
      // A toast is gone at once: the words stay, with the way to try again.
      await redraw(ctx, trust.startLater(row, toastOf(ctx, result, ''), ctx.t));
      return;
    }
    const fresh = await gallery.avatar(telegramIdOf(ctx), row.avatarId);
    if (fresh) await redraw(ctx, drawing(ctx, await stateOf(fresh, telegramIdOf(ctx)), fresh));
  }

  feature.command('cancel', async (ctx) => {
    const telegramId = telegramIdOf(ctx);
    const { current: row } = await currentAvatar(gallery, telegramId);
    if (!row) {
      await ctx.reply(ctx.t('nothing-to-cancel'));
      return;
    }
    await send(ctx, cards.askCancel(await stateOf(row, telegramId), ctx.t));
  });

  feature.filter(tapped('avatar'), async (ctx, next) => {
    const { tap, avatarId } = ctx.callback;
    // Those about photos are another feature's.
    if (isPhotoTap(tap)) return next();
    const telegramId = telegramIdOf(ctx);
    const messageId = ctx.callbackQuery.message?.message_id;
    const asking = askingOf(ctx, avatarId);
    const row = await gallery.avatar(telegramId, avatarId);
    if (!row || messageId === undefined) {
      await answer(ctx, ctx.t('toast-gone'));
      await redraw(ctx, menu.hint(ctx.t));
      return;
    }

    const report = (state: AvatarState) => reportOn(state, ctx, gallery);
    /** Shows something that changes nothing. */
    const show = async (view: (state: AvatarState) => View | Promise<View>): Promise<void> => {
      await answer(ctx);
      await redraw(ctx, await view(await stateOf(row, telegramId)));
    };
    /** Asks only for what may still be done; a button from yesterday redraws. */
    const ask = async (
      action: AvatarState['allowed'][number],
      view: (state: AvatarState) => View | Promise<View>,
    ): Promise<void> => {
      const isStale = ({ allowed }: AvatarState) => !allowed.includes(action);
      const state = await answerBy(ctx, stateOf(row, telegramId), (now) =>
        isStale(now) ? ctx.t('toast-stale') : undefined,
      );
      const stale = isStale(state);
      // Progress redraws the card of a training at any moment: a question on it would go before it is read.
      const onMovingCard = state.status === 'training' && state.cardMessageId === messageId;
      if (stale) await redraw(ctx, drawing(ctx, state, row));
      else if (onMovingCard) await send(ctx, await view(state));
      else await redraw(ctx, await view(state));
    };
    const act = async (work: Promise<Answer>, toast: Parameters<typeof acknowledge>[2]): Promise<Answer> => {
      const result = await acknowledge(ctx, work, toast);
      ctx.log.info({ avatarId, tap, result: result.ok ? 'granted' : result.why }, 'a tap on an avatar');
      return result;
    };

    switch (tap) {
      case 'show':
        return show((state) => drawing(ctx, state, row));
      case 'ask_start':
        return ask('start', async (state) => cards.askStart(state, ctx.t, await report(state)));
      case 'ask_cancel':
        return ask('cancel', (state) => cards.askCancel(state, ctx.t));
      case 'ask_delete':
        return ask('delete', (state) => cards.askDelete(state, ctx.t));
      case 'open':
        return drawChange(ctx, row, await act(avatars.open(asking, messageId), ctx.t('toast-opened')));
      case 'start':
        return drawChange(ctx, row, await act(avatars.confirmStart(asking), ctx.t('toast-started')));
      case 'cancel': {
        const toast = (state?: AvatarState) => ctx.t(state?.training?.stopping ? 'toast-stopping' : 'toast-cancelled');
        const result = await act(avatars.cancel(asking), toast);
        const stopping = result.ok && result.state?.training?.stopping && result.state.cardMessageId !== messageId;
        if (!stopping) return drawChange(ctx, row, result);
        await redraw(ctx, cards.stopping(result.state, ctx.t));
        return;
      }
      case 'wait_on': {
        const result = await act(avatars.waitOn(asking), ctx.t('toast-waiting'));
        const asked = result.ok && result.state && result.state.cardMessageId !== messageId;
        if (!asked) return drawChange(ctx, row, result);
        await redraw(ctx, cards.waitingOn(result.state, ctx.t));
        return;
      }
      case 'retry': {
        const work = avatars.retry(asking, personOf(ctx), row, messageId);
        return drawChange(ctx, row, await act(work, ctx.t('toast-retried')));
      }
      case 'retry_without': {
        const work = avatars.mendPhotos(asking, personOf(ctx), row, { cardMessageId: messageId, without: true });
        return drawChange(ctx, row, await act(work, ctx.t('toast-without')));
      }
      case 'mend': {
        const work = avatars.mendPhotos(asking, personOf(ctx), row, { cardMessageId: messageId, without: false });
        const result = await act(work, ctx.t('toast-mend'));
        await drawChange(ctx, row, result);
        const state = result.ok ? result.state : undefined;
        if (!state?.allowed.includes('remove_photo')) return;
        return avatars.look(state, { removed: state.removed ?? [], mayRemove: true });
      }
      case 'preview': {
        const state = await stateOf(row, telegramId);
        if (!state.allowed.includes('preview')) {
          await answer(ctx, ctx.t('toast-stale'));
          return redraw(ctx, drawing(ctx, state, row));
        }
        await act(avatars.preview(asking), ctx.t('toast-preview'));
        return;
      }
      case 'rename': {
        const result = await act(avatars.expectName(asking), ctx.t('ask-name', { name: row.name }));
        if (result.ok) await ctx.reply(ctx.t('ask-name', { name: row.name }));
        return;
      }
      case 'delete': {
        const result = await act(avatars.delete(asking), ctx.t('toast-deleted'));
        if (!result.ok && result.why !== 'gone') return drawChange(ctx, row, result);
        await redraw(ctx, { ...menu.hint(ctx.t), text: ctx.t('deleted', { name: row.name }) });
        return;
      }
    }
  });
  return feature;
}
