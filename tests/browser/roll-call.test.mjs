// The roll call of the hour going on, as a teacher does it: with the keyboard, with a finger, without scripts.
// The four classes of the demo have their third hour to call; each test that records takes a class of its own.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, startDemo } from "./harness.mjs";

const LAPTOP = { viewport: { width: 1366, height: 768 } };
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
/** Five keys a second: the pace of who reads each name aloud and presses one key after it. */
const KEY_MS = 200;
const LIMIT_MS = 10_000;
/** A finger's size (WCAG 2.5.5). */
const TARGET_PX = 44;

let demo;
/** Positions in the sign-in page of the teachers whose hour is going on, the largest class first. */
let onDuty;

before(async () => {
  demo = await startDemo();
  onDuty = await teachersOnDuty();
});
after(() => demo?.stop());

const nthTeacher = (page, index) => page.getByRole("region", { name: /^Docenti/ }).getByRole("button").nth(index);

async function signIn(page, index) {
  await page.goto(`${demo.base}/accesso`);
  await nthTeacher(page, index).click();
  await page.waitForURL(/\/appello/); // The front door of a teacher.
}

async function teachersOnDuty() {
  const page = await demo.newPage();
  const found = [];
  await page.goto(`${demo.base}/accesso`);
  const teachers = await page.getByRole("region", { name: /^Docenti/ }).getByRole("button").count();
  for (let index = 0; index < teachers; index += 1) {
    await signIn(page, index);
    const title = await page.getByRole("heading", { level: 1 }).innerText();
    found.push({ index, title, students: await page.locator(".rc-row").count() });
  }
  await page.context().close();
  const idle = found.find(({ students }) => students === 0);
  // In co-presence an hour has two teachers: one is enough.
  const hours = new Map(found.filter(({ students }) => students > 0).map((teacher) => [teacher.title, teacher]));
  const largest = [...hours.values()].sort((one, other) => other.students - one.students);
  assert.ok(largest.length >= 4 && largest[0].students >= 28, JSON.stringify(largest));
  return { largest, idle };
}

/** A teacher at her hour. Errors in the console make the test fail when it ends. */
async function atWork(t, { index }, options) {
  const page = await demo.newPage(options);
  const wrong = [];
  page.on("console", (message) => {
    // What the browser itself says of a form that comes back refused.
    if (message.type() === "error" && !/status of 422/.test(message.text())) wrong.push(message.text());
  });
  page.on("pageerror", (error) => wrong.push(error.message));
  t.after(async () => {
    await page.context().close();
    assert.deepEqual(wrong, []);
  });
  await signIn(page, index);
  return page;
}

const row = (page, number) => page.locator(`.rc-row[data-row="${number}"]`);
const summary = (page) => page.locator(".rc-summary output");

/** The students of whom nothing is recorded yet: anything may be said of them. */
const free = (page) =>
  page.locator(".rc-row").evaluateAll((rows) =>
    rows.filter((one) => one.querySelectorAll("input[type=radio]").length === 3).map((one) => Number(one.dataset.row)),
  );

async function assertFits(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= PHONE.viewport.width, `${wide} px wide`);
}

/** The events of the class's day that an hour's link shows. */
async function rollsCalled(page) {
  return page.evaluate(async () => {
    const field = (name) => document.querySelector(`input[name=${name}]`).value;
    const url = `/perche?figura=ore&giorno=${field("giorno")}&classe=${field("classe")}&ora=${field("ora")}`;
    const text = await (await fetch(url, { headers: { Accept: "text/html" } })).text();
    return text.match(/appello della 3ª ora/gi)?.length ?? 0;
  });
}

