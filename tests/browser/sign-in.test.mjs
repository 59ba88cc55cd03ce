// Signing in through a real provider (oidc-provider), in a real browser: levels, step-up, leaving everywhere.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { after, before, test } from "node:test";

import { Provider } from "oidc-provider";

import { axe, binary, freePort, startBrowser } from "./harness.mjs";

const LEVELS = [1, 2, 3].map((level) => `https://www.spid.gov.it/SpidL${level}`);
const FISCAL = "https://attributes.eid.gov.it/fiscal_number";
/** Of nobody: no place has a code that begins with X. */
const CODE = "PRVDRG70A01X001L";

let run;
let provider;
let principal;
/** A program of the school, registered as a person with an office. */
const PROGRAM = randomUUID();
/** What the person at the provider proves next. */
let proves = 2;

before(async () => {
  run = await startBrowser();
  const [mine, theirs] = [await freePort(), await freePort()];
  const base = `http://127.0.0.1:${mine}`;
  provider = await startProvider(theirs, base);

  const registro = (args, input = "") => {
    const done = spawnSync(binary(), args, { cwd: run.dir, input, encoding: "utf8" });
    assert.equal(done.status, 0, `registro ${args.join(" ")}: ${done.stderr}`);
    return done.stdout;
  };
  registro(["simulate", "--students", "28", "--classes", "1", "--until", "2025-09-20"]);
  const { school } = JSON.parse(registro(["status", "--json"])).schools[0];
  const people = JSON.parse(registro(["people", "list", "--json"]));
  principal = people.find(({ capacities }) => capacities.includes("principal"));
  const secretary = people.find(({ capacities }) => capacities.includes("secretariat"));
  registro(["people", "link", "--by", secretary.id], `${principal.id} ${CODE}\n`);
  await writeFile(path.join(run.dir, "segreto"), "un segreto\n");
  await writeFile(
    path.join(run.dir, "registro.toml"),
    `public-url = "${base}"
[sign-in]
issuer = "${provider.issuer}"
client-id = "registro"
client-secret-file = "segreto"
[[sign-in.clients]]
client-id = "orario"
school = "${school}"
person = "${PROGRAM}"
scopes = [
  { scope = "registro.scrive", capacity = "secretariat", writes = true },
  { scope = "registro.legge", capacity = "secretariat" },
]
`,
  );
  await run.serve(["serve", "--listen", `127.0.0.1:${mine}`]);
});
after(async () => {
  await run?.stop();
  await provider?.stop();
});

async function startProvider(port, registro) {
  const issuer = `http://localhost:${port}`; // Another site than 127.0.0.1.
  const oidc = new Provider(issuer, {
    clients: [
      {
        client_id: "registro",
        client_secret: "un segreto",
        redirect_uris: [`${registro}/accesso/ritorno`],
        backchannel_logout_uri: `${registro}/accesso/uscita`,
        backchannel_logout_session_required: true,
      },
      {
        client_id: "orario",
        client_secret: "altro-segreto",
        grant_types: ["client_credentials"],
        redirect_uris: [],
        response_types: [],
      },
    ],
    acrValues: LEVELS,
    claims: { openid: ["sub"], profile: [FISCAL, "birthdate"], acr: null, auth_time: null, sid: null },
    cookies: { keys: ["prova"] },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, audience) => ({
          audience,
          scope: "registro.scrive registro.legge",
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
    pkce: { required: () => true },
    interactions: { url: (_, interaction) => `/interazione/${interaction.uid}` },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, [FISCAL]: `TINIT-${CODE}`, birthdate: "1970-01-01" }),
    }),
    // It may call a server of this machine: the one under test.
    fetch: (url, { dispatcher: _, ...options }) => fetch(url, options),
  });
  const server = createServer(async (request, response) => {
    if (!request.url.startsWith("/interazione/")) return oidc.callback()(request, response);
    if (request.method === "GET") {
      response.setHeader("content-type", "text/html; charset=utf-8");
      return response.end(`<!doctype html><html lang="it"><title>Fornitore</title><h1>Fornitore di identità</h1>
        <form method="post"><button>Sono io</button></form>`);
    }
    const { prompt, params, session } = await oidc.interactionDetails(request, response);
    if (prompt.name === "login") {
      const login = { accountId: "una-persona", acr: LEVELS[proves - 1], remember: true };
      return oidc.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
    }
    const grant = new oidc.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope("openid profile");
    const consent = { grantId: await grant.save() };
    return oidc.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
  });
  await new Promise((resolve) => server.listen(port, "localhost", resolve));
  return { issuer, stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()) };
}

