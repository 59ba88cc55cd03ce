// The protection officer's desk: a request is recorded, looked at, copied and answered, by keyboard and without scripts.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, startDemo } from "./harness.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());

const signedIn = (t, heading, options) => demo.signedIn(t, heading, options);

/** The name of a student of the first class, from the principal: the protection officer reads no roster without a reason. */
async function aStudent(t) {
  const page = await signedIn(t, /^Dirigente/);
  await page.goto(`${demo.base}/classi`);
  const classes = await page.locator("main a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  await page.goto(`${demo.base}${classes.find((href) => /^\/classi\/[0-9a-f-]{36}$/.test(href))}/studenti`);
  return (await page.locator('main a[href^="/studenti/"]').first().textContent()).trim();
}

test("the protection officer records a request, reads the copy and answers, without scripts", async (t) => {
  const page = await signedIn(t, /^Responsabile della protezione/, { javaScriptEnabled: false });
  const student = await aStudent(t);
  await page.goto(`${demo.base}/richieste`);
  await demo.screenshot(page, "richieste-vuota");

  await page.getByLabel(/^Di chi sono i dati/).fill(student);
  await page.getByLabel(/^Chi chiede/).fill(student);
  await page.getByLabel("Che cosa chiede, in breve").fill("Chiede una copia di tutti i suoi dati");
  await page.getByLabel("Numero di protocollo", { exact: false }).first().fill("88/2026");
  await page.getByRole("button", { name: "Registra la richiesta" }).press("Enter");
  await page.getByRole("status").getByText("La richiesta è stata registrata.").waitFor();
  await demo.screenshot(page, "richieste");

  await page.getByRole("link", { name: /^Accesso ai propri dati/ }).first().press("Enter");
  await page.getByRole("heading", { name: /^Accesso ai propri dati/ }).waitFor();
  await demo.screenshot(page, "richiesta");
  const address = page.url();

  await page.getByRole("link", { name: "Leggi e stampa la copia" }).press("Enter");
  await page.getByRole("heading", { name: /^Dati personali di/ }).waitFor();
  for (const heading of ["Finalità", "Destinatari", "Reclamo", "Decisioni automatizzate"]) {
    await page.getByRole("heading", { name: heading }).waitFor();
  }
  assert.ok(10 < (await page.locator("table").first().locator("tbody tr").count()));
  await demo.screenshot(page, "copia-dei-dati");

  await page.goto(address);
  await page.locator("#answer").getByLabel("Motivi").fill("Si consegna la copia dei dati");
  await page.getByRole("button", { name: "Registra la risposta" }).press("Enter");
  await page.getByText("Accolta", { exact: false }).first().waitFor();
  await page.getByText("Decisa").first().waitFor();
});

test("the desk, a request, the copy and the registers have no violation of accessibility", async (t) => {
  const page = await signedIn(t, /^Responsabile della protezione/);
  const student = await aStudent(t);
  await page.goto(`${demo.base}/richieste`);
  await axe(page);
  await page.getByLabel(/^Di chi sono i dati/).fill("Nessuno Così");
  await page.getByLabel("Che cosa chiede, in breve").fill("Chiede che i suoi dati siano corretti");
  await page.getByRole("button", { name: "Registra la richiesta" }).click();
  await page.getByRole("alert").waitFor();
  await axe(page);
  await page.getByLabel(/^Di chi sono i dati/).fill(student);
  await page.getByLabel(/^Chi chiede/).fill(student);
  await page.getByRole("button", { name: "Registra la richiesta" }).click();
  await page.getByRole("status").waitFor();
  const requests = await page.locator('main a[href^="/richieste/"]').evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  assert.ok(requests.length, "a request is listed");
  for (const path of [requests[0], `${requests[0]}/copia`, "/trattamenti", "/violazioni", "/accessi/anomalie"]) {
    const answer = await page.goto(`${demo.base}${path}`);
    assert.equal(answer.status(), 200, path);
    await axe(page);
  }
});

test("a breach is recorded and assessed with the keyboard, without scripts", async (t) => {
  const page = await signedIn(t, /^Responsabile della protezione/, { javaScriptEnabled: false });
  await page.goto(`${demo.base}/violazioni`);
  await page.getByLabel("Quando la scuola l’ha saputo").fill("2025-10-01T08:00");
  await page.getByLabel("integrità").focus();
  await page.keyboard.press("Space");
  await page.getByLabel("Che cosa è successo").fill("Un elenco inviato a chi non doveva averlo");
  await page.getByLabel("Quante persone, circa").fill("3");
  await page.getByRole("button", { name: "Annota la violazione" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Violazione dei dati", level: 1 }).waitFor();
  await page.getByLabel("Rischio per le persone").selectOption("unlikely");
  await page.locator("#assess").getByLabel("Motivi").fill("L’elenco è stato restituito senza essere letto");
  await page.getByRole("button", { name: "Registra la valutazione" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("Da chiudere con le misure prese").first().waitFor();
});

test("the desk fits a phone, and is not there for a teacher", async (t) => {
  const page = await signedIn(t, /^Responsabile della protezione/, { viewport: { width: 360, height: 740 } });
  for (const path of ["/richieste", "/trattamenti"]) {
    await page.goto(`${demo.base}${path}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 360, `${path} is ${wide} px wide`);
  }
  const teacher = await signedIn(t, /^Docent/);
  assert.equal((await teacher.goto(`${demo.base}/richieste`)).status(), 404);
});

test("the protection officer asks for an erasure and the principal approves it", async (t) => {
  const page = await signedIn(t, /^Responsabile della protezione/);
  const student = await aStudent(t);
  await page.goto(`${demo.base}/cancellazioni`);
  await axe(page);
  await page.getByLabel("Cognome e nome").fill(student);
  await page.getByRole("button", { name: "Cerca i dati" }).click();
  await page.getByRole("checkbox").last().check();
  await page.getByLabel("Motivi").fill("Il dato non andava scritto");
  await axe(page);
  await demo.screenshot(page, "cancellazione-chiesta");
  await page.getByRole("button", { name: "Registra la richiesta" }).click();
  await page.getByRole("status").getByText("La richiesta è stata registrata.").waitFor();
  await page.locator('main a[href^="/cancellazioni/"]').first().click();
  await page.getByRole("heading", { name: /^Cancellazione/ }).waitFor();
  const address = page.url();
  await page.locator("#assess").getByLabel("Motivi").fill("È illecito: va cancellato");
  await page.getByRole("button", { name: "Registra la valutazione" }).click();
  await page.getByText("Valutata, da approvare").first().waitFor();
  await axe(page);
  await page.getByRole("button", { name: "Approva" }).click();
  await page.getByRole("alert").getByText("seconda persona").waitFor();
  const head = await signedIn(t, /^Dirig/);
  await head.goto(address);
  await head.getByRole("button", { name: "Approva" }).click();
  await head.getByRole("status").waitFor();
  await axe(head);
  await demo.screenshot(head, "cancellazione-approvata");
});
