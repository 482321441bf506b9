// Improves pages that work without it: says that a form is under way, keeps what was typed, carries photos over a weak
// line, reads pages aloud. Words come from the page (data- attributes of <body>), never from here.
"use strict";

const words = document.body.dataset;
const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

function say(form, text) {
  let line = form.querySelector(".working, .drafted");
  if (!line) {
    line = document.createElement("p");
    line.setAttribute("role", "status");
    form.append(line);
  }
  line.className = text === words.kept ? "drafted" : "working";
  line.textContent = text;
}

// ---- Drafts: kept on this device until the form went through; never ballots, passwords, codes or files ----
const PREFIX = "panlong-draft:";
const draftable = (form) => form.method === "post" && form.matches(".form-card") && !form.matches("[data-no-draft]")
  && !form.querySelector("[type=password], [autocomplete=one-time-code], [type=tel]") && words.person;
const keyOf = () => `${PREFIX}${words.person}:${location.pathname}`;
const keptFields = (form) => [...form.elements].filter((one) => one.name && !["hidden", "file", "submit", "password"].includes(one.type));

function store(act) {
  try {
    return act(localStorage); // a private window may refuse
  } catch {
    return null;
  }
}

function keep(form) {
  const facts = keptFields(form).map((one) => [one.name, ["checkbox", "radio"].includes(one.type) ? [one.value, one.checked] : one.value]);
  store((shelf) => shelf.setItem(keyOf(), JSON.stringify(facts)));
  say(form, words.kept);
}

function restore(form) {
  const text = store((shelf) => shelf.getItem(keyOf()));
  if (!text || document.getElementById("errors")) return; // what the server gives back is newer
  for (const [name, value] of JSON.parse(text)) {
    for (const one of keptFields(form).filter((field) => field.name === name)) {
      if (Array.isArray(value)) {
        if (one.value === value[0]) one.checked = value[1];
      } else if (!["checkbox", "radio"].includes(one.type)) {
        one.value = value;
      }
    }
  }
  say(form, words.kept);
}

function forgetDrafts() {
  store((shelf) => Object.keys(shelf).filter((key) => key.startsWith(PREFIX)).forEach((key) => shelf.removeItem(key)));
}

function forgetSentDraft() {
  const sent = store(() => sessionStorage.getItem(PREFIX));
  if (!sent) return;
  sessionStorage.removeItem(PREFIX);
  const cameBack = document.getElementById("errors") || document.querySelector(".alert-danger");
  if (!cameBack && sent !== keyOf()) store((shelf) => shelf.removeItem(sent));
}

function prepare(page) {
  const errors = page.querySelector("#errors");
  if (errors) errors.focus();
  for (const form of page.querySelectorAll("form")) {
    if (!draftable(form)) continue;
    restore(form);
    let timer;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => keep(form), 800);
    });
  }
}

// ---- Photos: made smaller before they leave, sent again when the line breaks; the form's operation makes that harmless ----
async function smaller(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return made && made.size < file.size ? new File([made], "photo.jpg", { type: "image/jpeg" }) : file;
  } catch {
    return file; // the server says what is wrong with it
  }
}

function post(form, body) {
  return new Promise((done, lost) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action || location.href);
    request.timeout = 120000;
    request.upload.onprogress = (event) => say(form, `${words.sending} ${Math.round((event.loaded * 100) / event.total)}%`);
    request.onload = () => ([502, 503, 504].includes(request.status) ? lost(request.status) : done(request));
    request.onerror = request.ontimeout = () => lost(0);
    request.send(body);
  });
}

async function sendPhotos(form, button) {
  const body = new FormData();
  for (const [name, value] of new FormData(form)) {
    body.append(name, value instanceof File && value.size ? await smaller(value) : value);
  }
  if (button?.name) body.append(button.name, button.value);
  for (const pause of [2, 5, 10, 20]) {
    try {
      return show(await post(form, body));
    } catch {
      say(form, words.again);
      await wait(pause);
    }
  }
  release(form);
  say(form, words.offline);
}

function show(answer) {
  const page = new DOMParser().parseFromString(answer.responseText, "text/html");
  const main = page.querySelector("main");
  if (!main) return location.assign(answer.responseURL);
  document.title = page.title;
  document.querySelector("main").replaceWith(document.adoptNode(main));
  history.pushState(null, "", answer.responseURL);
  window.addEventListener("popstate", () => location.reload());
  window.scrollTo(0, 0);
  forgetSentDraft();
  prepare(document.querySelector("main"));
}

// ---- Sending: once, visibly, and not into a dead line ----
function release(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
  form.querySelector(".working")?.remove();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
  if (form.method !== "post") return;
  if (form.matches("[data-forget]")) forgetDrafts();
  if (!navigator.onLine) {
    event.preventDefault();
    return say(form, words.offline);
  }
  if (draftable(form)) {
    keep(form);
    sessionStorage.setItem(PREFIX, keyOf());
  }
  form.dataset.sent = "1";
  form.setAttribute("aria-busy", "true");
  if (form.querySelector(".btn")) say(form, words.working);
  if ([...form.querySelectorAll("[type=file]")].some((one) => one.files.length)) {
    event.preventDefault();
    sendPhotos(form, event.submitter);
  }
});

// Coming back by the back button: the form may be sent again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) [...document.forms].forEach(release);
});

// A link of the list of mistakes leads to the field itself.
document.addEventListener("click", (event) => {
  const link = event.target.closest("#errors a");
  const field = link && document.querySelector(link.hash)?.querySelector("input:not([type=hidden]), select, textarea");
  if (!field) return;
  event.preventDefault();
  field.focus();
});

// ---- Long work: the part of the page that tells how far it is asks again until it is done ----
async function follow(part) {
  while (part.dataset.poll) {
    await wait(2);
    try {
      const answer = await fetch(part.dataset.poll);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(part.id);
      if (!fresh) return;
      part.replaceWith(document.adoptNode(fresh));
      part = fresh;
    } catch {
      await wait(10); // the line is away; the work is not
    }
  }
}
document.querySelectorAll("[data-poll]").forEach(follow);

// ---- Reading aloud (长者模式) ----
const reader = document.querySelector(".reader");
if (reader && "speechSynthesis" in window) {
  const label = reader.querySelector("span");
  const start = label.textContent;
  const stop = () => {
    speechSynthesis.cancel();
    label.textContent = start;
  };
  reader.hidden = false;
  reader.addEventListener("click", () => {
    if (speechSynthesis.speaking) return stop();
    const parts = document.querySelectorAll("main h1, main h2, main h3, main p, main li, main dt, main dd, main th, main td, main label, main summary");
    const lines = [...parts].filter((one) => one.offsetParent && !one.querySelector("h1, h2, h3, p, li, dt, dd")).map((one) => one.innerText.trim());
    lines.filter(Boolean).forEach((line) => {
      const speech = new SpeechSynthesisUtterance(line);
      speech.lang = document.documentElement.lang;
      speech.rate = 0.9;
      speechSynthesis.speak(speech);
    });
    label.textContent = reader.dataset.stop;
  });
  window.addEventListener("pagehide", stop);
}

// The back button would ask for a page that answered a form with that form again; now it asks for the page alone.
if ("posted" in words) history.replaceState(history.state, "", location.href);
forgetSentDraft();
prepare(document);

// A link to a chapter that is folded (large letters) opens it.
function unfold() {
  const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folds = named ? [named, ...named.querySelectorAll(":scope > details")] : [];
  folds.filter((one) => one.matches("details")).forEach((one) => { one.open = true; });
}
window.addEventListener("hashchange", unfold);
unfold();
