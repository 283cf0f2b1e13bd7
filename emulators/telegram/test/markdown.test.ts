import { expect } from 'chai';
import { InputFile } from 'grammy';
import { picture, refusal, startScene, type Scene } from './support.ts';

const MARKDOWN = { parse_mode: 'MarkdownV2' } as const;

describe('MarkdownV2, as the emulator reads it', () => {
  let scene: Scene;
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
    ['[Ann](tg://user?id=7)', 'Ann', ['text_mention 0+3 {"id":7}']],
    ['![👍](tg://emoji?id=5368324170671202286)', '👍', ['custom_emoji 0+2 "5368324170671202286"']],
    ['>one\n>*two*\nafter', 'one\ntwo\nafter', ['blockquote 0+7', 'bold 4+3']],
    ['>one\n>two||', 'one\ntwo', ['expandable_blockquote 0+7']],
    ['1\\. a\\-b \\\\ \\_', '1. a-b \\ _', []],
    ['**nothing', 'nothing', []],
  ] as const) {
    it(`is in order: ${JSON.stringify(source)}`, async () => {
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
    ['![👍](https://e.org)', 'Custom emoji entity must contain a tg://emoji URL'],
  ] as const) {
    it(`is refused: ${source}`, async () => {
      const call = scene.api.sendMessage(scene.chatId, source, MARKDOWN);
      expect(await refusal(call)).to.equal(`400: Bad Request: can't parse entities: ${reason}`);
    });
  }

  it('is read in captions, too', async () => {
    const [sent] = await scene.api.sendMediaGroup(scene.chatId, [
      { type: 'photo', media: new InputFile(await picture(1)), caption: '*one*', ...MARKDOWN },
      { type: 'photo', media: new InputFile(await picture(2)) },
    ]);
    expect(sent).to.deep.include({ caption: 'one', caption_entities: [{ type: 'bold', offset: 0, length: 3 }] });
  });
});
