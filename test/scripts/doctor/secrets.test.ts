import { expect } from 'chai';
import { masking } from '../../../scripts/doctor/secrets.ts';

describe('the masking of secrets', () => {
  for (const [name, value, hidden] of [
    ['TELEGRAM_BOT_TOKEN', '123456789:AAEhBOweik6ad9r_QXMDgeLabcdefghijk', 'AAEhBOweik6ad9r_QXMDgeLabcdefghijk'],
    ['TELEGRAM_BOT_TOKEN', '  "123456:in-quotes"  ', 'in-quotes'],
    ['FAL_KEY', 'an-id:the.secret+of(a)key*', 'the.secret+of(a)key*'],
    ['MINIO_SECRET_KEY', 'a$&b$1[c]\\d|e^', 'a$&b$1[c]\\d|e^'],
    ['MINIO_SECRET_KEY', 'two-of\nlines\tand \u001b[31mred', 'two-of'],
    ['DATABASE_URL', 'postgresql://aisha:p%40ss%2Fword@db/aisha', 'p@ss/word'],
    ['DATABASE_URL', 'postgresql://aisha:p%40ss%2Fword@db/aisha', 'p%40ss%2Fword'],
    ['DATABASE_URL', 'postgresql://aisha:pa#ss/word@db/aisha', 'word'],
    ['DATABASE_URL', 'postgresql:// aisha:spa ced@db', 'spa ced'],
    ['DATABASE_URL', 'postgresql://aisha:%E0%A4%A@db/aisha', '%E0%A4%A'],
    ['MINIO_ENDPOINT', 'http://who:whose@storage:9000', 'whose'],
    ['TEMPORAL_API_KEY', 'of-temporal', 'of-temporal'],
    ['TEMPORAL_TLS_CLIENT_KEY_DATA', '-----BEGIN KEY-----\nabcdef\n-----END KEY-----', 'abcdef'],
    ['TELEGRAM_WEBHOOK_SECRET', 'of-the-webhook', 'of-the-webhook'],
    ['SOMEBODYS_PASSWORD', 'of-somebody', 'of-somebody'],
  ] as const) {
    it(`removes ${name}=${JSON.stringify(value)} from every text`, () => {
      const mask = masking({ [name]: value, OTHER: undefined });
      const collapsed = value.replace(/[\p{Cc}\s]+/gu, ' ');
      for (const told of [value, collapsed, hidden, encodeURIComponent(hidden), JSON.stringify(value)]) {
        const shown = mask(`before ${told} after`);
        expect(shown).to.not.include(hidden).and.not.include(encodeURIComponent(hidden));
        expect(shown).to.match(/^before .* after$/s);
      }
    });
  }

  it('leaves nothing of a secret that begins like another one', () => {
    const mask = masking({ A_TOKEN: 'abcdef', B_TOKEN: 'abcdefghij' });
    expect(mask('x abcdefghij y abcdef z')).to.equal('x … y … z');
  });

  it('hides what looks like a secret, even if it is not in the environment', () => {
    const mask = masking({});
    expect(mask('at https://bot:pass@example.com/x')).to.equal('at https://…@example.com/x');
    expect(mask(`see /bot1000000001:${'C'.repeat(35)}/getMe`)).to.equal('see /bot…/getMe');
    expect(mask('authorization: Key 0123456789abcdef0123')).to.equal('authorization: Key …');
    expect(mask(`0f8fad5b-d9cb-469f-a165-70867728950e:${'a1'.repeat(16)}!`)).to.equal('…!');
  });

  it('leaves other words unchanged', () => {
    const mask = masking({
      TELEGRAM_API_ROOT: 'https://api.telegram.org',
      FAL_KEY: '',
      X_TOKEN: 'a',
      LOG_LEVEL: 'info',
    });
    const said = 'a bot at api.telegram.org, https://api.telegram.org and 12:30, info';
    expect(mask(said)).to.equal(said);
  });
});
