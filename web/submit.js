// Sends the form, keeps it while it is written, and tries again by itself: one report, whatever the network does.

import { Lost, ask, byId, clearProblems, clock, fill, filled, missing, nested, say, shelf, showProblems, words } from "./page.js";

const form = byId("report");
const progress = byId("progress");
const line = progress.querySelector("p");
const stop = progress.querySelector("button");
const pauses = [1, 2, 4, 8, 15, 30]; // seconds between attempts; the last one repeats
const PRIVATE = /^contact\./; // kept only as long as the tab: phones are shared

let key = null;
let busy = false;
let stopped = () => {};

if (location.hash === "#receipt" && shelf.get("sessionStorage", "receipt")) {
  showReceipt(shelf.get("sessionStorage", "receipt"));
} else {
  begin();
}

function begin() {
  form.noValidate = true; // problems are said in the page's language, beside their fields
  form.elements.occurred_on.max = new Intl.DateTimeFormat("en-CA", { timeZone: words.zone }).format(new Date());
  restore();
  form.addEventListener("input", save);
  form.addEventListener("change", save);
  form.addEventListener("submit", submit);
  stop.addEventListener("click", () => stopped());
  if ("geolocation" in navigator) byId("gps").hidden = false;
  byId("gps").addEventListener("click", locate);
  byId("gps-forget").addEventListener("click", () => place("", ""));
}

async function submit(event) {
  event.preventDefault();
  if (busy) return;
  const empty = [...missing(form), ...placeless()];
  if (empty.length) return showProblems(form, empty);
  busy = true;
  clearProblems(form);
  save();
  try {
    const body = JSON.stringify(content());
    remember(body);
    await settle(await insist(body), body);
  } catch (error) {
    if (!(error instanceof Lost)) throw error;
    tell(words.stopped);
  } finally {
    busy = false;
    form.removeAttribute("aria-busy");
    stop.hidden = true;
  }
}

function placeless() {
  const given = filled(form);
  const placed = ["area", "location.address", "location.lat"].some((name) => given[name]);
  return placed ? [] : [{ field: "area", detail: words.place_required }];
}

/** Send until there is an answer or the reporter stops it. */
async function insist(body) {
  form.setAttribute("aria-busy", "true");
  for (let count = 1; ; count += 1) {
    stop.hidden = true;
    tell(words.sending);
    try {
      return await ask("POST", "/api/reports", { body, headers: { "Idempotency-Key": key } });
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      await pause(pauses[Math.min(count, pauses.length) - 1], count + 1);
    }
  }
}

/** Wait, counting down; the network's return ends the wait, the reporter's stop ends it all. */
async function pause(seconds, count) {
  stop.hidden = false;
  let over = () => {};
  const waited = new Promise((resolve, reject) => {
    over = resolve;
    stopped = () => reject(new Lost());
  });
  let left = seconds;
  const tick = () => (left > 0 ? tell(say("again", { seconds: left--, count })) : over());
  tick();
  const timer = setInterval(tick, 1000);
  window.addEventListener("online", over, { once: true });
  try {
    await waited;
  } finally {
    clearInterval(timer);
    window.removeEventListener("online", over);
  }
}

async function settle({ status, content: answer }, body) {
  if (status < 300) return finish(answer);
  if (answer.type?.endsWith(":other_submission")) return recover(body);
  forget(body);
  tell("");
  showProblems(form, answer.errors?.length ? answer.errors : [{ field: "", detail: answer.detail }]);
}

/** The key brought another text before. If this tab sent it, its receipt can be had by sending the same again. */
async function recover(body) {
  const before = shelf.get("sessionStorage", "pending") ?? [];
  for (const sent of before.filter((each) => each !== body)) {
    const { status, content: answer } = await insist(sent);
    if (status < 300) return finish(answer, words.first_received);
  }
  key = newKey();
  shelf.put("sessionStorage", "pending", null);
  save();
  tell(words.another_sent);
}

function finish(answer, message = "") {
  for (const name of ["contact", "pending"]) shelf.put("sessionStorage", name, null);
  shelf.put("localStorage", "draft", null);
  const receipt = { ...answer, message };
  shelf.put("sessionStorage", "receipt", receipt);
  history.replaceState(null, "", "#receipt");
  showReceipt(receipt);
}

function showReceipt(receipt) {
  const { id, access_code: code, deadlines, message } = receipt;
  const shown = fill("receipt", { id, code, message, deadlines: deadlines.map(clock) });
  shown.querySelector("form").addEventListener("submit", (event) => follow(event, { number: id, code }));
  const print = shown.querySelector("[data-do=print]");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  const another = shown.querySelector("[data-do=another]");
  another.addEventListener("click", () => shelf.put("sessionStorage", "receipt", null));
  byId("main").replaceChildren(shown);
  document.querySelector("nav .language").hash = "receipt";
  window.scrollTo(0, 0);
  shown.querySelector("h1").focus();
}

function follow(event, door) {
  event.preventDefault();
  shelf.put("sessionStorage", "door", door); // the code must not travel in an address
  location.assign(`${words.urls.lookup}#${door.number}`);
}

/** What is sent: the fields as the API names them. */
function content() {
  const { idempotency_key: _, ...fields } = filled(form);
  for (const flag of ["anonymous", "confidential"]) if (fields[flag]) fields[flag] = true;
  for (const degrees of ["location.lat", "location.lon"]) if (fields[degrees]) fields[degrees] = Number(fields[degrees]);
  return nested(fields);
}

/** Bodies whose fate is unknown until an answer comes. */
function remember(body) {
  const sent = shelf.get("sessionStorage", "pending") ?? [];
  if (!sent.includes(body)) shelf.put("sessionStorage", "pending", [...sent, body]);
}

function forget(body) {
  const sent = shelf.get("sessionStorage", "pending") ?? [];
  shelf.put("sessionStorage", "pending", sent.filter((each) => each !== body));
}

function save() {
  const { idempotency_key: _, language: __, ...fields } = filled(form);
  const entries = Object.entries(fields);
  const open = Object.fromEntries(entries.filter(([name]) => !PRIVATE.test(name)));
  const closed = Object.fromEntries(entries.filter(([name]) => PRIVATE.test(name)));
  shelf.put("localStorage", "draft", { key, fields: open });
  shelf.put("sessionStorage", "contact", closed);
}

function restore() {
  const draft = shelf.get("localStorage", "draft");
  key = draft?.key ?? newKey();
  const fields = { ...draft?.fields, ...shelf.get("sessionStorage", "contact") };
  for (const [name, value] of Object.entries(fields)) {
    const control = form.elements[name];
    if (control?.type === "checkbox") control.checked = true;
    else if (control) control.value = value;
  }
  place(fields["location.lat"] ?? "", fields["location.lon"] ?? "");
  if (fields.title || fields.description) tell(words.draft_found);
}

function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function locate() {
  byId("gps-said").textContent = words.gps_looking;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      place(coords.latitude.toFixed(6), coords.longitude.toFixed(6), coords.accuracy);
      save();
    },
    () => {
      byId("gps-said").textContent = words.gps_failed;
    },
    { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 },
  );
}

function place(lat, lon, accuracy) {
  form.elements["location.lat"].value = lat;
  form.elements["location.lon"].value = lon;
  const within = accuracy ? ` ${say("gps_within", { metres: Math.ceil(accuracy) })}` : "";
  byId("gps-said").textContent = lat ? say("gps_found", { lat, lon }) + within : "";
  byId("gps-forget").hidden = !lat;
}

function tell(sentence) {
  line.textContent = sentence;
  progress.hidden = !sentence;
}
