// A receipt and two checkpoints checked in the browser itself, without the server: whatever was touched is refused.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, startDemo } from "./harness.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());

async function headOfSchool(t) {
  const page = await demo.newPage();
  t.after(() => page.context().close());
  await page.goto(`${demo.base}/accesso`);
  await page.getByRole("region", { name: /^Dirig/ }).getByRole("button").first().click();
  await page.waitForLoadState();
  return page;
}

const asFile = (name, content) => ({ name, mimeType: "text/plain", buffer: Buffer.from(content) });

async function check(page, key, files) {
  await page.getByLabel("Chiave pubblica della scuola").fill(key);
  await page.getByLabel(/^Una ricevuta/).setInputFiles(files);
  await page.getByRole("button", { name: "Verifica" }).click();
  const told = page.getByRole("status", { name: "Esito della verifica" });
  await told.waitFor();
  return told.innerText();
}

test("a receipt downloaded from an event is checked offline, and a touched one is refused", async (t) => {
  const page = await headOfSchool(t);
  await page.goto(`${demo.base}/eventi/40`);
  const link = page.getByRole("link", { name: "Scarica la ricevuta" });
  const code = await page.locator("code", { hasText: /^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/ }).innerText();
  await axe(page);
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  assert.equal(download.suggestedFilename(), "evento-40.tlog-proof");
  const stream = await download.createReadStream();
  const receipt = Buffer.concat(await stream.toArray()).toString();
  const read = async (path) => (await page.request.get(`${demo.base}${path}`)).text();
  const key = await read("/api/v1/ledger/public-key");
  const checkpoint = await read("/api/v1/ledger/checkpoint");

  await page.goto(`${demo.base}/prove`);
  await page.waitForLoadState("networkidle");
  await page.context().setOffline(true);
  const good = await check(page, key, asFile("evento.tlog-proof", receipt));
  assert.match(good, /Verificato in questo browser/);
  assert.ok(good.includes("L'evento 40") && good.includes(code), good);
  await axe(page);
  await demo.screenshot(page, "prove");

  const lines = receipt.split("\n");
  const touched = (at, change) => lines.map((line, place) => (place === at ? change(line) : line)).join("\n");
  const other = (line) => line.slice(0, 30) + (line[30] === "A" ? "B" : "A") + line.slice(31);
  for (const [what, file] of [
    ["the event", touched(1, other)],
    ["its place", touched(2, () => "index 41")],
    ["a hash of the proof", touched(3, other)],
    ["the size", receipt.replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) + 1}\n`)],
    ["another school", receipt.replaceAll("registro.example/", "altrove.example/")],
  ]) {
    const told = await check(page, key, asFile("evento.tlog-proof", file));
    assert.match(told, /Non verificato/, what);
  }

  const same = await check(page, key, [asFile("1.txt", checkpoint), asFile("2.txt", checkpoint)]);
  assert.match(same, /firmano la stessa storia/);
});
