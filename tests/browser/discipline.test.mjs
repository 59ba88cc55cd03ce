// The case file, the Organo di garanzia's desk, the scrutiny and the family's view of them, looked at by axe.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, startDemo } from "./harness.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());

const signedIn = (t, heading, options) => demo.signedIn(t, heading, options);

/** Where the links of a page lead that match. */
function led(page, pattern) {
  return page.locator("main a").evaluateAll(
    (links, source) => links.map((link) => link.getAttribute("href")).filter((href) => new RegExp(source).test(href)),
    pattern.source,
  );
}

test("the principal reads every case of the year: its acts, its steps, its clock", async (t) => {
  const page = await signedIn(t, /^Dirig/);
  await page.goto(`${demo.base}/casi`);
  await page.getByRole("heading", { name: "Procedimenti disciplinari" }).waitFor();
  await axe(page);
  await demo.screenshot(page, "procedimenti");
  const files = [...new Set(await led(page, /^\/casi\/[0-9a-f-]{36}$/))];
  assert.ok(5 < files.length, `${files.length} cases`);
  for (const file of files) {
    const answer = await page.goto(`${demo.base}${file}`);
    assert.equal(answer.status(), 200, file);
    await axe(page);
  }
  await page.goto(`${demo.base}${files[0]}`);
  await demo.screenshot(page, "caso");
});

test("the Organo di garanzia's desk says what is pending", async (t) => {
  const page = await signedIn(t, /^Dirig/);
  await page.goto(`${demo.base}/organo-di-garanzia`);
  await axe(page);
  await demo.screenshot(page, "organo-di-garanzia");
});

test("a class's scrutiny, its behaviour dossiers, and a report card", async (t) => {
  const page = await signedIn(t, /^Dirig/);
  await page.goto(`${demo.base}/classi`);
  const [first, ...others] = await led(page, /^\/classi\/[0-9a-f-]{36}$/);
  const last = others.at(-1) ?? first;
  for (const path of ["scrutinio/finale", "scrutinio/intermedio", "fascicolo-comportamento"]) {
    const answer = await page.goto(`${demo.base}${last}/${path}`);
    assert.equal(answer.status(), 200, path);
    await axe(page);
    await demo.screenshot(page, path.replace("/", "-"));
  }
});

test("a family reads measures and results on a phone, and nobody else's", async (t) => {
  const page = await signedIn(t, /^Genitor/, { viewport: { width: 360, height: 740 } });
  const [child] = await led(page, /^\/studenti\/[0-9a-f-]{36}$/);
  assert.ok(child, "a child");
  for (const path of ["provvedimenti", "scrutini", "voti", "note"]) {
    const answer = await page.goto(`${demo.base}${child}/${path}`);
    assert.equal(answer.status(), 200, path);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 360, `${path} is ${wide} px wide`);
    await axe(page);
  }
  for (const path of ["/casi", "/organo-di-garanzia"]) {
    const answer = await page.goto(`${demo.base}${path}`);
    const body = await page.locator("main").innerText();
    assert.ok(answer.status() === 404 || answer.status() === 403 || !/Contestazione/.test(body), path);
  }
});
