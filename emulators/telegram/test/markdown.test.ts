import { expect } from 'chai';
import { InputFile } from 'grammy';
import type { MessageEntity } from 'grammy/types';
import { picture, botApiRefusal, startScene, type TelegramScene } from './support.ts';

const MARKDOWN = { parse_mode: 'MarkdownV2' } as const;

describe('Telegram emulator: MarkdownV2', () => {
  let scene: TelegramScene;
  before(async () => {
    scene = await startScene();
  });
  after(() => scene.emulator.close());

  async function parsed(source: string): Promise<[text: string, entities: string[]]> {
    const { text, entities = [] } = await scene.api.sendMessage(scene.chatId, source, MARKDOWN);
    const told = entities.map(({ type, offset, length, ...details }) => {
      const more = Object.values(details).map((value) => ` ${JSON.stringify(value)}`);
      return `${type} ${offset}+${length}${more.join('')}`;
    });
    return [text, told];
  }

  for (const [source, text, entities] of [
    ['*bold* _italic_', 'bold italic', ['bold 0+4', 'italic 5+6']],
    ['__under__ ~strike~ ||hidden||', 'under strike hidden', ['underline 0+5', 'strikethrough 6+6', 'spoiler 13+6']],
    ['*bold _both_ bold*', 'bold both bold', ['bold 0+14', 'italic 5+4']],
    ['___both_**__', 'both', ['italic 0+4', 'underline 0+4']],
    ['`a*b_c` 😀 `d\\`e`', 'a*b_c 😀 d`e', ['code 0+5', 'code 9+3']],
    ['```\na.b\n```', 'a.b', ['pre 0+3']],
    ['```ts\nx = 1```', 'x = 1', ['pre 0+5 "ts"']],
    ['[a link](https://e.org/\\)\\(x)', 'a link', ['text_link 0+6 "https://e.org/)(x"']],
    ['[https://e\\.org/]', 'https://e.org/', ['text_link 0+14 "https://e.org/"']],
    ['[nobody](tg://user?id=7)', 'nobody', []],
    ['[plain](nowhere)', 'plain', []],
    ['```ts\r\nx\n```', 'x', ['pre 0+1 "ts"']],
    ['![👍](TG:emoji/?a=1&id=5368324170671202286#b)', '👍', ['custom_emoji 0+2 "5368324170671202286"']],
    ['![👍](tg://emoji?id=5368324170671202286)', '👍', ['custom_emoji 0+2 "5368324170671202286"']],
    ['>one\n>*two*\nafter', 'one\ntwo\nafter', ['blockquote 0+8', 'bold 4+3']],
    ['>one\n>two||', 'one\ntwo', ['expandable_blockquote 0+7']],
    ['>one||two||||\nafter', 'onetwo\nafter', ['expandable_blockquote 0+7', 'spoiler 3+3']],
    ['>one||two||\nafter', 'onetwo\nafter', ['blockquote 0+7', 'spoiler 3+3']],
    ['>one\n**>two', 'one\ntwo', ['blockquote 0+4', 'blockquote 4+3']],
    ['*>one\n*two', 'one\ntwo', ['blockquote 0+4', 'bold 0+4']],
    ['*__both__* `>no`', 'both >no', ['bold 0+4', 'underline 0+4', 'code 5+3']],
    ['1\\. a\\-b \\\\ \\_', '1. a-b \\ _', []],
    ['**nothing', 'nothing', []],
  ] as const) {
    it(`parses ${JSON.stringify(source)}`, async () => {
      expect(await parsed(source)).to.deep.equal([text, entities]);
    });
  }

  for (const [source, reason] of [
    ['Done.', `Character '.' is reserved and must be escaped with the preceding '\\'`],
    ['3 > 2', `Character '>' is reserved and must be escaped with the preceding '\\'`],
    ['ы *open', `Can't find end of Bold entity at byte offset 3`],
    ['_a__', `Can't find end of Underline entity at byte offset 2`],
    ['`a', `Can't find end of Code entity at byte offset 0`],
    ['[a](https://e.org', `Can't find end of a URL at byte offset 4`],
    ['![👍]', 'Custom emoji entity must contain a tg://emoji URL'],
    ['![👍](tg://emoji?id=7', `Can't find end of a custom emoji URL at byte offset 8`],
    ['![👍](https://e.org)', 'Custom emoji URL must have scheme tg'],
    ['![👍](tg://emojis?id=7)', 'Custom emoji URL must have host "emoji"'],
    ['![👍](tg://emoji?a=7#id=7)', 'Custom emoji URL must have an emoji identifier'],
    ['![👍](tg://emoji?id=07)', 'Invalid custom emoji identifier specified'],
    ['>*one\ntwo*', `Can't find end of Bold entity at byte offset 1`],
    ['>one||two\nthree||', `Can't find end of Spoiler entity at byte offset 4`],
    ['```ts x', `Can't find end of PreCode entity at byte offset 0`],
    ['|', `Character '|' is reserved and must be escaped with the preceding '\\'`],
  ] as const) {
    it(`refuses ${JSON.stringify(source)}`, async () => {
      const call = scene.api.sendMessage(scene.chatId, source, MARKDOWN);
      expect(await botApiRefusal(call)).to.equal(`400: Bad Request: can't parse entities: ${reason}`);
    });
  }

  it('mentions known users', async () => {
    const known = await scene.api.getChat(scene.chatId);
    for (const link of [`tg://user?id=${scene.chatId}`, `tg:user?id=${scene.chatId}`]) {
      const { entities } = await scene.api.sendMessage(scene.chatId, `[Ann](${link})`, MARKDOWN);
      const [{ user, ...mention } = { user: undefined }] = (entities ?? []) as MessageEntity.TextMentionMessageEntity[];
      expect(mention).to.deep.equal({ type: 'text_mention', offset: 0, length: 3 });
      expect(user).to.include({ id: scene.chatId, is_bot: false, first_name: known.first_name });
    }
  });

  it('is parsed in captions, too', async () => {
    const [sent] = await scene.api.sendMediaGroup(scene.chatId, [
      { type: 'photo', media: new InputFile(await picture(1)), caption: '*one*', ...MARKDOWN },
      { type: 'photo', media: new InputFile(await picture(2)) },
    ]);
    expect(sent).to.deep.include({ caption: 'one', caption_entities: [{ type: 'bold', offset: 0, length: 3 }] });
  });
});
