// Who reads with a reason: the auditor records one and reads, the principal admits the vendor, and nothing is read without.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, startDemo } from "./harness.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());

const signedIn = (t, heading, options) => demo.signedIn(t, heading, options);

/** The first class, with its name. */
async function aClass(t) {
  const page = await signedIn(t, /^Dirigente/);
  await page.goto(`${demo.base}/classi`);
  const classes = await page.locator('main a[href^="/classi/"]').evaluateAll((links) =>
    links.map((link) => ({ href: link.getAttribute("href"), name: link.textContent.trim() })),
  );
  return classes.find(({ href }) => /^\/classi\/[0-9a-f-]{36}$/.test(href));
}

test("the auditor reads a class once she has said why, and not before", async (t) => {
  const { href, name } = await aClass(t);
  const page = await signedIn(t, /^Revisore/, { javaScriptEnabled: false });
  assert.match(page.url(), /\/ispezione$/);
  assert.equal((await page.goto(`${demo.base}${href}`)).status(), 404);

  await page.goto(`${demo.base}/consultazioni`);
  await page.getByLabel("Motivo").fill("Controllo a campione");
  await page.getByRole("button", { name: "Registra" }).press("Enter");
  await page.getByRole("alert").getByText("Si indica uno studente, oppure una classe o la scuola").waitFor();
  assert.equal(await page.getByLabel("Motivo").inputValue(), "Controllo a campione");

  await page.getByLabel(/^Studente/).fill("Nessuno Così");
  await page.getByRole("button", { name: "Registra" }).press("Enter");
  await page.getByRole("alert").getByText("Nessuno si chiama così").waitFor();

  await page.getByLabel(/^Studente/).fill("");
  await page.getByLabel(/^oppure una classe/).selectOption({ label: name });
  await page.getByRole("button", { name: "Registra" }).press("Enter");
  await page.getByRole("status").getByText("L’atto è stato registrato.").waitFor();
  await page.getByRole("cell", { name: `della classe ${name}`, exact: true }).waitFor();
  await demo.screenshot(page, "consultazioni");
  assert.equal((await page.goto(`${demo.base}${href}`)).status(), 200);

  await page.goto(`${demo.base}/consultazioni`);
  await page.getByRole("button", { name: /^Chiudi/ }).press("Enter");
  await page.getByRole("cell", { name: "terminata" }).waitFor();
  assert.equal((await page.goto(`${demo.base}${href}`)).status(), 404);
});

test("the principal admits somebody of the vendor for a day, and the page has no violation of accessibility", async (t) => {
  const { href, name } = await aClass(t);
  const vendor = await signedIn(t, /^Assistenza del fornitore/);
  assert.equal((await vendor.goto(`${demo.base}${href}`)).status(), 404);

  const page = await signedIn(t, /^Dirigente/);
  await page.goto(`${demo.base}/consultazioni`);
  await axe(page);
  await page.getByLabel(/^oppure una classe/).selectOption({ label: name });
  await page.getByLabel("Motivo").fill("Le ore della classe non tornano");
  await page.getByLabel("Fino a").fill("2026-07-06T10:00");
  await page.getByRole("button", { name: "Ammetti" }).click();
  await page.getByRole("alert").getByText("una consultazione dura al più 1 giorni", { exact: false }).waitFor();
  await axe(page);
  await page.getByLabel(/^oppure una classe/).selectOption({ label: name });
  await page.getByLabel("Fino a").fill("2026-06-05T18:00");
  await page.getByRole("button", { name: "Ammetti" }).click();
  await page.getByRole("status").waitFor();
  await axe(page);

  assert.equal((await vendor.goto(`${demo.base}${href}`)).status(), 200);
  assert.equal((await vendor.goto(`${demo.base}${href}/voti`)).status(), 404);
});
