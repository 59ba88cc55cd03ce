// The demo, used as its people use it: every page looked at by axe, nothing asked of any other host.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, startDemo } from "./harness.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());

/**
 * A page signed in as the first person under a heading. Errors in the console and requests to other hosts are kept, and
 * make the test that opened the page fail when it ends: thrown where they are heard, they would belong to no test.
 */
async function signedIn(t, heading, options) {
  const page = await demo.newPage(options);
  const wrong = [];
  refusals.set(page, new Set());
  page.on("console", (message) => {
    const refused = refusals.get(page).has(message.location().url) && REFUSED.test(message.text());
    if (message.type() === "error" && !refused) wrong.push(`in the console: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`in a script: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(demo.base) && !url.startsWith("data:")) wrong.push(`asked of another host: ${url}`);
  });
  t.after(async () => {
    await page.context().close();
    assert.deepEqual(wrong, []);
  });
  await page.goto(`${demo.base}/accesso`);
  const role = page.getByRole("region", { name: heading });
  await role.getByRole("button").first().click();
  await page.waitForLoadState();
  return page;
}

/** What the browser itself says of a page that answers 403 or 404. */
const REFUSED = /^Failed to load resource: .*\b40[34]\b/;

/** The addresses of each page that are expected to be refused. */
const refusals = new WeakMap();

/** Goes where the person must not get, and returns the status. */
async function refused(page, path) {
  const url = `${demo.base}${path}`;
  refusals.get(page).add(url);
  const answer = await page.goto(url);
  return answer.status();
}

/** A student of the same class, as the principal sees them: really there, and somebody else's child. */
async function aClassmate(t, child) {
  const page = await signedIn(t, /^Dirig/);
  await page.goto(`${demo.base}${child}`);
  await page.locator('main a[href^="/classi/"]').first().click();
  await page.waitForURL(/\/classi\//);
  const { pathname } = new URL(page.url());
  await page.goto(`${demo.base}${pathname}/studenti`);
  const students = await page.locator('main a[href^="/studenti/"]').evaluateAll((links) =>
    links.map((link) => ({ path: new URL(link.href).pathname, name: link.innerText.trim() })),
  );
  assert.ok(students.some(({ path }) => path === child), `${child} is not in its class`);
  const classmate = students.find(({ path }) => /^\/studenti\/[0-9a-f-]+$/.test(path) && path !== child);
  assert.ok(classmate, "the child is alone in class");
  const answer = await page.goto(`${demo.base}${classmate.path}`);
  assert.equal(answer.status(), 200);
  return classmate;
}

/** The number in a cell, `-3` and `1 056` included. */
const number = (text) => Number(text.replace("−", "-").replaceAll(/[^0-9-]/g, ""));

test("the principal signs in, opens a student and sees the total change with the date", async () => {
  const page = await demo.newPage();
  await page.goto(demo.base);
  await axe(page);
  await demo.screenshot(page, "accesso");
  await page.getByRole("region", { name: /^Dirig/ }).getByRole("button").first().click();
  await page.waitForURL(/\/cruscotto/);
  await page.getByText(/5 giugno 2026/).first().waitFor(); // The demo day, on every page.
  await axe(page);
  await demo.screenshot(page, "cruscotto");

  await page.locator('a[href^="/studenti/"]').first().click();
  await page.waitForURL(/\/studenti\//);
  await axe(page);
  await demo.screenshot(page, "studente");
  const student = new URL(page.url()).pathname;

  await page.goto(`${demo.base}${student}/storia`);
  const now = number(await page.getByRole("row", { name: /Ore perse/ }).getByRole("cell").first().innerText());
  await axe(page);
  await page.getByLabel("Giorno e ora").fill("2025-12-01T18:00");
  await page.getByRole("button", { name: "Mostra" }).first().click();
  await page.getByText(/come risultava il/).first().waitFor();
  const cells = page.getByRole("row", { name: /Ore perse/ }).getByRole("cell");
  const then = number(await cells.nth(0).locator(".rg-then").innerText());
  assert.ok(then < now, `${then} hours missed on 1 December, ${now} today`);
  await axe(page);
  await demo.screenshot(page, "storia");

  await page.goto(`${demo.base}${student}?perche=hours-missed`);
  await axe(page);
  await demo.screenshot(page, "perche");
});

test("a teacher sees her class of today and no other", async (t) => {
  const page = await signedIn(t, /^Docenti/);
  await page.waitForURL(/\/appello/);
  await page.goto(`${demo.base}/classi`);
  await page.locator('main a[href^="/classi/"]').first().click();
  await page.waitForURL(/\/classi\//);
  await axe(page);
  await demo.screenshot(page, "classe");
  const status = await refused(page, "/cruscotto");
  assert.ok([403, 404].includes(status), `${status}`);
});

test("a parent sees the child, and nobody else's", async (t) => {
  const page = await signedIn(t, /^Genitori/);
  await page.waitForURL(/\/studenti\//);
  await axe(page);
  await demo.screenshot(page, "genitore");
  const child = new URL(page.url()).pathname;
  const name = (await page.getByRole("heading", { level: 1 }).innerText()).trim();

  const classmate = await aClassmate(t, child);
  const status = await refused(page, classmate.path);
  assert.equal(status, 404);
  const body = await page.locator("body").innerText();
  assert.ok(!body.includes(classmate.name), `a parent of ${name} reads of ${classmate.name}`);
});

test("on a phone's width nothing overflows", async (t) => {
  const page = await signedIn(t, /^Dirig/, { viewport: { width: 360, height: 740 } });
  for (const path of ["/cruscotto", "/classi"]) {
    await page.goto(`${demo.base}${path}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 360, `${path} is ${wide} px wide`);
    await axe(page);
  }
  await demo.screenshot(page, "telefono");
});
