// Requests to the service, with the key that stands in the page (and nowhere else).

const key = document.getElementById("key");
const place = document.getElementById("problem");

/** The JSON that a request is answered with; an answer that is a problem is shown, and thrown. */
async function ask(path, options = {}) {
  const headers = { Accept: "application/json", ...options.headers };
  if (key.value) headers.Authorization = `Bearer ${key.value}`;
  let answer;
  try {
    answer = await fetch(path, { ...options, headers });
  } catch {
    throw { title: "The service does not answer", detail: "Is it still running?" };
  }
  const body = await answer.json().catch(() => ({ title: `The answer is no JSON (${answer.status})` }));
  if (!answer.ok) throw body;
  return body;
}

/** Do some work while a form or a button waits; a problem that ends it is shown. */
export async function working(waiting, work) {
  place.hidden = true;
  const buttons = waiting.matches("button") ? [waiting] : [...waiting.querySelectorAll("button")];
  buttons.forEach((button) => { button.disabled = true; });
  try {
    await work();
  } catch (problem) {
    if (problem instanceof Error) throw problem;
    show(problem);
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
  }
}

function show(problem) {
  const heading = document.createElement("p");
  heading.textContent = [problem.title, problem.detail].filter(Boolean).join(": ");
  const list = document.createElement("ul");
  for (const fault of (problem.errors ?? []).slice(0, 20)) {
    const item = document.createElement("li");
    item.textContent = [fault.pointer, fault.message].filter(Boolean).join(": ");
    list.append(item);
  }
  place.replaceChildren(heading, ...((problem.errors ?? []).length > 1 ? [list] : []));
  place.hidden = false;
}

export const extract = (article) =>
  ask("v1/extractions", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(article) });
export const events = (query) => ask(`v1/events?${new URLSearchParams(query)}`);
export const storedArticle = (id) => ask(`v1/articles/${encodeURIComponent(id)}`);
export const asset = (name) => ask(`assets/${name}`);
