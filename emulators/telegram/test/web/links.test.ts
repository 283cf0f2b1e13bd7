import { expect } from 'chai';
import { briefOf } from '../../web/live/brief.ts';
import { linksIn, safeAddress, startPayload } from '../../web/live/links.ts';

describe('the chat in the browser: links', () => {
  const link = { title: 'Temporal', pattern: '[a-f]{4}', address: 'http://127.0.0.1/workflows/avatar-$&' };

  it('lead from an id in a call to its run, without duplicates', () => {
    const params = {
      reply_markup: { inline_keyboard: [[{ callback_data: '1:a:abcd' }, { callback_data: '1:d:abcd' }]] },
    };
    expect(linksIn([params, 'ffff'], [link])).to.deep.equal([
      { title: 'Temporal', id: 'abcd', address: 'http://127.0.0.1/workflows/avatar-abcd' },
      { title: 'Temporal', id: 'ffff', address: 'http://127.0.0.1/workflows/avatar-ffff' },
    ]);
    expect(linksIn(undefined, [link])).to.deep.equal([]);
  });

  it('escape what they put into an address', () => {
    const [found] = linksIn('../../?a', [{ ...link, pattern: String.raw`\.\./\?a` }]);
    expect(found?.address).to.equal('http://127.0.0.1/workflows/avatar-..%2F%3Fa');
  });

  it('to the bot itself have a start payload', () => {
    expect(startPayload('https://t.me/aisha_bot?start=avatar-1', 'Aisha_bot')).to.equal('avatar-1');
    expect(startPayload('t.me/aisha_bot', 'aisha_bot')).to.equal('');
    expect(startPayload('tg://resolve?domain=aisha_bot&start=x', 'aisha_bot')).to.equal('x');
    expect(startPayload('https://t.me/other_bot?start=x', 'aisha_bot')).to.equal(undefined);
    expect(startPayload('https://t.me.example/aisha_bot', 'aisha_bot')).to.equal(undefined);
  });

  it('open only addresses of the web and of Telegram', () => {
    expect(safeAddress('example.com/a')).to.equal('https://example.com/a');
    expect(safeAddress('tg://resolve?domain=x')).to.equal('tg://resolve?domain=x');
    for (const wrong of ['javascript:alert(1)', 'JavaScript:alert(1)', 'data:text/html,x', 'file:///etc/passwd']) {
      expect(safeAddress(wrong), wrong).to.equal(undefined);
    }
  });
});

describe('the chat in the browser: a call in one line', () => {
  it('shows the sent text or the received updates', () => {
    expect(briefOf({ method: 'sendMessage', params: { text: 'one\n\ntwo' } })).to.equal('one two');
    const result = [
      { update_id: 7, message: { text: '/start' } },
      { update_id: 8, callback_query: { data: 'yes' } },
    ];
    expect(briefOf({ method: 'getUpdates', params: {}, result })).to.equal('← message /start, ← callback_query yes');
    expect(briefOf({ method: 'getMe', params: {} })).to.equal('');
  });
});
