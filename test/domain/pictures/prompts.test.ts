import { expect } from 'chai';
import { avatarTypes, genders } from '../../../src/domain/avatar/avatar.ts';
import { previewInput } from '../../../src/domain/pictures/preview.ts';
import { MOST_PREVIEWS, previewPrompts } from '../../../src/domain/pictures/prompts.ts';
import { defaultPolicy } from '../../../src/domain/avatar/policy.ts';
import { TRIGGER_WORD } from '../../../src/domain/training/trainers.ts';

describe('the prompts of first pictures', () => {
  for (const avatarType of avatarTypes) {
    for (const gender of genders) {
      it(`are as many as the most pictures, all different, with the trigger word: ${avatarType}, ${gender}`, () => {
        const prompts = previewPrompts(avatarType, gender);
        expect(new Set(prompts)).to.have.property('size', MOST_PREVIEWS);
        for (const prompt of prompts) expect(prompt.split(/[\s,]+/)).to.include(TRIGGER_WORD);
      });
    }
  }

  it('depend on gender only for people', () => {
    const words = { male: 'man', female: 'woman', other: 'person' };
    for (const gender of genders) {
      for (const prompt of previewPrompts('character', gender)) {
        expect(prompt.match(/\b(man|woman|person)\b/g), prompt).to.deep.equal([words[gender]]);
      }
      for (const type of ['style', 'custom'] as const) {
        expect(previewPrompts(type, gender)).to.deep.equal(previewPrompts(type, 'other'));
        expect(previewPrompts(type, gender).join()).to.not.match(/\b(man|woman|person)\b/);
      }
    }
  });

  it('describe clothed people in harmless scenes', () => {
    const all = avatarTypes.flatMap((type) => genders.flatMap((gender) => [...previewPrompts(type, gender)]));
    expect(all.join('\n')).to.not.match(/nude|naked|sexy|lingerie|swim|bikini|blood|weapon|child|kid\b|girl|boy\b/i);
    for (const prompt of previewPrompts('character', 'female')) {
      expect(prompt).to.match(/wearing|costume|cardigan/);
    }
    expect(defaultPolicy.preview.pictures).to.be.within(1, MOST_PREVIEWS);
  });

  it("are sent with the weights, or with FAL's model id, one picture a call, checked for safety", () => {
    expect(previewInput({ weightsUrl: 'https://fal.test/w' }, 'a')).to.deep.equal({
      prompt: 'a',
      num_images: 1,
      output_format: 'jpeg',
      loras: [{ path: 'https://fal.test/w', scale: 1 }],
      image_size: 'portrait_4_3',
      enable_safety_checker: true,
    });
    expect(previewInput({ finetuneId: 'f' }, 'a')).to.deep.equal({
      prompt: 'a',
      num_images: 1,
      output_format: 'jpeg',
      finetune_id: 'f',
      finetune_strength: 1,
      aspect_ratio: '3:4',
      safety_tolerance: '2',
    });
  });
});
