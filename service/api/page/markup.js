// An article with its spans marked, beside its events. Offsets count code points; JavaScript's strings count UTF-16, so the text is an array here.

import { days, element, spaced } from "./dom.js";

const KINDS = {
  who: "visitor or host", where: "destination", when: "date", cue: "what signals an event", speaker: "speaker, addressee or source",
  said: "what is said", name: "another name",
};

/** Show an article and its extraction in a place; the event of that id, if any, is shown in the text from the start. */
export function showMarked(place, article, extraction, shown = null) {
  const text = element("p", { class: "text" });
  text.append(...pieces(Array.from(article.text), spansOf(extraction)));
  const legend = Object.entries(KINDS).map(([kind, about]) => element("li", { class: `k-${kind}` }, about));
  const toggle = (id) => {
    const on = place.querySelector(`button[aria-pressed=true]`)?.dataset.event !== id;
    for (const button of place.querySelectorAll("button[data-event]")) {
      button.setAttribute("aria-pressed", String(on && button.dataset.event === id));
    }
    const marks = [...text.querySelectorAll("mark")];
    marks.forEach((mark) => mark.classList.toggle("on", on && mark.dataset.events.split(" ").includes(id)));
    text.querySelector("mark.on")?.scrollIntoView({ block: "center", behavior: "auto" });
  };
  place.replaceChildren(element("div", { class: "marked" },
    element("div", { class: "reading", tabindex: "0", role: "region", "aria-label": "The article" },
      article.title ? element("h2", {}, article.title) : null,
      element("ul", { class: "legend", "aria-label": "What the marks mean" }, ...legend),
      text),
    element("div", {},
      element("h2", {}, `${extraction.events.length} events`),
      extraction.events.length ? element("ul", { class: "events" }, ...extraction.events.map((event) => card(event, toggle))) : null,
      ...extraction.warnings.map((warning) => element("p", { class: "note" }, `Mind: ${warning.message}`)),
      dates(extraction.times),
      element("details", {}, element("summary", {}, "As JSON"), element("pre", { tabindex: "0" }, JSON.stringify(extraction, null, 1))))));
  if (shown !== null) toggle(shown);
}

/** Each span of an extraction that is marked: where, as what, for which events. */
function* spansOf(extraction) {
  const times = new Map(extraction.times.map((time) => [time.id, { span: time.span, events: [] }]));
  for (const event of extraction.events) {
    const { id } = event;
    for (const time of event.date?.times ?? []) times.get(time)?.events.push(id);
    for (const party of [...(event.visitors ?? []), ...(event.hosts ?? [])]) yield { span: party.span, kind: "who", events: [id] };
    if (event.destination) yield { span: event.destination.span, kind: "where", events: [id] };
    for (const mention of event.mentions ?? []) yield { span: mention.trigger.span, kind: "cue", events: [id] };
    for (const party of [event.speaker, event.addressee, ...(event.cites ?? [])]) {
      if (party) yield { span: party.span, kind: "speaker", events: [id] };
    }
    if (event.cue) yield { span: event.cue.span, kind: "cue", events: [id] };
    for (const span of event.content?.spans ?? (event.topic ? [event.topic.span] : [])) yield { span, kind: "said", events: [id] };
  }
  for (const { span, events } of times.values()) yield { span, kind: "when", events };
  for (const entity of extraction.entities) for (const span of entity.mentions) yield { span, kind: "name", events: [] };
}

/** The text, cut wherever a span begins or ends, so that spans may overlap in any way. */
function* pieces(characters, spans) {
  const begins = new Map(), ends = new Map(), cuts = new Set([0, characters.length]);
  for (const one of spans) {
    const [start, end] = one.span;
    if (!begins.has(start)) begins.set(start, []);
    if (!ends.has(end)) ends.set(end, []);
    begins.get(start).push(one);
    ends.get(end).push(one);
    cuts.add(start).add(end);
  }
  const open = new Set();
  const ordered = [...cuts].sort((a, b) => a - b);
  for (let i = 0; i + 1 < ordered.length; i += 1) {
    for (const one of ends.get(ordered[i]) ?? []) open.delete(one);
    for (const one of begins.get(ordered[i]) ?? []) open.add(one);
    const words = characters.slice(ordered[i], ordered[i + 1]).join("");
    const kinds = [...new Set([...open].map((one) => one.kind))];
    const events = [...new Set([...open].flatMap((one) => one.events))];
    yield kinds.length
      ? element("mark", {
        class: kinds.map((kind) => `k-${kind}`).join(" "),
        title: kinds.map((kind) => KINDS[kind]).join(", "),
        "data-events": events.join(" "),
      }, words)
      : words;
  }
}

function card(event, toggle) {
  const visit = event.type === "visit";
  const button = element("button", { type: "button", "data-event": event.id, "aria-pressed": "false", click: () => toggle(event.id) }, "In the text");
  const lines = visit
    ? [
      `${days(event.date)}${event.kind ? `, ${event.kind} visit` : ""}`,
      event.hosts.length ? `Hosts: ${event.hosts.map(named).join(", ")}` : null,
      event.purpose ? `Purpose: ${event.purpose.text}` : null,
    ]
    : [
      event.content ? `“${event.content.text}”` : event.topic ? `On ${event.topic.text}` : null,
      event.addressee ? `To ${named(event.addressee)}` : null,
      event.cites?.length ? `Citing ${event.cites.map((one) => one.name).join(", ")}` : null,
      event.date ? days(event.date) : null,
    ];
  return element("li", { class: `event s-${visit ? event.status : "statement"}` },
    button,
    element("h3", {}, headline(event)),
    element("p", {}, element("span", { class: "badge" }, badge(event)), ` ${Math.round(event.confidence * 100)} % sure`),
    ...lines.filter(Boolean).map((line) => element("p", {}, line)));
}

function dates(times) {
  const rows = times.map((time) => element("tr", {},
    element("td", {}, time.text), element("td", {}, time.edtf ?? "–"), element("td", {}, time.value)));
  const head = element("tr", {}, ...["Words", "EDTF", "TIMEX3"].map((name) => element("th", { scope: "col" }, name)));
  return element("details", {}, element("summary", {}, `${times.length} dates`),
    element("div", { class: "scroll", tabindex: "0" }, element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows))));
}

const named = (party) => (party.role ? `${party.name} (${party.role})` : party.name);

/** An event in a line; one of a kind that this page does not know yet by its kind alone. */
export function headline(event) {
  if (event.type === "visit") return `${event.visitors.map((one) => one.name).join(", ")} → ${event.destination.name}`;
  if (event.type === "statement") return `${event.speaker?.name ?? "Nobody named"} ${event.cue.text}`;
  return spaced(event.type);
}

/** What has become of a visit, or what a statement does. */
export function badge(event) {
  return spaced(event.status ?? event.act ?? event.type).replace(/^/, event.negated ? "not: " : "");
}
