// Elements made without a word of HTML: what an article or a caller says is only ever text.

/** An element of some attributes (none where a value is null) and children: elements, or what is shown as text. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value !== null) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A link, where a URL is one that a browser may be led to; else its words alone. */
export function link(url, words) {
  const safe = /^https?:\/\//i.test(url ?? "");
  return safe ? element("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, words) : document.createTextNode(words);
}

/** Have a list of tabs work by mouse and by arrow keys (https://www.w3.org/WAI/ARIA/apg/patterns/tabs/); gives what chooses one. */
export function tabs(list, chosen = () => {}) {
  const all = [...list.querySelectorAll("[role=tab]")];
  const choose = (tab) => {
    for (const one of all) {
      one.setAttribute("aria-selected", String(one === tab));
      one.tabIndex = one === tab ? 0 : -1;
      document.getElementById(one.getAttribute("aria-controls")).hidden = one !== tab;
    }
    chosen(tab.id);
  };
  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) choose(tab);
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
    next.focus();
    choose(next);
  });
  return (id) => choose(document.getElementById(id));
}

const countries = new Intl.DisplayNames("en", { type: "region" });

/** The English name of a country by its ISO 3166-1 alpha-2 code. */
export const countryName = (code) => countries.of(code);

/** What stands for an interval of days. */
export function days(date) {
  if (!date || (!date.start && !date.end)) return "undated";
  const { start, end } = date;
  return (date.approximate ? "about " : "") + (start === end ? start : `${start ?? "…"} – ${end ?? "…"}`);
}

export const spaced = (word) => word.replaceAll("_", " ");
