// Moves the history of a student with the slider. Everything works without this file: the slider is then a form
// with a button. A reading is recorded by the server, so the page is asked for only when the slider has come to rest.
(() => {
  "use strict";
  const REST_MS = 350;

  const form = document.querySelector("form[data-slider]");
  if (!form) return;
  const region = document.getElementById(form.dataset.slider);
  const range = form.querySelector("input[type=range]");
  const output = form.querySelector("output");
  const status = document.querySelector("[role=status]");
  const stops = Array.from(document.getElementById(range.dataset.stops).options);
  let timer = 0;
  let asked = 0;

  const describe = () => {
    const stop = stops[range.valueAsNumber];
    if (!stop) return;
    output.textContent = stop.textContent;
    range.setAttribute("aria-valuetext", stop.textContent);
  };

  const show = async () => {
    const url = new URL(form.action, location.href);
    const last = range.valueAsNumber === stops.length - 1;
    if (!last) url.searchParams.set("al", stops[range.valueAsNumber].value);
    const turn = ++asked;
    region.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { headers: { Accept: "text/html" } });
      const text = await answer.text();
      if (turn !== asked) return;
      const page = new DOMParser().parseFromString(text, "text/html");
      const fresh = page.getElementById(region.id);
      if (!answer.ok || !fresh) throw new Error(String(answer.status));
      region.replaceChildren(...fresh.childNodes);
      const instant = page.getElementById("al");
      if (instant) document.getElementById("al").value = instant.value;
      history.replaceState(null, "", url);
      status.textContent = `Registro aggiornato: ${stops[range.valueAsNumber].textContent}`;
    } catch {
      if (turn === asked) location.assign(url);
    } finally {
      if (turn === asked) region.removeAttribute("aria-busy");
    }
  };

  form.classList.add("rg-live");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  range.addEventListener("input", () => {
    describe();
    clearTimeout(timer);
  });
  range.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(show, REST_MS);
  });
  describe();
})();
