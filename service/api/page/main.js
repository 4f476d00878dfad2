// The page: an article marked up, and stored events as table, timeline and map.

import { showMap, showTimeline } from "./charts.js";
import { asset, events as askForEvents, extract, storedArticle, working } from "./client.js";
import { days, element, link, tabs } from "./dom.js";
import { badge, headline, showMarked } from "./markup.js";

const at = (id) => document.getElementById(id);
const PAGE = 100;

// --- an article -----------------------------------------------------------------------------------------------------------------

const form = at("article");
const now = new Date();
form.published.value = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");

async function markUp(article) {
  const extraction = await extract(article);
  showMarked(at("marked"), article, extraction);
  at("found").textContent = `${extraction.events.length} events found.`; // for those who hear the page
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const article = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
  article.text = article.text.replaceAll("\r\n", "\n"); // which is how forms send lines; offsets count what was sent
  working(form, () => markUp(article));
});

at("sample").addEventListener("click", () => working(form, async () => {
  const sample = await asset("sample.json");
  for (const name of ["text", "published", "title", "source"]) form[name].value = sample[name] ?? "";
  await markUp(sample);
}));

// --- events ---------------------------------------------------------------------------------------------------------------------

const filters = at("filters");
const shown = { events: [], next: null, query: {}, view: "tab-table" };

const VIEWS = {
  "tab-table": () => showTable(at("view-table"), shown.events),
  "tab-timeline": () => showTimeline(at("view-timeline"), shown.events, open),
  "tab-map": async () => {
    const [world, points] = await Promise.all([asset("countries-110m.json"), asset("points.json")]);
    showMap(at("view-map"), shown.events, world, points, (country) => {
      filters.country.value = country;
      filters.type.value = "visit";
      chooseView("tab-table");
      search();
    });
  },
};

async function draw() {
  const { length } = shown.events;
  at("count").textContent = length ? `${length}${shown.next ? " and more" : ""} ${length === 1 ? "event" : "events"}` : "No such events.";
  at("more").hidden = !shown.next;
  await VIEWS[shown.view]();
}

const chooseView = tabs(at("views"), (id) => {
  shown.view = id;
  working(at("more"), draw);
});

function search() {
  shown.query = Object.fromEntries([...new FormData(filters)].filter(([, value]) => value !== ""));
  return working(filters, async () => {
    const page = await askForEvents({ ...shown.query, limit: PAGE });
    Object.assign(shown, { events: page.events, next: page.next });
    await draw();
  });
}

filters.addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
filters.addEventListener("reset", () => setTimeout(search)); // once the fields are empty

at("more").addEventListener("click", () => working(at("more"), async () => {
  const page = await askForEvents({ ...shown.query, limit: PAGE, next: shown.next });
  Object.assign(shown, { events: [...shown.events, ...page.events], next: page.next });
  await draw();
}));

function showTable(place, events) {
  const rows = events.map((event) => element("tr", {},
    element("td", { class: "day" }, days(event.date)),
    element("td", {}, headline(event), event.content ? element("div", { class: "faint" }, event.content.text) : null),
    element("td", { class: `s-${event.status ?? "statement"}` }, element("span", { class: "badge" }, badge(event))),
    element("td", {}, `${Math.round(event.confidence * 100)} %`),
    element("td", {}, link(event.article.url, event.article.title ?? event.article.id),
      element("div", { class: "faint" }, [event.article.source, event.article.published.slice(0, 10)].filter(Boolean).join(", "))),
    element("td", {}, element("button", { type: "button", click: () => open(event), "aria-label": `Show in the text: ${headline(event)}` }, "Show"))));
  const head = ["When", "What", "Status", "Sure", "Article", "In the text"].map((name) => element("th", { scope: "col" }, name));
  place.replaceChildren(element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows)));
}

/** The article of an event, with the event shown in it. */
function open(event) {
  working(at("more"), async () => {
    const { article, extraction } = await storedArticle(event.article.id);
    at("stored").showModal();
    showMarked(at("stored-article"), article, extraction, event.id);
  });
}

tabs(at("parts"), (id) => {
  if (id === "tab-events" && !shown.events.length) search();
});
