// The demo, used as its people use it: every page looked at by axe, nothing asked of any other host.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, startDemo } from "./harness.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());

/** A page signed in as the first person under a heading. Fails on errors in the console and on foreign requests. */
async function signedIn(heading, options) {
  const page = await demo.newPage(options);
  page.on("console", (message) => assert.notEqual(message.type(), "error", message.text()));
  page.on("request", (request) => {
    const url = request.url();
    assert.ok(url.startsWith(demo.base) || url.startsWith("data:"), `asked of another host: ${url}`);
  });
  await page.goto(`${demo.base}/accesso`);
  const role = page.getByRole("region", { name: heading });
  await role.getByRole("button").first().click();
  await page.waitForLoadState();
  return page;
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

test("a teacher sees her class of today and no other", async () => {
  const page = await signedIn(/^Docenti/);
  await page.waitForURL(/\/classi\//);
  await axe(page);
  await demo.screenshot(page, "classe");
  const answer = await page.goto(`${demo.base}/cruscotto`);
  assert.ok([403, 404].includes(answer.status()), `${answer.status()}`);
});

test("a parent sees the child, and nobody else's", async () => {
  const page = await signedIn(/^Genitori/);
  await page.waitForURL(/\/studenti\//);
  await axe(page);
  await demo.screenshot(page, "genitore");
  const other = await page.goto(`${demo.base}/studenti/00000000-0000-0000-0000-000000000001`);
  assert.equal(other.status(), 404);
});

test("on a phone's width nothing overflows", async () => {
  const page = await signedIn(/^Dirig/, { viewport: { width: 360, height: 740 } });
  for (const path of ["/cruscotto", "/classi"]) {
    await page.goto(`${demo.base}${path}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 360, `${path} is ${wide} px wide`);
    await axe(page);
  }
  await demo.screenshot(page, "telefono");
});
