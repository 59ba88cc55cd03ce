// Documents from the pages where a person looks for them: read, printed, taken away as PDF/A; a case's evidence as one file.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { axe, binary, startDemo } from "./harness.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());

async function principal(t, options) {
  const page = await demo.newPage(options);
  t.after(() => page.context().close());
  await page.goto(`${demo.base}/accesso`);
  await page.getByRole("region", { name: /^Dirigente/ }).getByRole("button").first().click();
  await page.waitForLoadState();
  return page;
}

/** Follows the first link of a page whose address is of a form. */
async function follow(page, from, form) {
  await page.goto(`${demo.base}${from}`);
  const links = await page.locator("main a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  const found = links.find((href) => form.test(href));
  assert.ok(found, `${from} leads to ${form}`);
  return found;
}

test("a certificate is read, checked by axe, fits a phone, and is taken away as PDF/A", async (t) => {
  const page = await principal(t, { viewport: { width: 360, height: 740 } });
  const classes = await follow(page, "/classi", /^\/classi\/[0-9a-f-]{36}$/);
  const student = await follow(page, `${classes}/studenti`, /^\/studenti\/[0-9a-f-]{36}$/);
  await page.goto(`${demo.base}${student}`);
  await page.getByRole("link", { name: "Certificato di frequenza" }).press("Enter");
  await page.getByRole("heading", { name: "Certificato di frequenza", level: 1 }).waitFor();
  await axe(page);
  await demo.screenshot(page, "certificato");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${wide} pixels too wide`);
  const href = await page.getByRole("link", { name: "Scarica come PDF/A" }).getAttribute("href");
  const answer = await page.request.get(`${demo.base}${href}`);
  assert.equal(answer.status(), 200);
  const file = await answer.body();
  assert.equal(file.subarray(0, 5).toString(), "%PDF-");
  const path = join(demo.dir, "certificato.pdf");
  writeFileSync(path, file);
  execFileSync("qpdf", ["--check", path]);
  assert.match(execFileSync("pdftotext", [path, "-"]).toString(), /Si certifica che/);
});

test("a case's evidence is taken away and verified by the auditor's program", async (t) => {
  const page = await principal(t);
  const one = await follow(page, "/casi", /^\/casi\/[0-9a-f-]{36}$/);
  await page.goto(`${demo.base}${one}`);
  const href = await page.getByRole("link", { name: "Fascicolo di prove" }).getAttribute("href");
  const answer = await page.request.get(`${demo.base}${href}`);
  assert.equal(answer.status(), 200);
  const folder = demo.dir;
  writeFileSync(join(folder, "prove.tar"), await answer.body());
  execFileSync("tar", ["xf", "prove.tar"], { cwd: folder });
  const key = await page.request.get(`${demo.base}/api/v1/ledger/public-key`);
  writeFileSync(join(folder, "chiave"), await key.body());
  const bundle = join(folder, `prove-${one.split("/").at(-1)}`);
  const says = execFileSync(binary(), ["verify", "--bundle", bundle, "--key", join(folder, "chiave")]).toString();
  assert.match(says, /il pacchetto è intero/);
  execFileSync("qpdf", ["--check", join(bundle, "data/relazione.pdf")]);
  await page.goto(`file://${join(bundle, "data/relazione.html")}`);
  await axe(page);
});
