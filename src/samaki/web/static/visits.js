// The page of visit notes. A note is sealed to the server's key when it is kept (hpke.js), waits unreadable (visits-kept.js), is sent
// with its own key and both times, and is removed when the server's receipt is here. The words live in the form alone, and leave it then.
import { joined, seal, text } from "./hpke.js";
import { keep, NAME, noteWriter, remove, waiting, writer } from "./visits-kept.js";

const room = document.querySelector("[data-visits]");
const part = (name) => room.querySelector(`[data-part=${name}]`);
const form = room.querySelector("form");
const AGAIN = 60_000; // milliseconds
const PATIENCE = 120_000; // of a network that hardly is one
const refused = new Map(); // key -> what the server said; asked again only when somebody presses, or comes back
let me; // {writer, token} while somebody is signed in
let instead = ""; // the note that stands in the form to be put right
let said = "";
let busy = false;
let keeping = false;

const octets = (words) => Uint8Array.from(atob(words.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const written = (bytes) =>
  btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const latin = (words) => words.replace(/[០-៩]/g, (digit) => digit.charCodeAt(0) - 0x17e0);
const shown = (words) => (document.documentElement.lang === "km" ? words.replace(/\d/g, (digit) => "០១២៣៤៥៦៧៨៩"[digit]) : words);

function moment(iso) {
  const at = new Date(iso);
  const two = (number) => String(number).padStart(2, "0");
  return shown(`${at.getDate()}/${at.getMonth() + 1}/${at.getFullYear()} ${two(at.getHours())}:${two(at.getMinutes())}`);
}

function say(what) {
  if (what === "offline" && said === "kept") return; // that says it already
  said = what;
  for (const one of room.querySelectorAll("[data-say]")) one.hidden = one.dataset.say !== what;
}

// ---------------------------------------------------------------- writing
// As `cases/codes.py`: 30 letters without those that are misread, and one that shows a slip.
const LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

function codeOf(typed) {
  const found = latin(typed).replace(/[\s\u200b-\u200d\ufeff]/g, "").toUpperCase().match(/^([A-Z]{2,3})-?(\d\d)-?([2-9A-HJKMNP-TV-Z]{6})$/);
  if (!found) return "";
  const values = [...Array.from(found[1] + found[2], (sign) => parseInt(sign, 36)), ...Array.from(found[3].slice(0, 5), (sign) => LETTERS.indexOf(sign))];
  const sum = values.reduce((all, value, place) => all + value * (place + 1), 0) % 31;
  return LETTERS[sum] === found[3][5] ? `${found[1]}-${found[2]}-${found[3]}` : "";
}

function wrong(name, is) {
  room.querySelector(`#${name}-error`).hidden = !is;
  form.elements[name].setAttribute("aria-invalid", String(is));
  return is;
}

function filled() {
  const child = latin(form.elements.child.value.trim());
  const given = { code: codeOf(form.elements.code.value), child: child ? Number(child) : null, text: form.elements.text.value };
  const amiss = [
    wrong("code", !given.code) && "code",
    wrong("child", given.child !== null && !(given.child >= 1 && given.child <= 999 && Number.isInteger(given.child))) && "child",
    wrong("text", !given.text.trim()) && "text",
  ].filter(Boolean);
  if (amiss.length) form.elements[amiss[0]].focus();
  return amiss.length ? undefined : given;
}

// padded with spaces to whole kilobytes: the length of a note tells less
async function sealed(given, mark) {
  const key = crypto.randomUUID();
  const at = new Date().toISOString();
  const plain = text(JSON.stringify({ writer: mark, ...given }));
  const padded = joined(plain, new Uint8Array(1024 - (plain.length % 1024)).fill(32));
  return { key, written: at, writer: mark, sealed: written(await seal(octets(room.dataset.visits), text(`samaki visit note 1 ${key} ${at}`), padded)) };
}

async function kept(event) {
  event.preventDefault();
  const given = keeping ? undefined : filled();
  if (!given) return;
  keeping = true;
  try {
    if (!(await ready())) return; // somebody signed out meanwhile: it stands in the form
    await keep(await sealed(given, await writer()), instead);
    refused.delete(instead);
    instead = "";
    form.reset();
    say("kept");
  } catch {
    say("lost");
    return;
  } finally {
    keeping = false;
  }
  await show();
  await send();
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
}

// ---------------------------------------------------------------- what waits
async function show() {
  const notes = await waiting();
  part("rows").replaceChildren(...notes.map(row));
  part("waiting").hidden = !notes.length;
}

function row(note) {
  const made = part("row").content.cloneNode(true);
  const at = (name) => made.querySelector(`[data-${name}]`);
  const told = refused.get(note.key);
  at("when").textContent = moment(note.written);
  at("other").hidden = !me || note.writer === me.writer;
  at("why").hidden = !at("other").hidden;
  if (told) {
    at("why").textContent = told.sentence;
    at("show").hidden = !told.words;
    at("show").firstElementChild.addEventListener("click", () => correct(note.key, told.words));
    at("drop").hidden = false;
    at("drop").querySelector("button").addEventListener("click", async () => { await remove(note.key); await show(); });
  }
  return made;
}

function correct(key, words) {
  instead = key;
  form.elements.code.value = words.code;
  form.elements.child.value = words.child === null ? "" : shown(String(words.child));
  form.elements.text.value = words.text;
  form.elements.code.focus();
}

function receipt(note, told) {
  const made = part("receipt").content.cloneNode(true);
  made.querySelector("[data-when]").textContent = moment(note.written);
  made.querySelector("[data-receipt]").textContent = told.receipt;
  made.querySelector("[data-note]").href = told.note;
  part("receipts").prepend(made);
  part("sent").hidden = false;
}

// ---------------------------------------------------------------- sending
// undefined where no answer came, whole
async function answer(path, options) {
  try {
    const came = await fetch(path, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...options });
    const json = (came.headers.get("Content-Type") || "").startsWith("application/json");
    return { out: came.type === "opaqueredirect", status: came.status, told: json ? await came.json() : undefined };
  } catch {
    return undefined;
  }
}

async function greet() {
  const came = await answer("/visits/mine/");
  me = came && came.status === 200 ? came.told : undefined;
  if (me) await noteWriter(me.writer);
  else say(!came ? "offline" : came.out ? "signed-out" : "failed");
}

// whether to go on with the next one
async function sent(note) {
  const came = await answer("/visits/send/", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": me.token },
    body: JSON.stringify({ ...note, sent: new Date().toISOString() }),
  });
  if (came && came.status === 201 && came.told.receipt) {
    await remove(note.key);
    receipt(note, came.told);
    say("");
  } else if (came && came.told && came.status < 500) {
    refused.set(note.key, came.told);
    say("");
  } else {
    say(!came ? "offline" : came.out ? "signed-out" : "failed");
    return false;
  }
  return true;
}

