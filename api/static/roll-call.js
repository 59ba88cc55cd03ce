// The roll call from the keyboard: one row at a time, one key a student. Everything works without this file: the list
// is then a form of radio buttons. Single keys act only while the focus is on a student of the list.
(() => {
  "use strict";
  const NUMBER_REST_MS = 900;
  const WORDS = { presente: ["presente", "presenti"], assente: ["assente", "assenti"], ritardo: ["in ritardo", "in ritardo"] };
  const KEYS = { p: "presente", a: "assente", r: "ritardo" };
  const GROUNDS = { n: "nessuno", t: "trasporti", f: "famiglia" };

  // A refusal is read first, then what was just done; else the focus is where the work is.
  document.querySelector("[role=alert][autofocus]")?.focus();
  const form = document.querySelector("form.rc-sheet");
  if (!form) return;
  const all = Array.from(form.querySelectorAll(".rc-row[data-state]"));
  const rows = all.filter((row) => row.querySelector("input[type=radio]"));
  const summary = form.querySelector("output");
  const search = form.querySelector("#rc-cerca");
  const opened = performance.now();
  for (const hidden of form.querySelectorAll(".rc-bar [hidden]")) hidden.hidden = false;
  if (rows.length === 0) return;

  const radio = (row, state) => row.querySelector(`input[type=radio][value=${state}]`);
  const chosen = (row) => row.querySelector("input[type=radio]:checked");
  const time = (row) => row.querySelector("input[type=time]");
  const ground = (row) => row.querySelector("select");

  /** The clock of the page, which is the register's, moved on since the page was made. */
  const later = (clock) => {
    const [hours, minutes] = clock.split(":").map(Number);
    const now = hours * 60 + minutes + Math.floor((performance.now() - opened) / 60_000);
    return [Math.floor(now / 60) % 24, now % 60].map((part) => String(part).padStart(2, "0")).join(":");
  };

  const count = () => {
    const said = { presente: 0, assente: 0, ritardo: 0 };
    for (const row of all) said[row.dataset.state] += 1;
    const text = Object.entries(said).map(([state, number]) => `${number} ${WORDS[state][number === 1 ? 0 : 1]}`);
    if (summary.textContent !== text.join(", ")) summary.textContent = text.join(", ");
  };

  /** One student of the list is reached by Tab: the one where the teacher is. */
  const enter = (row) => {
    for (const other of rows) {
      const here = other === row;
      for (const field of other.querySelectorAll("input, select, a")) field.tabIndex = here ? 0 : -1;
      other.toggleAttribute("data-here", here);
    }
  };
  const go = (row) => {
    if (!row) return;
    enter(row);
    chosen(row).focus();
    row.scrollIntoView({ block: "nearest" });
  };

  const say = (row, state) => {
    const field = radio(row, state);
    if (!field) return;
    field.checked = true;
    changed(row);
    field.focus();
  };
  const changed = (row) => {
    const before = row.dataset.state;
    row.dataset.state = chosen(row).value;
    const entry = time(row);
    if (entry) {
      const late = row.dataset.state === "ritardo";
      if (late && before !== "ritardo" && entry.value === entry.defaultValue && entry.value) entry.value = later(entry.value);
      entry.required = late;
      if (late && !entry.value) setTimeout(() => entry.focus());
    }
    count();
  };

  let typed = "";
  let rest = 0;
  const byNumber = (digit) => {
    clearTimeout(rest);
    typed += digit;
    let row = rows.find((other) => other.dataset.row === typed);
    if (!row) {
      typed = digit;
      row = rows.find((other) => other.dataset.row === typed);
    }
    rest = setTimeout(() => (typed = ""), NUMBER_REST_MS);
    go(row);
  };

  const moves = {
    ArrowDown: (at) => rows[at + 1],
    ArrowUp: (at) => rows[at - 1],
    Home: () => rows[0],
    End: () => rows.at(-1),
  };

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = event.target.closest(".rc-row");
    const at = rows.indexOf(row);
    if (at < 0) return;
    if (event.target.type !== "radio") {
      // From the time or the ground, Enter and Escape go back to the student.
      if (event.key === "Enter" || event.key === "Escape") {
        event.preventDefault();
        go(row);
      }
      return;
    }
    const key = event.key.toLowerCase();
    if (!/^[0-9]$/.test(key)) typed = "";
    if (event.key in moves) go(moves[event.key](at));
    else if (key in KEYS) say(row, KEYS[key]);
    else if (key in GROUNDS && row.dataset.state === "ritardo" && ground(row)) ground(row).value = GROUNDS[key];
    else if (/^[0-9]$/.test(key)) byNumber(key);
    else if (key === "/") search.focus();
    else if (event.key === "Enter") {
      if (row.dataset.state === "ritardo") time(row)?.focus();
    } else return;
    event.preventDefault();
  });

  form.addEventListener("change", (event) => {
    const row = event.target.closest(".rc-row");
    if (event.target.type === "radio") changed(row);
  });
  form.addEventListener("focusin", (event) => {
    const row = event.target.closest(".rc-row");
    if (rows.includes(row)) enter(row);
  });

  const name = (row) => row.querySelector(".rc-name").textContent.toLocaleLowerCase("it");
  const found = () => {
    const asked = search.value.trim().toLocaleLowerCase("it");
    return asked ? rows.find((row) => name(row).startsWith(asked)) ?? rows.find((row) => name(row).includes(asked)) : undefined;
  };
  search.addEventListener("input", () => {
    const row = found();
    for (const other of rows) other.toggleAttribute("data-here", other === row);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const row = event.key === "Enter" ? found() : rows.find((other) => other.hasAttribute("data-here")) ?? rows[0];
    search.value = "";
    go(row);
  });

  for (const row of rows) {
    const entry = time(row);
    if (entry) entry.required = row.dataset.state === "ritardo";
  }
  enter(rows[0]);
  form.closest("details")?.addEventListener("toggle", (event) => event.target.open && go(rows[0]));
  const elsewhere = document.querySelector("[role=alert], .rc-done") || form.closest("details:not([open])") || location.hash;
  if (!elsewhere) go(rows[0]);
})();
