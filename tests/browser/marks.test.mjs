// Grades and notes on a phone: a column filled from the keyboard, a note that comes back, all of it looked at by axe.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, startDemo } from "./harness.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());

const signedIn = (t, heading) => demo.signedIn(t, heading, { viewport: { width: 360, height: 740 } });

async function fits(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 360, `${page.url()} is ${wide} px wide`);
  await axe(page);
}

test("a teacher fills a column of grades and writes a note about one student", async (t) => {
  const page = await signedIn(t, /^Docent/);
  await page.goto(`${demo.base}/voti`);
  await page.getByRole("heading", { name: "I tuoi registri" }).waitFor();
  await fits(page);
  await demo.screenshot(page, "voti");

  await page.getByRole("region", { name: "I tuoi registri" }).getByRole("link").first().click();
  await page.getByRole("heading", { name: "Nuova colonna di voti" }).waitFor();
  await fits(page);
  await demo.screenshot(page, "registro-dei-voti");
  const first = page.getByLabel(/^Voto di /).first();
  await first.fill("otto");
  await page.getByRole("button", { name: "Registra i voti" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  assert.equal(await page.getByLabel(/^Voto di /).first().inputValue(), "otto");
  await fits(page);
  await page.getByLabel(/^Voto di /).first().fill("7½");
  await page.getByRole("button", { name: "Registra i voti" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("status").waitFor();

  await page.getByRole("region", { name: "Registro" }).getByRole("rowheader").getByRole("link").first().click();
  await page.getByText(/^7,5$/).first().waitFor();
  await fits(page);
  await demo.screenshot(page, "voti-dello-studente");
  await page.getByRole("link", { name: "Note", exact: true }).click();
  await page.getByRole("heading", { name: "Scrivi una nota" }).waitFor();
  await fits(page);
  const form = page.getByRole("region", { name: "Scrivi una nota" });
  await form.getByLabel("I fatti").fill("ha lasciato l'aula senza permesso");
  await form.getByRole("button", { name: "Scrivi la nota" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("status").waitFor();
  await page.getByText("ha lasciato l'aula senza permesso").first().waitFor();
  await fits(page);
  await demo.screenshot(page, "note");
});

test("a parent reads grades and notes", async (t) => {
  const page = await signedIn(t, /^Genitori/);
  await page.waitForURL(/\/studenti\//);
  for (const [tab, heading] of [["Voti", /./], ["Note", /^Note \(/]]) {
    await page.getByRole("navigation", { name: "Pagine dello studente" }).getByRole("link", { name: tab, exact: true }).click();
    await page.getByRole("heading", { name: heading }).first().waitFor();
    await fits(page);
  }
  assert.equal(await page.getByRole("heading", { name: "Scrivi una nota" }).count(), 0);
});

test("the head of the school reads what was changed near a scrutiny", async (t) => {
  const page = await signedIn(t, /^Dirig/);
  await page.goto(`${demo.base}/voti`);
  await page.getByRole("heading", { name: /^Ultime modifiche/ }).waitFor();
  await fits(page);
});
