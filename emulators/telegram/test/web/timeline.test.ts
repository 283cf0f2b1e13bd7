import { expect } from 'chai';
import type { MessageView } from '../../view.ts';
import { albumRows, timeline } from '../../web/live/timeline.ts';

const NOON = Date.UTC(2026, 0, 15, 12) / 1000;

function message(id: number, over: Partial<MessageView> = {}): MessageView {
  return { id, from: 'user', date: NOON, text: `${id}`, buttons: [], edit_count: 0, ...over };
}

/** Days as |, bubbles as the ids in them, ‹ before the first and › after the last of those that stand together. */
function drawn(...messages: MessageView[]): string {
  return timeline(messages)
    .map((item) => {
      if (item.kind === 'day') return '|';
      const ids = item.messages.map(({ id }) => id).join('+');
      return `${item.first ? '‹' : ''}${ids}${item.last ? '›' : ''}`;
    })
    .join(' ');
}

describe('the chat in the browser: the timeline', () => {
  it('groups messages of one sender', () => {
    expect(drawn(message(1), message(2), message(3, { from: 'bot' }))).to.equal('| ‹1 2› ‹3›');
    expect(drawn(message(1), message(2, { date: NOON + 3600 }))).to.equal('| ‹1› ‹2›');
  });

  it('shows an album as one bubble', () => {
    const album = { album_id: 'a' };
    expect(drawn(message(1, album), message(2, album), message(3, { album_id: 'b' }))).to.equal('| ‹1+2 3›');
  });

  it('ends a group after buttons', () => {
    const buttons = [[{ label: 'Да', data: 'yes' }]];
    expect(drawn(message(1, { from: 'bot', buttons }), message(2, { from: 'bot' }))).to.equal('| ‹1› ‹2›');
  });

  it('begins a group each day', () => {
    expect(drawn(message(1), message(2, { date: NOON + 86_400 }))).to.equal('| ‹1› | ‹2›');
  });

  it('has a row for every picture of an album', () => {
    for (let count = 1; count <= 12; count++) {
      const rows = albumRows(count);
      expect(
        rows.reduce((sum, row) => sum + row, 0),
        `${count}`,
      ).to.equal(count);
      expect(Math.max(...rows)).to.be.at.most(3);
    }
  });
});