async function session(page) {
  const cookies = await page.context().cookies(run.base);
  return cookies.find(({ name }) => name === "registro_session").value;
}

/** Says yes until the provider sends the browser back. */
async function consent(page) {
  while (page.url().startsWith(provider.issuer)) {
    await page.getByRole("button", { name: "Sono io" }).click();
    await page.waitForLoadState();
  }
  await page.waitForURL((url) => url.href.startsWith(run.base) && !url.pathname.startsWith("/accesso/ritorno"));
}

async function signedIn(t, level) {
  proves = level;
  const page = await run.newPage();
  t.after(() => page.context().close());
  await page.goto(`${run.base}/classi`);
  await page.waitForURL(/\/accesso\?return_to=/);
  await page.getByRole("link", { name: "Entra con SPID o CIE" }).click();
  await consent(page);
  return page;
}

test("the head of the school comes in through the provider, and back to the page asked for", async (t) => {
  const page = await run.newPage();
  t.after(() => page.context().close());
  await page.goto(`${run.base}/classi`);
  await page.getByRole("heading", { name: "Accesso" }).waitFor();
  await axe(page);
  await run.screenshot(page, "accesso");
  proves = 2;
  await page.getByRole("link", { name: "Entra con SPID o CIE" }).click();
  await page.waitForURL(/\/interazione\//);
  await consent(page);
  assert.equal(new URL(page.url()).pathname, "/classi");
  await page.getByText(principal.name).first().waitFor();

  const cookies = await page.context().cookies(run.base);
  const session = cookies.find(({ name }) => name === "registro_session");
  assert.ok(session.httpOnly && session.sameSite === "Strict", JSON.stringify(session));
  assert.ok(!cookies.some(({ name }) => name === "registro_accesso"), "what bound the sign-in is gone");
  await page.getByRole("link", { name: "Dirigente scolastico" }).click();
  await page.getByRole("heading", { name: "In quale veste" }).waitFor();
  await axe(page);
  await run.screenshot(page, "veste");
});

test("at the first level one reads; a notice needs the second, and the way there and back", async (t) => {
  const page = await signedIn(t, 1);
  const before = await session(page);
  const write = async () => {
    await page.goto(`${run.base}/bacheca/nuova`);
    await page.getByLabel("Titolo").fill("Prova di accesso");
    await page.getByLabel("Testo").fill("Le lezioni cominciano alle otto.");
    await page.getByLabel("Tutta la scuola").check();
    // Of the simulated school only the offices last until today.
    for (const role of await page.locator("input[name=role]").all()) await role.check();
    await page.getByRole("button", { name: "Mostra a chi arriva" }).click();
    await page.waitForLoadState();
  };
  await write();
  await page.getByText("serve un accesso di livello 2").waitFor();
  await axe(page);
  await run.screenshot(page, "accesso-di-livello-2");

  proves = 2;
  await page.getByRole("link", { name: "Accedi di nuovo e torna qui" }).click();
  await page.waitForURL(/\/interazione\//); // Who is signed in there is asked again.
  await consent(page);
  assert.equal(new URL(page.url()).pathname, "/bacheca");
  assert.notEqual(await session(page), before);
  await write();
  await page.getByRole("button", { name: /^Pubblica per/ }).click();
  await page.waitForURL(/\/bacheca\?fatto=pubblicata/);
});

test("leaving everywhere ends the session of the other browser", async (t) => {
  const [one, other] = [await signedIn(t, 2), await signedIn(t, 2)];
  await one.goto(`${run.base}/accesso/veste`);
  await one.getByRole("button", { name: "Esci da tutti i dispositivi" }).click();
  await one.getByText("Sei fuori dal registro").waitFor();
  await axe(one);
  await other.goto(`${run.base}/classi`);
  await other.waitForURL(/\/accesso\?return_to=/);
});

test("who leaves the provider is out of the register too", async (t) => {
  const page = await signedIn(t, 2);
  await page.goto(`${provider.issuer}/session/end`);
  await page.getByRole("button", { name: /sign me out/i }).click();
  await page.waitForLoadState();
  await page.goto(`${run.base}/classi`);
  await page.waitForURL(/\/accesso\?return_to=/);
});

test("nobody comes in from another site, or to another one", async (t) => {
  const page = await signedIn(t, 2);
  await page.goto(provider.issuer); // A page of another site.
  await page.setContent(`<form method="post" action="${run.base}/esci/ovunque"><button>Vinci</button></form>`);
  const [answer] = await Promise.all([page.waitForNavigation(), page.getByRole("button").click()]);
  assert.equal(answer.status(), 403);
  await page.goto(`${run.base}/classi`);
  assert.equal(new URL(page.url()).pathname, "/classi", "she is still in");
  await page.goto(`${run.base}/accesso/avvia?return_to=${encodeURIComponent(`${provider.issuer}/altrove`)}`);
  await consent(page);
  assert.ok(page.url().startsWith(run.base), page.url());
});

test("a program works with a token that the provider signed for this register", async (t) => {
  const page = await signedIn(t, 2);
  const registered = await page.evaluate(async (person) => {
    const acts = [
      { register: { given_name: "Orario", family_name: "Applicativo", born_on: "2026-09-01" } },
      { "assign-office": { office: "secretariat", from: "2026-09-01", until: null } },
    ];
    const headers = { "content-type": "application/json", "idempotency-key": crypto.randomUUID() };
    const answer = await fetch("/api/v1/people", { method: "POST", headers, body: JSON.stringify({ person, acts }) });
    return answer.status;
  }, PROGRAM);
  assert.equal(registered, 201);

  const token = async (resource, scope) => {
    const body = new URLSearchParams({ grant_type: "client_credentials", resource, scope });
    const authorization = `Basic ${Buffer.from("orario:altro-segreto").toString("base64")}`;
    const answer = await fetch(`${provider.issuer}/token`, { method: "POST", headers: { authorization }, body });
    const { access_token } = await answer.json();
    assert.ok(access_token, `a token: ${answer.status}`);
    return access_token;
  };
  const ask = (bearer, method = "GET") =>
    fetch(`${run.base}/api/v1/${method === "GET" ? "classes" : "school"}`, {
      method,
      headers: {
        authorization: `Bearer ${bearer}`,
        "content-type": "application/json",
        "idempotency-key": randomUUID(),
      },
      body: method === "GET" ? undefined : JSON.stringify({ acts: [{ "list-subject": { subject: "PRV", name: "Prova" } }] }),
    });
  const reads = await token(`${run.base}/api/v1`, "registro.legge");
  assert.equal((await ask(reads)).status, 200);
  assert.equal((await (await ask(reads, "POST")).json()).type, "urn:registro:problem:sign-in:reads-only");
  const writes = await token(`${run.base}/api/v1`, "registro.scrive");
  assert.equal((await ask(writes, "POST")).status, 201);
  const forAnother = await token("https://altro.example/api", "registro.legge");
  assert.equal((await ask(forAnother)).status, 401);
});
