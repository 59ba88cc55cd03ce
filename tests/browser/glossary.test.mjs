// The words of the law are explained beside their first use, without scripts and by keyboard; and pages keep their width when they are
// narrow, enlarged or printed.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DESKS, READERS, open } from "./desks.mjs";
import { axe, startDemo } from "./harness.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());

/** Fails if the page is wider than its window. */
async function fits(page, what) {
  const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= window, `${what}: ${page.url()} is ${wide} px wide in ${window}`);
}

test("from a word to what it means by keyboard alone, without scripts", async (t) => {
  const page = await demo.signedIn(t, /^Dirigente/, { javaScriptEnabled: false });
  await page.goto(`${demo.base}/organo-di-garanzia`);
  await page.getByRole("link", { name: "Che cosa vuol dire: Organo di garanzia" }).press("Enter");
  assert.match(page.url(), /\/glossario#organo-di-garanzia$/);
  await page.getByRole("heading", { name: "Glossario" }).waitFor();
  assert.ok(await page.locator("dt#organo-di-garanzia").isVisible());
  await page.goBack();
  // What the page itself has no room for is said at its end.
  await page.locator("summary", { hasText: "Le parole di questa pagina" }).press("Enter");
  await page.locator(".rg-terms dd").first().waitFor();
});

test("whoever has not signed in reads the words", async (t) => {
  const page = await demo.newPage();
  t.after(() => page.context().close());
  const answer = await page.goto(`${demo.base}/glossario`);
  assert.equal(answer.status(), 200);
  await axe(page);
  await page.getByRole("navigation", { name: "Lettere" }).getByRole("link", { name: "S", exact: true }).press("Enter");
  assert.match(page.url(), /#lettera-S$/);
});

test("a phone at twice the size loses nothing of the words and of the accessibility page", async (t) => {
  // At 200 % a window of 360 px has 180; with its text alone doubled it still has 360.
  for (const [width, text] of [[180, "100%"], [360, "200%"]]) {
    const page = await demo.signedIn(t, /^Dirigente/, { viewport: { width, height: 600 } });
    for (const path of ["/glossario", "/accessibilita"]) {
      await page.goto(`${demo.base}${path}`);
      await page.evaluate((size) => {
        document.documentElement.style.fontSize = size;
      }, text);
      await fits(page, `text at ${text}`);
    }
  }
});

test("help is not printed, and what is printed fits the paper", async (t) => {
  // A4 without its margins.
  const page = await demo.signedIn(t, /^Dirigente/, { viewport: { width: 680, height: 960 } });
  await page.emulateMedia({ media: "print" });
  for (const path of ["/glossario", "/accessibilita", "/organo-di-garanzia"]) {
    await page.goto(`${demo.base}${path}`);
    await fits(page, "printed");
    for (const help of await page.locator(".rg-term, .rg-terms, .rg-letters").all()) assert.ok(!(await help.isVisible()));
  }
});

for (const who of READERS) {
  test(`no desk of ${who?.source ?? "nobody"} is wider than a phone, nor than a laptop's window at 200 %`, async (t) => {
    const page = who ? await demo.signedIn(t, who) : await demo.newPage();
    if (!who) t.after(() => page.context().close());
    const done = new Set();
    for (const desk of DESKS.filter((desk) => desk.who === who)) {
      await open(demo, page, desk, done);
      for (const width of [360, 640]) {
        await page.setViewportSize({ width, height: 800 });
        await fits(page, desk.name);
      }
    }
  });
}
