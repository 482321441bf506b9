// Keeps the last head of the public log that this browser saw, and checks on later visits that the log still begins
// with it (RFC 9162 2.1.4.2). The server's word counts for nothing: every hash is computed here. Words come from the
// page.
"use strict";

(() => {
  const box = document.querySelector(".log-warning");
  const KEY = `panlong-log:${box.dataset.log}`; // another log, e.g. of another demonstration, is no change of this one
  const EVERY = 10 * 60 * 1000;
  const PATIENCE = 3; // visits at which the proof was not given
  const subtle = globalThis.crypto?.subtle; // only where the page came by https, or from this machine
  const bytesOf = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const hexOf = (bytes) => [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  const isSame = (one, other) => one.length === other.length && one.every((byte, place) => byte === other[place]);

  async function above(left, right) {
    const node = new Uint8Array(65);
    node[0] = 1;
    node.set(left, 1);
    node.set(right, 33);
    return new Uint8Array(await subtle.digest("SHA-256", node));
  }

  async function continues(before, now, proof) {
    if ([before.root, now.root, ...proof].some((one) => one.length !== 32)) return false;
    if (before.size === now.size) return isSame(before.root, now.root);
    const path = [...proof];
    let size = before.size;
    while (size % 2 === 0) size /= 2;
    if (size === 1) path.unshift(before.root); // the old log is one full subtree
    if (!path.length) return false;
    let place = before.size - 1;
    let last = now.size - 1;
    const up = () => {
      place = Math.floor(place / 2);
      last = Math.floor(last / 2);
    };
    while (place % 2 === 1) up();
    let old = path[0];
    let fresh = path[0];
    for (const sibling of path.slice(1)) {
      if (last === 0) return false;
      if (place % 2 === 1 || place === last) {
        old = await above(sibling, old);
        fresh = await above(sibling, fresh);
        while (place % 2 === 0 && place > 0) up();
      } else {
        fresh = await above(fresh, sibling);
      }
      up();
    }
    return last === 0 && isSame(old, before.root) && isSame(fresh, now.root);
  }

  function parse(note) {
    const [, size, root] = note.split("\n");
    if (!/^[1-9][0-9]{0,14}$/.test(size ?? "")) return null;
    return { size: Number(size), root: bytesOf(root ?? ""), note };
  }

  async function load(address) {
    const answer = await fetch(address, { cache: "no-store", credentials: "same-origin" });
    return { status: answer.status, text: await answer.text() };
  }

  async function newest() {
    const answer = await load(box.dataset.checkpoint);
    return answer.status === 200 ? parse(answer.text) : null;
  }

  function recall() {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return kept && { ...kept, ...parse(kept.note) };
  }

  function keep(head, more = {}) {
    localStorage.setItem(KEY, JSON.stringify({ note: head.note, at: Date.now(), ...more }));
  }

  function warn(before, now) {
    for (const [name, head] of [["kept", before], ["now", now]]) {
      box.querySelector(`.log-${name}`).textContent = `${head.size} · ${hexOf(head.root)}`;
    }
    box.querySelector(".log-note").textContent = before.note;
    box.querySelector("a").href = `${box.dataset.check}?size=${before.size}&root=${hexOf(before.root)}`;
    box.hidden = false;
    keep(before, { bad: true }); // the evidence stays until the log is again what it was
  }

  async function look() {
    const before = recall();
    if (before && !before.bad && Date.now() - before.at < EVERY) return;
    let now = await newest();
    if (!now) return;
    if (!before) return keep(now);
    if (now.size < before.size) {
      await new Promise((done) => setTimeout(done, Number(box.dataset.pause))); // another server may lag behind
      now = (await newest()) ?? now;
    }
    if (now.size < before.size) return warn(before, now);
    let proof = [];
    if (now.size > before.size) {
      const answer = await load(`${box.dataset.proof}?old=${before.size}&new=${now.size}`);
      if (answer.status !== 200) {
        const unproven = (before.unproven ?? 0) + 1;
        return unproven < PATIENCE ? keep(before, { unproven, bad: before.bad }) : warn(before, now);
      }
      proof = JSON.parse(answer.text).proof.map(bytesOf);
    }
    return (await continues(before, now, proof)) ? keep(now) : warn(before, now);
  }

  // A private window keeps nothing, and without a line nothing is learnt: neither says anything about the log.
  if (subtle) look().catch(() => {});
})();
