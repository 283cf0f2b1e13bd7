import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The sources with texts for users, by TypeScript's own parser and types. */
export function sources(): { program: ts.Program; files: ts.SourceFile[] } {
  const inFolder = (folder: string) =>
    readdirSync(`${root}src/${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${root}src/${folder}/${name}`);
  const names = [...inFolder('chat'), ...inFolder('bot'), `${root}src/activities/adapters/telegram/messenger.ts`];
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(names, { ...options, noEmit: true });
  return { program, files: names.flatMap((name) => program.getSourceFile(name) ?? []) };
}

/** Where a node is, for people. */
function placeOf(node: ts.Node): string {
  const file = node.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(node.getStart());
  return `${file.fileName.slice(root.length)}:${line + 1}`;
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** Whether a call says a text of the locales: its function is a `Say`. */
function isSaying(call: ts.CallExpression, checker: ts.TypeChecker): boolean {
  return checker.getTypeAtLocation(call.expression).aliasSymbol?.name === 'Say';
}

/** Keys of the texts that the sources use, with places; `unknown`: places whose keys could not be determined. */
export function keysSaid({ program, files }: ReturnType<typeof sources>): {
  keys: Map<string, string>;
  unknown: string[];
} {
  const checker = program.getTypeChecker();
  const keys = new Map<string, string>();
  const unknown: string[] = [];
  const resolver = createResolver(checker, files);
  for (const file of files) {
    walk(file, (node) => {
      if (!ts.isCallExpression(node) || !isSaying(node, checker)) return;
      const [key] = node.arguments;
      const found = key && resolver(key);
      if (!found) unknown.push(`${placeOf(node)} ${node.getText()}`);
      for (const one of found ?? []) keys.set(one, placeOf(node));
    });
  }
  return { keys, unknown };
}

/** Every string that an expression can be; undefined when unknown. A template's parts must be unions of words. */
function createResolver(checker: ts.TypeChecker, files: readonly ts.SourceFile[]) {
  function all(nodes: readonly ts.Node[]): string[] | undefined {
    const found = nodes.map(resolve);
    return found.length > 0 && found.every((one) => one !== undefined) ? found.flat() : undefined;
  }

  function resolve(node: ts.Node): string[] | undefined {
    const words = literalsOf(checker.getTypeAtLocation(node));
    if (words) return words;
    if (ts.isTemplateExpression(node)) return ofTemplate(node);
    if (ts.isConditionalExpression(node)) return all([node.whenTrue, node.whenFalse]);
    if (ts.isObjectLiteralExpression(node)) return all(node.properties);
    if (ts.isPropertyAssignment(node)) return resolve(node.initializer);
    if (ts.isSpreadAssignment(node)) return resolve(node.expression);
    if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return resolve(node.expression);
    // A table of texts: any of them.
    if (ts.isElementAccessExpression(node)) return resolve(node.expression);
    if (!ts.isIdentifier(node)) return undefined;
    return ofName(node);
  }

  function ofTemplate({ head, templateSpans }: ts.TemplateExpression): string[] | undefined {
    let beginnings = [head.text];
    for (const { expression, literal } of templateSpans) {
      const parts = resolve(expression);
      if (!parts) return undefined;
      beginnings = beginnings.flatMap((text) => parts.map((part) => text + part + literal.text));
    }
    return beginnings;
  }

  /** A constant's value, or a parameter's arguments. */
  function ofName(node: ts.Identifier): string[] | undefined {
    const symbol = checker.getSymbolAtLocation(node);
    const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const declaration = target?.valueDeclaration;
    if (!declaration) return undefined;
    if (ts.isVariableDeclaration(declaration)) return declaration.initializer && resolve(declaration.initializer);
    if (!ts.isParameter(declaration)) return undefined;
    const taker = declaration.parent;
    const place = taker.parameters.indexOf(declaration);
    const name = ts.isVariableDeclaration(taker.parent) ? taker.parent.name : taker.name;
    const called = name && checker.getSymbolAtLocation(name);
    if (!called) return undefined;
    const given: ts.Node[] = [];
    for (const file of files) {
      walk(file, (call) => {
        if (!ts.isCallExpression(call) || checker.getSymbolAtLocation(call.expression) !== called) return;
        const argument = call.arguments[place];
        if (argument) given.push(argument);
      });
    }
    return all(given);
  }
  return resolve;
}

function literalsOf(type: ts.Type): string[] | undefined {
  const types = type.isUnion() ? type.types : [type];
  const said = types.filter((one) => !(one.flags & ts.TypeFlags.Undefined));
  const words = said.flatMap((one) => (one.isStringLiteral() ? [one.value] : []));
  return words.length === said.length && words.length > 0 ? words : undefined;
}

/** Functions whose first arguments users read, and how many. */
const SPEAKING: Readonly<Record<string, number>> = {
  reply: 1,
  button: 1,
  answerCallbackQuery: 1,
  answer: 2,
  acknowledge: 3,
  answerBy: 3,
  toastOf: 3,
  sendMessage: 2,
  editMessageText: 3,
  sendPhoto: 3,
};
/** Fields that users read. */
const READ = new Set(['text', 'label', 'caption', 'title']);

/** Strings that reach users and do not come from the locales, with places. */
export function stringsShown({ program, files }: ReturnType<typeof sources>): string[] {
  const checker = program.getTypeChecker();
  const shown: string[] = [];
  for (const file of files) {
    walk(file, (node) => {
      for (const expression of readByPeople(node)) shown.push(...wordsIn(expression, checker));
    });
  }
  return shown;
}

function readByPeople(node: ts.Node): readonly ts.Expression[] {
  if (ts.isPropertyAssignment(node)) return READ.has(node.name.getText()) ? [node.initializer] : [];
  if (!ts.isCallExpression(node)) return [];
  const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
  return node.arguments.slice(0, SPEAKING[name.getText()] ?? 0);
}

/** Letters in quotes that are not a text's key, not compared with, and not code. */
function wordsIn(expression: ts.Node, checker: ts.TypeChecker): string[] {
  if (ts.isCallExpression(expression) && isSaying(expression, checker)) {
    // The values of a text are read as well.
    return expression.arguments.slice(1).flatMap((value) => wordsIn(value, checker));
  }
  if (
    ts.isStringLiteralLike(expression) ||
    ts.isTemplateHead(expression) ||
    ts.isTemplateMiddleOrTemplateTail(expression)
  ) {
    const isWord = /\p{L}/u.test(expression.text) && !isChoice(expression, checker);
    return isWord ? [`${placeOf(expression)} ${JSON.stringify(expression.text)}`] : [];
  }
  if (ts.isBinaryExpression(expression) && isComparison(expression)) return [];
  if (ts.isElementAccessExpression(expression)) return wordsIn(expression.expression, checker);
  const found: string[] = [];
  ts.forEachChild(expression, (child) => void found.push(...wordsIn(child, checker)));
  return found;
}

/** A word by which a text, a type or a function chooses: one of a union, no sentence. */
function isChoice(literal: ts.Node, checker: ts.TypeChecker): boolean {
  if (!ts.isStringLiteral(literal)) return false;
  const { parent } = literal;
  if (ts.isPropertyAssignment(parent) && !READ.has(parent.name.getText())) return true;
  if (ts.isConditionalExpression(parent) && /^[a-z_]+$/.test(literal.text)) return isChosenBy(parent);
  const wanted = checker.getContextualType(literal);
  return wanted?.isUnion() === true && wanted.types.every((one) => one.isStringLiteral());
}

function isChosenBy(node: ts.Node): boolean {
  return ts.isPropertyAssignment(node.parent) && !READ.has(node.parent.name.getText());
}

function isComparison({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind === ts.SyntaxKind.EqualsEqualsEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsEqualsToken;
}
