/** Every regular expression that the product's code writes, found by parsing it. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "@babel/parser";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PLACES = ["main.ts", "routes", "db", "jobs", "domain", "platform", "views", "deploy"];
/** For what an expression is made of only as it runs, such as the name of a field. */
const UNKNOWN = "name";

export interface Expression {
  /** With its line, the first where the same expression is written several times. */
  place: string;
  source: string;
  flags: string;
}

interface Found {
  expressions: Expression[];
  /** Places that make an expression of something that is no text in the same file. */
  unread: string[];
}

type Node = Record<string, unknown> & { type: string };

export async function expressionsOfProduct(): Promise<Found> {
  const distinct = new Map<string, Expression>();
  const unread: string[] = [];
  for (const place of PLACES) {
    for await (const path of scriptsIn(place)) {
      const found = expressionsIn(path, await Deno.readTextFile(join(ROOT, path)));
      unread.push(...found.unread);
      for (const one of found.expressions) {
        const key = `${one.flags}/${one.source}`;
        if (!distinct.has(key)) distinct.set(key, one);
      }
    }
  }
  return { expressions: [...distinct.values()], unread };
}

export function expressionsIn(path: string, text: string): Found {
  const plugins: ("jsx" | "typescript")[] = path.endsWith(".ts") ? ["typescript"] : ["typescript", "jsx"];
  const { program } = parse(text, { sourceType: "module", plugins });
  const nodes = [...nodesIn(program)];
  const texts = constantsOf(nodes);
  const found: Found = { expressions: [], unread: [] };
  for (const node of nodes) {
    const place = `${path}:${lineOf(node)}`;
    if (node.type === "RegExpLiteral") {
      found.expressions.push({ place, source: String(node.pattern), flags: String(node.flags) });
    } else if (makesExpression(node)) {
      const [source, flags] = Array.isArray(node.arguments) ? node.arguments : [];
      const made = textOf(source, texts);
      if (made === undefined) found.unread.push(place);
      else found.expressions.push({ place, source: made, flags: textOf(flags, texts) ?? "" });
    }
  }
  return found;
}

async function* scriptsIn(place: string): AsyncGenerator<string> {
  if (place.includes(".")) return yield place;
  for await (const { name, isDirectory } of Deno.readDir(join(ROOT, place))) {
    const path = `${place}/${name}`;
    if (isDirectory) yield* scriptsIn(path);
    else if (/\.(tsx?|js)$/.test(name)) yield path;
  }
}

function* nodesIn(value: unknown): Generator<Node> {
  if (Array.isArray(value)) {
    for (const one of value) yield* nodesIn(one);
  } else if (isNode(value)) {
    yield value;
    for (const [key, one] of Object.entries(value)) if (key !== "loc") yield* nodesIn(one);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function makesExpression({ type, callee }: Node): boolean {
  return (type === "NewExpression" || type === "CallExpression") && isNode(callee) &&
    callee.name === "RegExp";
}

/** The initial values of the file's constants, by their names. */
function constantsOf(nodes: readonly Node[]): Map<string, Node> {
  const constants = new Map<string, Node>();
  for (const { type, id, init } of nodes) {
    if (type === "VariableDeclarator" && isNode(id) && isNode(init)) constants.set(String(id.name), init);
  }
  return constants;
}

function textOf(node: unknown, constants: Map<string, Node>): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "StringLiteral") return String(node.value);
  if (node.type === "RegExpLiteral") return String(node.pattern);
  if (node.type === "Identifier") return textOf(constants.get(String(node.name)), constants);
  if (node.type === "MemberExpression" && isNode(node.property) && node.property.name === "source") {
    return textOf(node.object, constants);
  }
  if (node.type === "TaggedTemplateExpression") {
    return isRaw(node.tag) ? templateText(node.quasi, constants, "raw") : undefined;
  }
  return templateText(node, constants, "cooked");
}

type Spelling = "cooked" | "raw";

function templateText(node: unknown, constants: Map<string, Node>, as: Spelling): string | undefined {
  if (!isNode(node) || node.type !== "TemplateLiteral") return undefined;
  if (!Array.isArray(node.quasis) || !Array.isArray(node.expressions)) return undefined;
  const parts = node.expressions.map((one) => textOf(one, constants) ?? UNKNOWN);
  return node.quasis.map((quasi, at) => pieceOf(quasi, as) + (parts[at] ?? "")).join("");
}

/** `String.raw` */
function isRaw(tag: unknown): boolean {
  return isNode(tag) && isNode(tag.object) && tag.object.name === "String" && isNode(tag.property) &&
    tag.property.name === "raw";
}

function pieceOf(quasi: unknown, as: Spelling): string {
  const value = isNode(quasi) ? quasi.value : undefined;
  if (typeof value !== "object" || value === null) return "";
  return String(Object.entries(value).find(([key]) => key === as)?.[1] ?? "");
}

function lineOf({ loc }: Node): number {
  const start = typeof loc === "object" && loc !== null && "start" in loc ? loc.start : undefined;
  return typeof start === "object" && start !== null && "line" in start ? Number(start.line) : 0;
}
