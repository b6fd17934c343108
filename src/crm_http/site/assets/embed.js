// Shows a web form of the CRM in front of the script element that loads it. What people
// type and what they are told is only ever set as text; the markup comes from the CRM,
// where it is escaped.
(() => {
  const form = __FORM__;
  const script = document.currentScript;
  const box = document.createElement("div");
  box.lang = form.language;
  box.innerHTML = form.markup;
  const element = box.querySelector("form");
  element.action = script.src.replace(/\/embed\.js.*$/, "");
  const told = document.createElement("div");
  told.setAttribute("role", "alert");
  element.prepend(told);
  script.before(box);

  function clear() {
    told.replaceChildren();
    for (const each of element.querySelectorAll(".error")) each.remove();
    for (const each of element.querySelectorAll("[aria-invalid]")) {
      each.removeAttribute("aria-invalid");
    }
  }

  function paragraph(text, name) {
    const line = document.createElement("p");
    line.className = name;
    line.textContent = text;
    return line;
  }

  function show(errors) {
    told.append(paragraph(form.wrong, "wrong"));
    let first = null;
    for (const error of errors) {
      const text = form.errors[error.code] || form.error;
      const field = error.field && element.elements[error.field];
      const control = field instanceof RadioNodeList ? field[0] : field;
      if (!control) {
        told.append(paragraph(text, "error"));
        continue;
      }
      control.setAttribute("aria-invalid", "true");
      const note = paragraph(text, "error");
      note.id = `e-${error.field}`;
      control.setAttribute("aria-describedby", note.id);
      control.closest(".field").append(note);
      first = first || control;
    }
    if (first) first.focus();
  }

  function body() {
    const data = new URLSearchParams(new FormData(element));
    const here = new URL(location.href);
    for (const [name, value] of here.searchParams) {
      if (name.startsWith("utm_")) data.set(name, value);
    }
    data.set("page", here.href);
    if (document.referrer) data.set("referrer", document.referrer);
    return data;
  }

  async function send() {
    const answer = await fetch(element.action, {
      method: "POST",
      headers: { accept: "application/json" },
      body: body(),
      credentials: "omit",
    });
    if (answer.status === 422) {
      show((await answer.json()).errors);
    } else if (answer.status === 429) {
      told.append(paragraph(form.often, "error"));
    } else if (!answer.ok) {
      told.append(paragraph(form.away, "error"));
    } else {
      const said = await answer.json();
      if (said.redirect) location.assign(said.redirect);
      else box.replaceChildren(paragraph(said.message, "thanks"));
    }
  }

  element.addEventListener("submit", (event) => {
    event.preventDefault();
    clear();
    const button = element.querySelector("button");
    button.disabled = true;
    send()
      .catch(() => told.append(paragraph(form.away, "error")))
      .finally(() => { button.disabled = false; });
  });
})();
