// Warns three minutes before somebody is signed out for idleness, and lets them stay. Words come from the page.
"use strict";

(() => {
  const box = document.querySelector(".idle");
  const limit = Number(box.dataset.seconds) - 60; // the server notes a click at most a minute late
  const left = box.querySelector(".idle-left");
  const key = "panlong-last-click"; // shared by all tabs: a click in one counts in all
  let seen = Date.now();

  function note() {
    seen = Date.now();
    try {
      localStorage.setItem(key, String(seen));
    } catch {
      // a private window may refuse; then each tab counts for itself
    }
  }

  function lastSeen() {
    try {
      return Math.max(seen, Number(localStorage.getItem(key)));
    } catch {
      return seen;
    }
  }

  function look() {
    const rest = Math.round(limit - (Date.now() - lastSeen()) / 1000);
    if (rest > 180) {
      box.hidden = true;
    } else if (rest > 0) {
      left.textContent = `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}`;
      box.hidden = false;
    } else {
      box.querySelector("#idle-words").textContent = box.dataset.over;
      box.querySelector(".buttons").hidden = true;
      box.hidden = false;
      clearInterval(timer);
    }
  }

  box.querySelector(".idle-stay").addEventListener("click", async () => {
    const answer = await fetch(box.dataset.stay, { credentials: "same-origin" });
    if (answer.status === 204) note();
    else seen = 0;
    look();
  });
  note();
  const timer = setInterval(look, 1000);
})();
