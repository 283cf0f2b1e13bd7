import { expect } from 'chai';
import { avatarTypes, trainingTypes } from '../../../src/domain/avatar/avatar.ts';
import {
  builtInTrainers,
  chooseTrainer,
  defaultSelection,
  trainingInput,
  trainingPresets,
  UnknownTrainer,
} from '../../../src/domain/training/trainers.ts';

describe('the registry of trainers', () => {
  it('serves each training type by the trainer that was chosen for it, with its preset', () => {
    expect(chooseTrainer('portrait')).to.include({ endpoint: 'fal-ai/flux-lora-portrait-trainer', preset: 'balanced' });
    expect(chooseTrainer('style')).to.include({ endpoint: 'fal-ai/flux-pro-trainer', name: 'flux-pro' });
    const selection = {
      byTrainingType: { ...defaultSelection.byTrainingType, style: 'flux-lora-fast' },
      preset: 'fast',
    } as const;
    const trainer = chooseTrainer('style', selection);
    expect(trainer).to.include({ endpoint: 'fal-ai/flux-lora-fast-training', leaves: 'weights', preset: 'fast' });
    expect(trainingInput(trainer, { avatarType: 'style' }, 'c')).to.deep.equal({
      steps: 600,
      is_style: true,
      create_masks: false,
      trigger_word: 'AISHA',
    });
  });

  it('refuses an unknown name, and lists the known ones', () => {
    const selection = { ...defaultSelection, byTrainingType: { portrait: 'flux-9', style: 'flux-pro' } };
    expect(() => chooseTrainer('portrait', selection)).to.throw(UnknownTrainer, /flux-9.*flux-lora-portrait/);
  });

  it('accepts an entry of your own, so that a retired trainer needs no change of code', () => {
    const own = { ...builtInTrainers, mine: { ...chooseTrainer('portrait'), endpoint: 'fal-ai/next-trainer' } };
    const selection = { ...defaultSelection, byTrainingType: { portrait: 'mine', style: 'flux-pro' } };
    expect(chooseTrainer('portrait', selection, own)).to.include({ name: 'mine', endpoint: 'fal-ai/next-trainer' });
  });

  it("sends the trainer's parameters for the avatar type", () => {
    expect(trainingInput(chooseTrainer('portrait'), { avatarType: 'character' }, 'c')).to.deep.equal({
      learning_rate: 0.00009,
      multiresolution_training: true,
      subject_crop: true,
      steps: 2500,
      trigger_phrase: 'AISHA',
    });
    expect(trainingInput(chooseTrainer('style'), { avatarType: 'custom' }, 'c')).to.include({
      finetune_comment: 'c',
      mode: 'general',
      trigger_word: 'AISHA',
      iterations: 300,
    });
  });

  for (const [name, avatarType, sent] of [
    ['flux-lora-portrait', 'character', [{ steps: 1000 }, { steps: 2500 }, { steps: 4000 }]],
    [
      'flux-pro',
      'style',
      [
        { mode: 'style', iterations: 150, priority: 'speed' },
        { mode: 'style', iterations: 300, priority: 'quality' },
        { mode: 'style', iterations: 600, priority: 'high_res_only' },
      ],
    ],
    [
      'flux-lora-fast',
      'style',
      [
        { is_style: true, steps: 600 },
        { is_style: true, steps: 1000 },
        { is_style: true, steps: 2000 },
      ],
    ],
  ] as const) {
    it(`sends ${name} the parameters of each preset`, () => {
      for (const [index, preset] of trainingPresets.entries()) {
        const trainer = chooseTrainer('style', { byTrainingType: { portrait: name, style: name }, preset });
        expect(trainingInput(trainer, { avatarType }, 'c'), preset).to.include(sent[index]);
      }
    });
  }

  it('has presets of rising price and effort', () => {
    for (const trainingType of trainingTypes) {
      for (const name of Object.keys(builtInTrainers)) {
        const chosen = trainingPresets.map((preset) =>
          chooseTrainer(trainingType, { byTrainingType: { portrait: name, style: name }, preset }),
        );
        const prices = chosen.map(({ priceUsd, preset }) => priceUsd[preset]);
        expect(prices, name).to.deep.equal(prices.toSorted((one, other) => one - other));
        for (const avatarType of avatarTypes) {
          const inputs = chosen.map((trainer) => JSON.stringify(trainingInput(trainer, { avatarType }, 'c')));
          expect(new Set(inputs).size, name).to.equal(trainingPresets.length);
        }
      }
    }
  });
});
