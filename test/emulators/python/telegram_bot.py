"""A bot as the documentation of python-telegram-bot writes one. Its arguments: the address of a Bot API server, and a token."""

import sys

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, Update
from telegram.constants import ParseMode, ReactionEmoji
from telegram.error import BadRequest
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters
from telegram.helpers import escape_markdown


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    name = escape_markdown(update.effective_user.first_name, version=2)
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Pin it", callback_data="pin")]])
    await update.message.reply_text(
        f"*Hello*, {update.effective_user.mention_markdown_v2()} _{name}_\\!",
        parse_mode=ParseMode.MARKDOWN_V2,
        reply_markup=keyboard,
    )


async def unescaped(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    try:
        await update.message.reply_text("Done.", parse_mode=ParseMode.MARKDOWN_V2)
    except BadRequest as error:
        await update.message.reply_text(str(error))


async def pin(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    await query.answer("Pinned")
    await query.message.pin(disable_notification=True)
    await query.message.set_reaction(ReactionEmoji.THUMBS_UP)
    await query.edit_message_text("Pinned")


async def unpin(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    await context.bot.unpin_chat_message(update.effective_chat.id)
    pinned = (await context.bot.get_chat(update.effective_chat.id)).pinned_message
    await update.message.reply_text("Nothing is pinned" if pinned is None else f"Pinned: {pinned.text}")


async def photo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    file = await update.message.photo[-1].get_file()
    content = bytes(await file.download_as_bytearray())
    caption = f"{len(content)} bytes"
    await update.message.reply_media_group([InputMediaPhoto(content), InputMediaPhoto(content)], caption=caption)


def main(url: str, token: str) -> None:
    application = Application.builder().token(token).base_url(f"{url}/bot").base_file_url(f"{url}/file/bot").build()
    application.add_handler(CommandHandler("start", start))
    application.add_handler(CommandHandler("unescaped", unescaped))
    application.add_handler(CommandHandler("unpin", unpin))
    application.add_handler(CallbackQueryHandler(pin, pattern="^pin$"))
    application.add_handler(MessageHandler(filters.PHOTO, photo))
    application.run_polling()


main(*sys.argv[1:])
