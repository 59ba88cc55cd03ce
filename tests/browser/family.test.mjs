// A family's page and the monthly review on a phone: used with the keyboard, looked at by axe, nothing wider than 360 px.

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

test("a parent reads what to do, asks for a permission from the keyboard and finds it again", async (t) => {
  const page = await signedIn(t, /^Genitori/);
  await page.waitForURL(/\/studenti\//);
  await page.getByRole("heading", { name: "Da fare adesso" }).waitFor();
  await fits(page);
  await demo.screenshot(page, "famiglia");

  // In the last month of lessons: it comes back with what speaks against it.
  const form = page.getByRole("region", { name: "Permessi di ingresso e di uscita" });
  await form.getByLabel("Giorno").fill("2026-06-08");
  await form.getByLabel("Ora").fill("11:00");
  await form.getByRole("button", { name: "Chiedi il permesso" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await page.getByText(/nell'ultimo mese di lezione/).waitFor();
  assert.equal(await page.getByLabel("Giorno", { exact: true }).inputValue(), "2026-06-08");
  await fits(page);
  await demo.screenshot(page, "permesso-da-rileggere");
  await page.getByRole("button", { name: "Invia la richiesta così com’è" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("status").waitFor();
  await page.getByText("in attesa di una decisione").first().waitFor();
  await fits(page);
});

test("the head of the school decides, and reviews a month", async (t) => {
  const page = await signedIn(t, /^Dirig/);
  await page.goto(`${demo.base}/permessi`);
  await page.getByRole("heading", { name: "Permessi da decidere" }).waitFor();
  await fits(page);
  await demo.screenshot(page, "permessi");

  await page.goto(`${demo.base}/controllo-mensile?mese=2026-05`);
  await page.getByRole("heading", { name: /maggio 2026/ }).first().waitFor();
  await fits(page);
  await demo.screenshot(page, "controllo-mensile");
});
