// Shows openapi.json: everything is built with textContent, nothing is parsed as HTML.

const place = document.getElementById("document");
const contents = document.getElementById("contents");
const token = document.getElementById("token");
const METHODS = ["get", "post", "patch", "put", "delete"];

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

// Paragraphs with `code` and **bold**: all that the description uses.
function prose(text) {
  const box = make("div");
  for (const paragraph of text.split("\n\n")) {
    const line = make("p");
    for (const part of paragraph.split(/(`[^`]+`|\*\*[^*]+\*\*)/)) {
      if (part.startsWith("`")) {
        line.append(make("code", {}, part.slice(1, -1)));
      } else if (part.startsWith("**")) {
        line.append(make("strong", {}, part.slice(2, -2)));
      } else {
        line.append(part.replace(/\*([^*]+)\*/g, "$1"));
      }
    }
    box.append(line);
  }
  return box;
}

function fold(title, ...children) {
  return make("details", {}, make("summary", {}, title), make("div", {}, ...children));
}

function code(value) {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return make("pre", {}, make("code", {}, text));
}

let description;

function resolved(node) {
  if (!node?.$ref) {
    return node;
  }
  let found = description;
  for (const name of node.$ref.split("/").slice(1)) {
    found = found[name];
  }
  return found;
}

function kindOf(schema) {
  if (schema.$ref) {
    return schema.$ref.split("/").pop();
  }
  if (schema.enum) {
    return schema.enum.map((each) => JSON.stringify(each)).join(" | ");
  }
  if (schema.anyOf) {
    return schema.anyOf.map(kindOf).join(" | ");
  }
  const kind = [schema.type ?? "any"].flat().join(" | ");
  const items = schema.items ? ` of ${kindOf(schema.items)}` : "";
  const format = schema.format ? ` (${schema.format})` : "";
  const longest = schema.maxLength ? `, at most ${schema.maxLength}` : "";
  return kind + items + format + longest;
}

function rows(header, lines) {
  const head = make("tr", {}, ...header.map((cell) => make("th", {}, cell)));
  const body = lines.map((cells) =>
    make("tr", {}, ...cells.map((cell) => make("td", {}, cell))));
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...body));
}

function schemaTable(schema) {
  const known = resolved(schema);
  const required = new Set(known.required ?? []);
  const lines = Object.entries(known.properties ?? {}).map(([name, each]) => [
    make("code", {}, name + (required.has(name) ? " *" : "")),
    kindOf(each),
    each.description ?? each.title ?? "",
  ]);
  return make("div", {},
    make("p", {}, known.description ?? ""),
    lines.length ? rows(["Member", "Type", ""], lines) : null);
}

function parameterTable(parameters) {
  return rows(["Parameter", "Type", ""], parameters.map((each) => [
    make("code", {}, each.name + (each.required ? " *" : "")),
    `${each.in}: ${kindOf(each.schema)}`,
    each.description ?? "",
  ]));
}

function answer(status, response) {
  const known = resolved(response);
  const media = Object.entries(known.content ?? {});
  const parts = [make("p", {}, known.description)];
  const headers = Object.entries(known.headers ?? {});
  if (headers.length) {
    parts.push(rows(["Header", ""], headers.map(([name, each]) => [
      make("code", {}, name), resolved(each).description ?? "",
    ])));
  }
  for (const [type, each] of media) {
    parts.push(make("p", { class: "dim" }, type));
    if (each.example) {
      parts.push(code(each.example));
    }
    for (const [name, example] of Object.entries(each.examples ?? {})) {
      parts.push(make("p", {}, name), code(example.value));
    }
    if (status < "300" && each.schema?.$ref) {
      parts.push(schemaTable(each.schema));
    }
  }
  return fold(`${status}  ${known.description}`, ...parts);
}

function tryOut(path, operation) {
  const form = make("form", { class: "try" });
  const fields = operation.parameters.filter((each) => each.in !== "header");
  for (const each of fields) {
    const input = make("input", { name: each.name });
    input.required = each.required;
    form.append(make("label", {}, each.name, input));
  }
  const output = make("div", { "aria-live": "polite" });
  form.append(make("button", {}, "Send"), output);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const query = new URLSearchParams();
    let address = path;
    for (const each of fields) {
      const value = form.elements[each.name].value;
      if (each.in === "path") {
        address = address.replace(`{${each.name}}`, encodeURIComponent(value));
      } else if (value !== "") {
        query.append(each.name, value);
      }
    }
    const base = description.servers[0].url.replace(/\/$/, "");
    const url = base + address + (query.size ? `?${query}` : "");
    output.replaceChildren("…");
    try {
      const response = await fetch(url, {
        headers: { authorization: `Bearer ${token.value.trim()}` },
      });
      const body = await response.text();
      const json = (response.headers.get("content-type") ?? "").includes("json");
      output.replaceChildren(
        make("p", {}, make("code", {}, `GET ${url}`), ` → ${response.status}`),
        code(json ? JSON.parse(body) : body));
    } catch (error) {
      output.replaceChildren(`No answer: ${error.message}`);
    }
  });
  return fold("Try it", form);
}

function operationBlock(path, method, operation) {
  const name = method.toUpperCase();
  const block = make("details", { id: operation.operationId });
  block.append(make("summary", {},
    make("span", { class: `method ${name}` }, name),
    make("code", {}, path), ` ${operation.summary}`));
  const body = make("div");
  const media = Object.entries(operation.requestBody?.content ?? {});
  body.append(prose(operation.description ?? ""));
  if (operation.parameters.length) {
    body.append(make("h4", {}, "Parameters"), parameterTable(operation.parameters));
  }
  for (const [type, each] of media) {
    body.append(make("h4", {}, `Body (${type})`));
    if (each.example) {
      body.append(code(each.example));
    }
    if (each.schema?.$ref) {
      body.append(schemaTable(each.schema));
    }
  }
  body.append(make("h4", {}, "Answers"));
  for (const [status, response] of Object.entries(operation.responses)) {
    body.append(answer(status, response));
  }
  if (method === "get") {
    body.append(tryOut(path, operation));
  }
  block.append(body);
  return block;
}

function render() {
  place.replaceChildren(prose(description.info.description));
  for (const { name: tag } of description.tags) {
    place.append(make("h2", {}, tag));
    contents.append(make("li", { class: "chapter" }, tag));
    for (const [path, item] of Object.entries(description.paths)) {
      for (const method of METHODS) {
        const operation = item[method];
        if (operation?.tags[0] !== tag) {
          continue;
        }
        place.append(operationBlock(path, method, operation));
        const name = method.toUpperCase();
        contents.append(make("li", {},
          make("a", { href: `#${operation.operationId}` },
            make("span", { class: `method ${name}` }, name), operation.summary)));
      }
    }
  }
  reveal();
}

function reveal() {
  const wanted = document.getElementById(location.hash.slice(1));
  if (wanted instanceof HTMLDetailsElement) {
    wanted.open = true;
    wanted.scrollIntoView();
  }
}

document.getElementById("find").addEventListener("input", (event) => {
  const wanted = event.target.value.toLowerCase();
  for (const item of contents.children) {
    item.hidden = !item.textContent.toLowerCase().includes(wanted);
  }
});
document.getElementById("access").addEventListener("submit", (event) => {
  event.preventDefault();
});
addEventListener("hashchange", reveal);

try {
  const response = await fetch(new URL("../api/crm/openapi.json", import.meta.url));
  description = await response.json();
  render();
} catch (error) {
  place.replaceChildren(`The description cannot be read: ${error.message}`);
}
