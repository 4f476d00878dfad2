// Events on a line of time, and visits on a map. d3 and topojson are scripts of their own (vendor/).

import { countryName, days } from "./dom.js";
import { badge, headline } from "./markup.js";

const d3 = globalThis.d3;
const ROW = 22, AXIS = 34, MARGIN = 24, LABELS = 490;
const EARLY = 0.1, LATE = 0.95; // the shares of the first and last days between which the line of time runs: a few far ones do not squash the rest

/** What Enter, the space bar and a click on a part of a drawing do. */
function pressed(selection, act) {
  selection.attr("tabindex", 0).attr("role", "button").on("click", (_, one) => act(one)).on("keydown", (event, one) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      act(one);
    }
  });
}

/** A line for each dated event, from its first to its last day; an open end reaches to the edge, and so does one that lies far off. */
export function showTimeline(place, events, open) {
  const dated = events.filter((event) => event.date && (event.date.start || event.date.end));
  place.replaceChildren();
  const undated = events.length - dated.length;
  if (undated) d3.select(place).append("p").attr("class", "note").text(`${undated} undated events are not shown here.`);
  if (!dated.length) return;
  const day = d3.utcParse("%Y-%m-%d");
  const from = d3.quantile(dated, EARLY, ({ date }) => day(date.start ?? date.end));
  const to = d3.quantile(dated, LATE, ({ date }) => day(date.end ?? date.start));
  const width = Math.max(760, place.clientWidth), end = width - MARGIN;
  const x = d3.scaleUtc([d3.utcDay.offset(from, -1), d3.utcDay.offset(Math.max(from, to), 2)], [LABELS, end]).clamp(true);
  const rows = d3.sort(dated, ({ date }) => date.start ?? date.end, ({ date }) => date.end ?? date.start);
  const svg = d3.select(place).append("svg").attr("width", width).attr("height", AXIS + rows.length * ROW + 8)
    .attr("role", "group").attr("aria-label", "Events by their days");
  svg.append("g").attr("class", "axis").attr("transform", `translate(0,${AXIS})`)
    .call(d3.axisTop(x).ticks(6).tickSizeInner(-rows.length * ROW).tickPadding(8));
  const items = svg.selectAll(".item").data(rows).join("g")
    .attr("class", (event) => `item s-${event.type === "visit" ? event.status : "statement"}`)
    .attr("transform", (_, i) => `translate(0,${AXIS + i * ROW})`)
    .attr("aria-label", (event) => `${headline(event)}, ${badge(event)}, ${days(event.date)}`);
  items.append("title").text((event) => `${headline(event)}\n${badge(event)}, ${days(event.date)}`);
  items.append("text").attr("x", MARGIN).attr("y", ROW / 2 + 4).text((event) => shortened(headline(event), 40));
  items.append("text").attr("x", LABELS - 14).attr("y", ROW / 2 + 4).attr("class", "days").text((event) => days(event.date));
  const left = ({ date }) => (date.start ? x(day(date.start)) : LABELS);
  const right = ({ date }) => (date.end ? x(d3.utcDay.offset(day(date.end), 1)) : end);
  items.append("rect").attr("x", (event) => Math.min(left(event), end - 4)).attr("y", 5).attr("height", ROW - 9).attr("rx", 3)
    .attr("width", (event) => Math.max(4, right(event) - left(event)))
    .attr("class", ({ date }) => `span${date.approximate ? " approximate" : ""}${date.start && date.end ? "" : " open"}`);
  pressed(items, open);
}

/** A disc in each country that was, or may be, visited, as large as its visits are many. */
export function showMap(place, events, world, points, choose) {
  const visits = events.filter((event) => event.type === "visit");
  const counts = d3.rollups(visits.filter((event) => points[event.destination.country]), (some) => some.length, (event) => event.destination.country);
  place.replaceChildren();
  const elsewhere = visits.length - d3.sum(counts, ([, count]) => count);
  if (elsewhere) d3.select(place).append("p").attr("class", "note").text(`${elsewhere} visits to no country are not shown here.`);
  const shapes = globalThis.topojson.feature(world, world.objects.countries);
  const land = { type: "FeatureCollection", features: shapes.features.filter((shape) => shape.properties.name !== "Antarctica") };
  const projection = d3.geoEqualEarth().fitSize([1000, 470], land);
  const svg = d3.select(place).append("svg").attr("viewBox", "0 0 1000 470").attr("role", "group").attr("aria-label", "Visits by country");
  svg.append("g").selectAll("path").data(land.features).join("path").attr("class", "land").attr("d", d3.geoPath(projection));
  const radius = d3.scaleSqrt([1, Math.max(20, d3.max(counts, ([, count]) => count) ?? 0)], [9, 26]);
  const places = svg.selectAll(".place").data(d3.sort(counts, ([, count]) => -count)).join("g")
    .attr("class", "place")
    .attr("transform", ([country]) => `translate(${projection(points[country])})`)
    .attr("aria-label", ([country, count]) => told(country, count));
  places.append("title").text(([country, count]) => told(country, count));
  places.append("circle").attr("r", ([, count]) => radius(count));
  places.append("text").text(([, count]) => count);
  pressed(places, ([country]) => choose(country));
}

const told = (country, count) => `${countryName(country)}: ${count} ${count === 1 ? "visit" : "visits"}`;
const shortened = (words, length) => (Array.from(words).length > length ? `${Array.from(words).slice(0, length - 1).join("")}…` : words);
