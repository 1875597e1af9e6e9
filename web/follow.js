// Shows a report by its number and code, and sends what the reporter does; the code travels in a header only.

import { Lost, ask, byId, clearProblems, clock, day, fill, filled, missing, nested, put, say, shelf, showProblems, when, words } from "./page.js";

const find = byId("find");
const lookup = byId("lookup");
const progress = byId("progress");
const ITS_AGENCY = ["route", "verify", "assign", "decide"]; // acts whose line names the agency the report went to
const THE_OTHER = ["merge", "split"]; // acts whose line names the other report

let door = { number: "", code: "" };

begin();

function begin() {
  find.noValidate = true;
  find.addEventListener("submit", (event) => {
    event.preventDefault();
    const empty = missing(find);
    if (empty.length) return showProblems(find, empty);
    open(find.elements.id.value.trim(), find.elements.code.value.trim());
  });
  window.addEventListener("hashchange", fromAddress);
  fromAddress();
}

/** The address may name the number, never the code: that comes from the receipt of this tab, if at all. */
function fromAddress() {
  const number = location.hash.slice(1);
  if (!number || number === "main" || number === door.number) return;
  const kept = shelf.get("sessionStorage", "door");
  find.elements.id.value = number;
  open(number, kept?.number === number ? kept.code : "");
}

async function open(number, code) {
  clearProblems(find);
  tell(words.loading);
  const answer = await attempt("GET", number, { code });
  tell("");
  if (!answer) return tell(words.offline);
  if (answer.status >= 300) return refuse(answer);
  door = { number: answer.content.id, code };
  shelf.put("sessionStorage", "door", code ? door : null);
  history.replaceState(null, "", `#${door.number}`);
  show(answer.content);
}

function refuse({ status, content }) {
  byId("shown")?.remove();
  lookup.hidden = false;
  showProblems(find, [{ field: status === 403 ? "code" : "id", detail: content.detail }]);
}

/** One request about a report; null when the network is gone. */
async function attempt(method, path, { code, body } = {}) {
  try {
    const [number, act] = path.split("/");
    const url = `/api/reports/${encodeURIComponent(number)}${act ? `/${act}` : ""}`;
    return await ask(method, url, { body, headers: code ? { "Access-Code": code } : {} });
  } catch (error) {
    if (!(error instanceof Lost)) throw error;
    return null;
  }
}

function show(report, message = "", written = {}) {
  const shown = fill("report", {
    id: report.id,
    title: report.title ?? words.untitled,
    message,
    state: words.states[report.status] ?? report.status,
    next: next(report),
    related: related(report),
    acts: forms(report, written),
    history: [...(report.history ?? [])].sort((a, b) => b.number - a.number).map(entry),
    deadlines: (report.deadlines ?? []).map(clock),
    description: report.description ?? words.withheld,
    facts: facts(report),
  });
  shown.querySelector("[data-slot=clocks_part]").hidden = !report.deadlines?.length;
  knock(shown.querySelector("[data-slot=door]"));
  byId("shown")?.remove();
  lookup.hidden = true;
  byId("main").append(shown);
  document.title = `${report.id} · ${document.title.split(" · ").pop()}`;
  document.querySelector("nav .language").hash = report.id;
  window.scrollTo(0, 0);
  shown.querySelector(message ? ".notice" : "h1").focus();
}

/** Without the code there is a way to give it, with the code a way to put it away. */
function knock(part) {
  const [ask, leave] = [part.querySelector("section"), part.querySelector("[data-do=leave]")];
  ask.hidden = Boolean(door.code);
  leave.hidden = !door.code;
  leave.addEventListener("click", () => {
    for (const name of ["door", "receipt", "pending", "contact"]) shelf.put("sessionStorage", name, null);
    location.assign(words.urls.lookup);
  });
  const form = ask.querySelector("form");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const code = form.elements.code.value.trim();
    const answer = await attempt("GET", door.number, { code });
    if (answer?.status < 300) return open(door.number, code);
    showProblems(form, [{ field: "code", detail: answer?.content.detail ?? words.offline }]);
  });
}

