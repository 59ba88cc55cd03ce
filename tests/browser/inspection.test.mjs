// The audit officer's desk: she finds an act, plays its student again step by step, and puts two days side by side.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, startDemo } from "./harness.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());

const signedIn = (t, heading, options) => demo.signedIn(t, heading, options);

test("without a reason the auditor finds envelopes, with one the acts, and plays them again by keyboard alone", async (t) => {
  const page = await signedIn(t, /^Revisore/);
  assert.match(page.url(), /\/ispezione$/);
  await axe(page);
  await page.getByLabel("Solo gli atti").selectOption({ label: "che ne sostituiscono un altro" });
  await page.getByRole("button", { name: "Cerca" }).press("Enter");
  await page.getByRole("table").waitFor();
  assert.equal(await page.getByRole("link", { name: /^Ripercorri/ }).count(), 0);
  assert.equal(await page.locator('main a[href^="/eventi/"]').count(), 0);

  await page.goto(`${demo.base}/consultazioni`);
  await page.getByLabel("Motivo").fill("Verifica delle correzioni");
  await page.getByLabel(/^oppure una classe/).selectOption({ label: "tutta la scuola" });
  await page.getByRole("button", { name: "Registra" }).press("Enter");
  await page.getByRole("status").waitFor();

  await page.goto(`${demo.base}/ispezione?insolito=correction`);
  await axe(page);
  await demo.screenshot(page, "ispezione");
  await page.getByRole("link", { name: /^Ripercorri lo studente/ }).first().press("Enter");
  await page.getByRole("heading", { name: "Che cosa è cambiato" }).waitFor();
  await axe(page);
  await demo.screenshot(page, "ispezione-passo");
  const known = async () => Number((await page.locator(".rg-lead").textContent()).match(/(\d+) atti noti/)[1]);
  const here = await known();
  await page.getByRole("link", { name: "Atto precedente" }).press("Enter");
  assert.equal(await known(), here - 1);
  await page.getByRole("link", { name: "Atto successivo" }).press("Enter");
  assert.equal(await known(), here);

  await page.getByLabel("Com’era il", { exact: true }).fill("2025-10-01T08:00");
  await page.getByLabel("e il", { exact: true }).fill("2026-03-01T18:00");
  await page.getByRole("button", { name: "Confronta" }).press("Enter");
  await page.getByText(/com’era il .*ottobre 2025/).first().waitFor();
  await page.getByRole("region", { name: "Tabella: Ciò che è cambiato" }).getByRole("row").nth(1).waitFor();
  await axe(page);
  await demo.screenshot(page, "ispezione-confronto");
});

test("what cannot be looked for says why, and a narrow window loses nothing", async (t) => {
  const page = await signedIn(t, /^Dirigente/, { viewport: { width: 360, height: 700 } });
  await page.goto(`${demo.base}/ispezione`);
  await page.getByLabel("Autore, nome e cognome").fill("Nessuno Così");
  await page.getByRole("button", { name: "Cerca" }).click();
  await page.getByRole("alert").getByText("nessuno si chiama così", { exact: false }).waitFor();
  assert.equal(await page.getByLabel("Autore, nome e cognome").inputValue(), "Nessuno Così");
  await axe(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  assert.equal(wide, false);
});