test("on a phone there is nothing to scroll sideways, and a finger finds its target", async (t) => {
  const page = await atWork(t, onDuty.largest[0], PHONE);
  const colleague = await atWork(t, onDuty.idle, PHONE);
  // The colleague has no lesson now: she takes somebody's place, and reads what the hour needs, no more.
  await colleague.getByText(/Adesso non hai lezione|non hai ore/).waitFor();
  await axe(colleague);
  await colleague.getByRole("button", { name: "Scegli il collega" }).click();
  await colleague.getByRole("link", { name: /^Al posto di/ }).first().click();
  await colleague.getByRole("heading", { level: 1, name: /al posto di/ }).waitFor();
  assert.equal(await colleague.locator('main a[href^="/studenti/"]').count(), 0);
  for (const shown of [page, colleague]) {
    await free(shown).then(([number]) => row(shown, number).locator("label.rc-late").tap());
    await assertFits(shown);
    await axe(shown);
    const small = await shown
      .locator(".rc-choice, .rc-entry input:visible, .rc-entry select:visible, .rc-bar .btn, .rc-mend")
      .evaluateAll(
        (targets, least) =>
          targets.filter((target) => {
            const { width, height } = target.getBoundingClientRect();
            return width < least || height < least;
          }).length,
        TARGET_PX,
      );
    assert.equal(small, 0, `${small} targets under ${TARGET_PX} px`);
  }
  await demo.screenshot(colleague, "appello-telefono");
});

test("a whole class is called from the keyboard in less than ten seconds, on one screen", async (t) => {
  const [teacher] = onDuty.largest;
  const page = await atWork(t, teacher, LAPTOP);
  await axe(page);
  const { bottom, clipped } = await page.evaluate(() => ({
    bottom: document.querySelector(".rc-bar").getBoundingClientRect().bottom,
    clipped: [...document.querySelectorAll(".rc-name")].filter((name) => name.scrollWidth > name.clientWidth).length,
  }));
  assert.ok(bottom <= LAPTOP.viewport.height, `the list ends at ${bottom} px`);
  assert.equal(clipped, 0, "names are read whole");

  const students = await free(page);
  const says = new Map([
    [students[2], ["a"]],
    [students[9], ["a"]],
    [students[14], ["r", "t"]],
    [students[20], ["a"]],
  ]);
  const absentBefore = await page.locator('.rc-row[data-state="assente"]').count();
  await demo.screenshot(page, "appello-prima");

  let keys = 0;
  const press = async (key) => {
    await page.keyboard.press(key);
    await page.waitForTimeout(KEY_MS);
    keys += 1;
  };
  const began = performance.now();
  for (let number = 1; number <= teacher.students; number += 1) {
    for (const key of says.get(number) ?? []) await press(key);
    if (number < teacher.students) await press("ArrowDown");
  }
  const here = await page.evaluate(() => document.activeElement.closest(".rc-row").dataset.row);
  assert.equal(Number(here), teacher.students, "the focus went through the whole class");
  const said = `${teacher.students - absentBefore - 4} presenti, ${absentBefore + 3} assenti, 1 in ritardo`;
  assert.equal(await summary(page).innerText(), said);
  assert.equal(await page.evaluate(() => scrollY), 0, "nothing scrolled");
  await demo.screenshot(page, "appello");
  await press("Control+Enter");
  await page.waitForURL(/fatto=appello/);
  const took = performance.now() - began;
  console.log(`${teacher.students} students, ${keys} keys, ${Math.round(took)} ms`);
  assert.ok(took < LIMIT_MS, `${Math.round(took)} ms`);
  assert.ok(keys <= teacher.students + 5, `${keys} keys`);

  await page.getByText("L’appello è registrato.").waitFor();
  await page.getByText(said).first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "fatto");
  await axe(page);
  await demo.screenshot(page, "appello-fatto");
  assert.equal(await rollsCalled(page), 1);

  // The next step, in the same page.
  await page.getByLabel("Argomento della lezione").fill("Ripasso prima della verifica");
  await page.getByRole("button", { name: "Firma" }).click();
  await page.getByText("«Ripasso prima della verifica»").waitFor();
  await axe(page);

  // Called again: what is recorded already is mended by its own act.
  await page.getByText("Chiama di nuovo l’appello").click();
  await row(page, students[2]).getByText("già registrato").waitFor();
  await axe(page);
  await row(page, students[2]).getByRole("link", { name: /Correggi i fatti/ }).click();
  await page.getByRole("heading", { name: "Assenza alla 3ª ora" }).waitFor();
  await axe(page);
  await demo.screenshot(page, "correzione");
  const annul = page.getByRole("button", { name: /Annulla il fatto/ });
  await annul.click();
  assert.equal(await page.locator("input[name=reason]:invalid").count(), 1, "a reason is due");
  await page.getByLabel(/Perché lo correggi/).fill("era in biblioteca con il permesso del docente");
  await annul.click();
  await page.getByText(/L’annullamento è registrato/).waitFor();
  await page.getByRole("link", { name: "Torna all’appello" }).click();
  await page.getByText(`${teacher.students - absentBefore - 3} presenti, ${absentBefore + 2} assenti, 1 in ritardo`).first().waitFor();
});

