// Extracts from a forge's OpenAPI description the calls that a list names, with the components
// that they refer to, and without texts for people. See CONTRIBUTING.md.
//
//   node extract.mjs DESCRIPTION.json CALLS.txt > ../resources/openapi/NAME.json
import { readFileSync } from "node:fs";

const [descriptionFile, callsFile] = process.argv.slice(2);
const description = JSON.parse(readFileSync(descriptionFile, "utf8"));
const calls = readFileSync(callsFile, "utf8").split("\n").filter((line) => line !== "");
const unneeded = ["description", "summary", "tags", "externalDocs", "example", "examples", "x-github"];
const result = { openapi: description.openapi, info: description.info, paths: {}, components: {} };
const pending = [];

// A property may have the name of a text for people.
function without(node, isProperties) {
  if (Array.isArray(node)) {
    return node.map((item) => without(item, false));
  }
  if (node === null || typeof node !== "object") {
    return node;
  }
  const kept = {};
  for (const [name, value] of Object.entries(node)) {
    if (!isProperties && unneeded.includes(name)) {
      continue;
    }
    if (name === "$ref" && typeof value === "string") {
      pending.push(value);
    }
    kept[name] = without(value, !isProperties && name === "properties");
  }
  return kept;
}

for (const call of calls) {
  const [method, path] = call.split(" ");
  const operation = description.paths[path]?.[method.toLowerCase()];
  if (!operation) {
    throw new Error(`The description has no ${call}`);
  }
  result.paths[path] = { ...result.paths[path], [method.toLowerCase()]: without(operation, false) };
}
while (pending.length > 0) {
  const [, , kind, name] = pending.pop().split("/");
  result.components[kind] ??= {};
  if (!(name in result.components[kind])) {
    result.components[kind][name] = without(description.components[kind][name], false);
  }
}
delete result.info.description;
console.log(JSON.stringify(result, null, 1));
