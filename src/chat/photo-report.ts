import type { PhotoReport } from '../domain/photo-report.ts';
import { photoWeaknesses } from '../domain/photo-rules.ts';
import type { Say } from './i18n.ts';

/** The set as a whole, in a few lines: how many, what is weak, what there is of everything, what would help most. */
export function photoReportText(report: PhotoReport, t: Say): string {
  const { valid, weak, framing, light, missing, advice } = report;
  return [
    t('report-count', { valid, weak: weak.length }),
    ...weakLines(report, t),
    ...resemblanceLine(report, t),
    ...(framing ? [t('report-framing', { ...framing })] : []),
    ...(light ? [t('report-light', { value: light })] : []),
    ...alikeLine(report, t),
    t('report-advice', { value: advice, missing }),
  ].join('\n');
}

/** A line for each weakness; a photo is named once, by its worst. */
function weakLines({ weak }: PhotoReport, t: Say): string[] {
  return photoWeaknesses.flatMap((value) => {
    const numbers = weak.filter(({ weaknesses }) => weaknesses[0] === value).map(({ number }) => number);
    if (numbers.length === 0) return [];
    return [
      t('report-weak', { count: numbers.length, numbers: numbers.join(', '), weakness: t('weakness', { value }) }),
    ];
  });
}

function resemblanceLine({ resemblance }: PhotoReport, t: Say): string[] {
  if (resemblance?.kind === 'several_people') return [t('report-several-people')];
  if (resemblance?.kind !== 'others') return [];
  const { numbers } = resemblance;
  return [t('report-other-person', { count: numbers.length, numbers: numbers.join(', ') })];
}

function alikeLine({ alike }: PhotoReport, t: Say): string[] {
  if (alike.length === 0) return [];
  const groups = alike.map(({ numbers, best }) => t('report-alike-group', { numbers: numbers.join(', '), best }));
  return [t('report-alike', { groups: groups.join('; ') })];
}
