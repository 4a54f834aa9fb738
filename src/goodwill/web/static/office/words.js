// Remarks while one types; without this file the button "Read it" does the same.
"use strict";
(() => {
  const form = document.getElementById("words");
  const text = form && form.elements.namedItem("text");
  const place = document.getElementById("remarks");
  const told = document.getElementById("told");
  if (!text || !place || !window.fetch) return;
  const PAUSE = 350;
  let waiting = 0;
  let asked = null;

  const ask = async () => {
    if (asked) asked.abort();
    asked = new AbortController();
    const mine = asked;
    const sent = text.value;
    const body = new FormData(form);
    try {
      const answer = await fetch(form.dataset.remarks, {
        method: "POST", body, signal: mine.signal, credentials: "same-origin", redirect: "error",
      });
      if (!answer.ok || mine !== asked) return;
      const html = await answer.text();
      if (mine !== asked || sent !== text.value) return;
      place.innerHTML = html; // written by the office's own template, which escapes what was typed
      const sum = place.querySelector(".sum");
      const said = sum ? sum.textContent.trim() : "";
      if (told.textContent !== said) told.textContent = said;
    } catch (error) {
      if (error.name !== "AbortError") place.dataset.stale = "1";
    }
  };
  const soon = () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(ask, PAUSE);
  };
  form.addEventListener("input", (event) => {
    if (!event.target.name.startsWith("reason:")) soon();
  });
  place.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-instead]");
    if (!button) return;
    event.preventDefault();
    const { start, end, instead } = button.dataset;
    text.focus();
    text.setRangeText(instead, Number(start), Number(end), "end");
    ask();
  });
})();
