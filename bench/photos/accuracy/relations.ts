/** Several pictures of one person: paths in their packages. */
export const persons: Readonly<Record<string, readonly string[]>> = {
  obama: [
    'tests/test_images/obama.jpg',
    'tests/test_images/obama2.jpg',
    'tests/test_images/obama3.jpg',
    'examples/media/obama4_crop.jpg',
  ],
  franck: ['examples/media/franck_01829.jpg', 'examples/media/franck_04000.jpg'],
};

/** Pictures that are neither copies of each other nor strangers: cut from one, or taken in one setting. */
const relatives: readonly (readonly string[])[] = [
  [
    'tests/test_images/obama.jpg',
    'tests/test_images/obama_partial_face.jpg',
    'tests/test_images/obama_partial_face2.jpg',
  ],
  ['examples/media/audrey.jpg', 'examples/media/audrey_crop.jpg'],
  ['examples/media/franck_01829.jpg', 'examples/media/franck_04000.jpg'],
  ['skimage/data/motorcycle_left.png', 'skimage/data/motorcycle_right.png'],
];

export function areRelated(path: string, other: string): boolean {
  return relatives.some((paths) => paths.includes(path) && paths.includes(other));
}