test("digits go to a student, a search too, and a refusal gives back what was said", async (t) => {
  const [, teacher] = onDuty.largest;
  const page = await atWork(t, teacher, LAPTOP);
  const students = await free(page);
  const [one, other] = [students.find((number) => number > 9), students[0]];
  const at = () => page.evaluate(() => Number(document.activeElement.closest(".rc-row")?.dataset.row));
  await page.keyboard.type(String(one));
  assert.equal(await at(), one);
  await page.keyboard.press("r");
  const time = row(page, one).locator("input[type=time]");
  assert.match(await time.inputValue(), /^10:0\d$/); // Now, on the clock of the demo.
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.type), "time");
  await page.keyboard.press("Escape");
  assert.equal(await at(), one);

  const name = await row(page, other).locator(".rc-name").innerText();
  await page.keyboard.press("/");
  await page.keyboard.type(name.slice(0, 12));
  await page.keyboard.press("Enter");
  assert.equal(await at(), other);
  await page.keyboard.press("a");

  await time.fill("23:30");
  const before = await summary(page).innerText();
  await page.keyboard.press("Control+Enter");
  const alert = page.getByRole("alert");
  await alert.waitFor();
  const late = await row(page, one).locator(".rc-name").innerText();
  const text = await alert.innerText();
  assert.ok(text.includes(late) && text.includes("23:30") && text.includes("art. 23"), text);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("role")), "alert");
  assert.equal(await time.inputValue(), "23:30");
  assert.equal(await summary(page).innerText(), before);
  await axe(page);
  await demo.screenshot(page, "appello-rifiutato");
  await time.fill("10:01");
  await page.getByRole("button", { name: /Registra l’appello/ }).click();
  await page.getByText("L’appello è registrato.").waitFor();
});

test("sent twice, a roll call is recorded once", async (t) => {
  const [, , teacher] = onDuty.largest;
  const page = await atWork(t, teacher, LAPTOP);
  await page.keyboard.press("a");
  const statuses = await page.evaluate(async () => {
    const form = document.querySelector("form.rc-sheet");
    const send = () => fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const answers = await Promise.all([send(), send()]);
    return answers.map(({ status, url }) => `${status} ${/fatto=appello/.test(url)}`);
  });
  assert.deepEqual(statuses, ["200 true", "200 true"]);
  await page.reload();
  await page.getByRole("heading", { name: /^Appello fatto alle 10:/ }).waitFor();
  await page.setViewportSize(PHONE.viewport);
  await assertFits(page);
  assert.equal(await rollsCalled(page), 1);
});

test("without scripts it is a form", async (t) => {
  const [, , , teacher] = onDuty.largest;
  const page = await atWork(t, teacher, { ...LAPTOP, javaScriptEnabled: false });
  const [one, other] = await page.locator(".rc-row:not(:has(.rc-mark))").all();
  await one.getByRole("radio", { name: "Assente" }).check();
  await other.getByRole("radio", { name: "Ritardo" }).check();
  await other.getByLabel(/Motivo del ritardo/).selectOption("trasporti");
  await other.getByLabel(/Ora d’ingresso/).fill("10:01");
  const absent = await one.locator(".rc-name").innerText();
  await page.getByRole("button", { name: /Registra l’appello/ }).click();
  await page.getByText("L’appello è registrato.").waitFor();
  await page.locator(".rc-missing strong").getByText(absent).waitFor();
  await page.getByText(/1 in ritardo/).first().waitFor();
});
