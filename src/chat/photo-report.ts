import type { PhotoReport } from '../domain/photos/report.ts';
import { photoWeaknesses } from '../domain/photos/rules.ts';
import type { Say } from './i18n.ts';

/** The set in a few lines: how many, what is weak, the variety, what would help most. */
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

/** A line for each weakness. A photo is named once, by its worst. */
function weakLines({ weak }: PhotoReport, t: Say): string[] {
  return photoWeaknesses.flatMap((value) => {
    const numbers = weak.filter(({ weaknesses }) => weaknesses[0] === value).map(({ number }) => number);
    if (numbers.length === 0) return [];
    return [
      t('report-weak', { count: numbers.length, numbers: listed(numbers, t), weakness: t('weakness', { value }) }),
    ];
  });
}

function resemblanceLine({ resemblance }: PhotoReport, t: Say): string[] {
  if (resemblance?.kind === 'several_people') return [t('report-several-people')];
  if (resemblance?.kind !== 'others') return [];
  const { numbers } = resemblance;
  return [t('report-other-person', { count: numbers.length, numbers: listed(numbers, t) })];
}

function alikeLine({ alike }: PhotoReport, t: Say): string[] {
  if (alike.length === 0) return [];
  const groups = alike
    .slice(0, GROUPS)
    .map(({ numbers, best }) => t('report-alike-group', { numbers: listed(numbers, t), best }));
  return [t('report-alike', { groups: groups.join('; '), more: alike.length - groups.length })];
}

/** Most numbers, and groups of look-alikes, that are named: the text is a caption of at most 1024 characters. */
const [NAMED, GROUPS] = [6, 3];

function listed(numbers: readonly number[], t: Say): string {
  const named = numbers.slice(0, NAMED);
  return t('report-numbers', { numbers: named.join(', '), more: numbers.length - named.length });
}