async function send() {
  if (busy) return;
  busy = true;
  try {
    await greet();
    for (const note of me ? await waiting() : []) {
      const ours = note.writer === me.writer && !refused.has(note.key);
      if (ours && !(await sent(note))) break;
    }
  } finally {
    busy = false;
    await show();
  }
}

// ---------------------------------------------------------------- being here without a network
async function settle() {
  await navigator.serviceWorker.register("/visits/worker.js");
  const found = await navigator.serviceWorker.ready;
  await document.fonts.ready;
  const line = new MessageChannel();
  const answered = new Promise((yes) => { line.port1.onmessage = (event) => yes(event.data); });
  found.active.postMessage(needed(), [line.port2]);
  if (await answered) await ready();
}

// what has to lie in the telephone: this page, its styles, scripts and letters
function needed() {
  const loaded = performance.getEntriesByType("resource").map((one) => new URL(one.name).pathname);
  return [location.pathname, ...new Set(loaded.filter((path) => path.startsWith("/static/")))];
}

async function works() {
  const kept = await Promise.all(needed().map((path) => caches.match(path, { cacheName: NAME })));
  return kept.every(Boolean);
}

// whether it is known whose notes are kept here; who has never been here with a network is told so
async function ready() {
  const known = Boolean(await writer());
  part("unready").hidden = known;
  const stands = known && (await works());
  part("ready").hidden = !stands;
  part("notyet").hidden = !known || stands;
  form.hidden = !known && !form.elements.text.value;
  return known;
}

async function begin() {
  await ready(); // at once: a network that hardly is one may keep the rest waiting
  await show();
  await send();
  await ready();
  if (me) await settle();
}

if (room && window.isSecureContext && "serviceWorker" in navigator && "indexedDB" in window && "randomUUID" in crypto) {
  part("without").hidden = true;
  form.addEventListener("submit", kept);
  part("send").addEventListener("click", () => { refused.clear(); send(); });
  window.addEventListener("online", send);
  window.addEventListener("beforeunload", (event) => { if (form.elements.text.value) event.preventDefault(); });
  setInterval(async () => { if (!document.hidden && (await waiting()).length) send(); }, AGAIN);
  begin();
}