function next(report) {
  const said = put(words.next[report.status] ?? "", { agency: report.agency?.name ?? words.agency });
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** The report that this one was merged into, with its latest answer, and the one it was split from. */
function related({ merged_into, merged_with, split_from }) {
  const answer = merged_with?.history.filter(({ act }) => words.answers.includes(act)).pop();
  const found = Object.entries({ merged_into, split_from }).filter(([, number]) => number);
  return found.map(([name, number]) => {
    const theirs = name === "merged_into" && answer ? entry(answer) : null;
    const shown = fill("related", { name: words.related[name], number, answer: theirs });
    shown.querySelector("a").href = `${words.urls.lookup}#${number}`;
    return shown;
  });
}

function entry({ act, agency, at, attachments, by, other, reason, text }) {
  const what = words.acts[act] ?? act;
  const who = by?.agency ? ` · ${words.roles[by.role] ?? by.role}, ${by.agency.name}` : "";
  const why = words.reasons[act]?.[reason] ?? reason;
  const named = ITS_AGENCY.includes(act) ? agency?.name : THE_OTHER.includes(act) && other;
  return fill("entry", {
    act: named ? `${what}: ${named}` : what,
    when: when(at) + who,
    text: [why, text].filter(Boolean).join("\n"),
    attached: (attachments ?? []).map(attachment),
  });
}

function attachment({ name, size, url }) {
  const shown = fill("attachment", { name, size: say("size", { count: Math.max(1, Math.round(size / 1024)) }) });
  shown.querySelector("a").href = url;
  return shown;
}

function facts(report) {
  const { lat, lon, address } = report.location ?? {};
  const found = {
    kind: words.kinds[report.kind] ?? report.kind,
    category: words.categories[report.category] ?? report.category,
    area: words.areas[report.area] ?? report.area,
    "location.address": address,
    location: lat == null || lon == null ? null : `${lat.toFixed(5)}, ${lon.toFixed(5)}`,
    occurred_on: report.occurred_on && day(report.occurred_on),
    agency: report.agency?.name,
    submitted: when(report.submitted_at),
    anonymous: report.anonymous && words.yes,
    confidential: report.confidential && words.yes,
    rating: report.rating && String(report.rating),
  };
  const known = Object.entries(found).filter(([, value]) => value);
  return known.map(([name, value]) => fill("fact", { name: words.facts[name], value }));
}

/** `written` is what stood in the fields before, by their ids: a refusal loses nobody's words. */
function forms(report, written) {
  const acts = door.code ? words.order.filter((act) => report.acts?.includes(act)) : [];
  const shown = acts.map((act) => {
    const part = fill(`act-${act}`, {});
    const form = part.querySelector("form");
    form.noValidate = true;
    form.elements.version.value = report.version;
    for (const [field, name] of Object.entries(words.completable)) {
      if (!report.missing?.includes(field)) form.elements[name]?.closest(".field").remove();
    }
    for (const control of form.querySelectorAll("textarea")) {
      control.value = written[control.id] ?? "";
      if (control.value) part.open = true;
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      perform(form, act);
    });
    return part;
  });
  return shown.length ? [fill("acts_title", {}), ...shown] : [];
}

async function perform(form, act) {
  if (form.getAttribute("aria-busy") === "true") return;
  const empty = missing(form);
  if (empty.length) return showProblems(form, empty);
  clearProblems(form);
  form.setAttribute("aria-busy", "true");
  const { code: _, version, rating, ...fields } = filled(form);
  const body = { ...nested(fields), version: Number(version), ...(rating && { rating: Number(rating) }) };
  const answer = await attempt("POST", `${door.number}/${act}`, { code: door.code, body: JSON.stringify(body) });
  form.removeAttribute("aria-busy");
  if (answer?.status === 422 && answer.content.errors?.length) return showProblems(form, answer.content.errors);
  await again(answer, act);
}

/** Show the report as it is now, with what came of the act. */
async function again(answer, act) {
  const done = answer?.status < 300;
  const written = Object.fromEntries([...document.querySelectorAll("textarea")].map(({ id, value }) => [id, value]));
  if (done) delete written[`${act}.text`];
  const said = done ? words.done[act] : (answer?.content.detail ?? words.offline);
  const fresh = answer && (await attempt("GET", door.number, { code: door.code }));
  if (fresh?.status < 300) return show(fresh.content, said, written);
  const notice = document.querySelector("#shown .notice");
  notice.textContent = said;
  notice.focus();
}

function tell(sentence) {
  progress.querySelector("p").textContent = sentence;
  progress.hidden = !sentence;
}
