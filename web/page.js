// What the scripts of both pages share: words, templates, requests, problems beside their fields, moments in words.

export const words = JSON.parse(document.querySelector("[data-words]").dataset.words);
export const byId = (id) => document.getElementById(id);

const locale = words.language === "en" ? "en-GB" : "id";
const patience = 30_000; // milliseconds until a request counts as lost

/** The request got no answer, or none from our server. */
export class Lost extends Error {}

export function say(key, values = {}) {
  return put(words[key], values);
}

export function put(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "…");
}

/** A copy of a template with its slots filled: text as text, nodes as nodes, null takes the slot away. */
export function fill(name, slots) {
  const copy = byId(`t-${name}`).content.cloneNode(true);
  for (const slot of copy.querySelectorAll("[data-slot]")) {
    const content = slots[slot.dataset.slot];
    if (content === null) slot.remove();
    else if (content !== undefined) slot.replaceChildren(...[content].flat());
  }
  return copy.firstElementChild;
}

/** Ask the API; gives {status, content}. Throws Lost when trying again may help. */
export async function ask(method, url, { body, headers = {} } = {}) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), patience);
  const types = { Accept: "application/json", "Accept-Language": words.language, "Content-Type": "application/json" };
  try {
    const given = { method, body, headers: { ...types, ...headers }, credentials: "omit", cache: "no-store" };
    const response = await fetch(`${url}?lang=${words.language}`, { ...given, signal: control.signal });
    return { status: response.status, content: await read(response) };
  } catch (error) {
    throw error instanceof Lost ? error : new Lost(error.message);
  } finally {
    clearTimeout(timer);
  }
}

/** What was answered, if our server did: portals and firewalls that answer in its place know nothing of our JSON. */
async function read(response) {
  const content = await response.json().catch(() => ({}));
  if (content.id || content.type?.startsWith("urn:tuntas:")) return content;
  if (response.status >= 400 && response.status < 500 && ![408, 425, 429].includes(response.status)) {
    return { detail: words.turned_away };
  }
  throw new Lost();
}

/** The filled fields of a form as the API takes them: `contact.phone` becomes `phone` in `contact`. */
export function nested(fields) {
  const found = {};
  for (const [name, value] of Object.entries(fields)) {
    const [group, inner] = name.split(".");
    if (inner) (found[group] ??= {})[inner] = value;
    else found[name] = value;
  }
  return found;
}

export function filled(form) {
  return Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim() !== ""));
}

/** What the browser itself can see is missing, in the shape of the API's errors. */
export function missing(form) {
  const empty = [...form.elements].filter((control) => control.required && control.value.trim() === "");
  return empty.map((control) => ({ field: control.name, detail: words.required }));
}

/** Each error beside its field, and all of them in the summary, which gets the focus. */
export function showProblems(form, errors) {
  clearProblems(form);
  const items = errors.map(({ field, detail }) => problem(form, field, detail));
  const summary = byId("problems");
  if (summary?.nextElementSibling === form) {
    summary.querySelector("ul").replaceChildren(...items);
    summary.hidden = false;
    summary.focus();
  } else items[0]?.querySelector("a")?.click();
}

export function clearProblems(form) {
  for (const line of form.querySelectorAll(".error")) {
    line.hidden = true;
    line.textContent = "";
  }
  for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
  const summary = byId("problems");
  if (summary?.nextElementSibling === form) summary.hidden = true;
}

function problem(form, field, detail) {
  const item = document.createElement("li");
  const place = placeOf(form, field);
  if (!place) {
    item.textContent = field ? `${field}: ${detail}` : detail;
    return item;
  }
  const line = byId(`${place.id}-error`);
  line.textContent = line.textContent ? `${line.textContent} ${detail}` : detail;
  line.hidden = false;
  if ("value" in place) place.setAttribute("aria-invalid", "true");
  const link = document.createElement("a");
  link.href = `#${place.id}`;
  link.textContent = `${labelOf(place)}: ${detail}`;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    place.focus();
  });
  item.append(link);
  return item;
}

/** The element that stands for a field; a point has no control of its own, radio buttons have a group. */
function placeOf(form, field) {
  const control = form.elements[field.startsWith("location.l") ? "location" : field];
  const id = control?.id || (control?.length ? control[0].closest("fieldset").id : field.split(".l")[0]);
  const place = byId(id);
  return place && form.contains(place) && byId(`${id}-error`) ? place : null;
}

function labelOf(place) {
  const label = document.querySelector(`label[for="${place.id}"]`) ?? place.querySelector("legend");
  return (label?.firstChild ?? byId("gps")).textContent.trim();
}

export function day(moment, zone = words.zone) {
  const dated = moment.length === 10; // a date without a time is the same day in every zone
  return format(moment, { day: "numeric", month: "long", year: "numeric" }, dated ? "UTC" : zone);
}

export function when(moment) {
  return say("moment", parts(moment, words.zone));
}

export function span({ amount, unit }) {
  const said = `${amount} ${words.units[unit]}`;
  return words.language === "en" && amount === 1 ? said.replace(/s$/, "") : said;
}

/** One deadline: until when, counted from when, and which days were left out. */
export function clock({ clock: name, due_at, proof = {}, missed_at, paused_at }) {
  const inDays = !["hours", "minutes"].includes(proof.unit);
  const mark = missed_at ? "missed" : paused_at ? "paused" : "";
  const due = say(inDays ? "by_day" : "by_moment", parts(due_at, proof.zone ?? words.zone));
  const counted = proof.amount ? span(proof) : "";
  const item = fill("clock", {
    clock: words.clocks[name] ?? name,
    due: mark ? `${due}, ${words[mark]}` : due,
    counted: counted && inDays ? say("counted", { span: counted, day: day(proof.from) }) : counted,
  });
  if (mark) item.classList.add(mark);
  skip(item.querySelector("details"), proof.skipped ?? []);
  return item;
}

function skip(part, days) {
  if (!days.length) part.remove();
  part.querySelector("summary").textContent = say("skipped", { count: days.length });
  const items = days.map((skipped) => {
    const item = document.createElement("li");
    const translated = skipped.reason === "weekend" && words.language !== "id";
    const name = translated ? words.days_off.weekend : skipped.name;
    item.textContent = say("skipped_day", { day: day(skipped.date), name });
    return item;
  });
  part.querySelector("ul").replaceChildren(...items);
}

function parts(moment, zone) {
  const time = format(moment, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, zone);
  return { day: day(moment, zone), time, zone: words.zones[zone] ?? zone };
}

function format(moment, options, timeZone) {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(new Date(moment));
}

/** Storage that may be switched off or full: then nothing is kept, and nothing breaks. */
export const shelf = {
  get(store, name) {
    try {
      return JSON.parse(window[store].getItem(`tuntas.${name}`));
    } catch {
      return null;
    }
  },
  put(store, name, value) {
    try {
      if (value === null) window[store].removeItem(`tuntas.${name}`);
      else window[store].setItem(`tuntas.${name}`, JSON.stringify(value));
    } catch {
      // see above
    }
  },
};
