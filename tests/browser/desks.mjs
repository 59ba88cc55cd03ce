// Every desk of the demo: whose it is and how one gets there. What looks at all pages goes through this list.
//
//   for (const desk of DESKS) await open(demo, page, desk);   // `page` is signed in as `desk.who`, or nobody

/** A student, a class, a case … as it stands in an address. */
const ID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

const PRINCIPAL = /^Dirigente/;
const TEACHER = /^Docent/;
const PARENT = /^Genitor/;
const AUDITOR = /^Revisore/;
const DPO = /^Responsabile della protezione/;

/** Goes where the first link of the page leads that matches, or the one `at` a place among those. */
const first = (pattern, more = "", at = 0) => async (page, base) => {
  const links = await page
    .locator("main a, nav a")
    .evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
  const found = links.filter((href) => new RegExp(`^${pattern}$`).test(href)).at(at);
  if (!found) throw new Error(`${page.url()} has no link to ${pattern}`);
  return page.goto(`${base}${found}${more}`);
};

/** A class with what is after its address. */
const aClass = (more) => first(`/classi/${ID}`, more);
/** The last one, of the last year: it has the most to be scrutinised. */
const lastClass = (more) => first(`/classi/${ID}`, more, -1);
/** The child of a parent, or a student among those of the dashboard. */
const aStudent = (more) => first(`/studenti/${ID}`, more);

/** Without a reason the auditor reads envelopes: she records one for the whole school. */
async function withAReason(page, base) {
  await page.goto(`${base}/consultazioni`);
  await page.getByLabel("Motivo").fill("Verifica delle correzioni");
  await page.getByLabel(/^oppure una classe/).selectOption({ label: "tutta la scuola" });
  await page.getByRole("button", { name: "Registra" }).press("Enter");
  await page.getByRole("status").waitFor();
}

/**
 * `name` is the image's and the test's; `who` is a heading of the ways in, nobody where it lacks; `path` is where it begins, and
 * `then` what is done from there, one thing after the other.
 */
export const DESKS = [
  { name: "accesso", path: "/accesso" },
  { name: "glossario", path: "/glossario" },
  { name: "prove", path: "/prove" },

  { name: "cruscotto", who: PRINCIPAL, path: "/cruscotto" },
  { name: "adempimenti", who: PRINCIPAL, path: "/adempimenti" },
  { name: "permessi", who: PRINCIPAL, path: "/permessi" },
  { name: "controllo-mensile", who: PRINCIPAL, path: "/controllo-mensile" },
  { name: "conteggi", who: PRINCIPAL, path: "/rapporti/conteggi" },
  { name: "procedimenti", who: PRINCIPAL, path: "/casi" },
  { name: "caso", who: PRINCIPAL, path: "/casi", then: [first(`/casi/${ID}`)] },
  { name: "organo-di-garanzia", who: PRINCIPAL, path: "/organo-di-garanzia" },
  { name: "classi", who: PRINCIPAL, path: "/classi" },
  { name: "classe", who: PRINCIPAL, path: "/classi", then: [aClass("")] },
  { name: "classe-studenti", who: PRINCIPAL, path: "/classi", then: [aClass("/studenti")] },
  { name: "scrutinio-intermedio", who: PRINCIPAL, path: "/classi", then: [lastClass("/scrutinio/intermedio")] },
  { name: "scrutinio-finale", who: PRINCIPAL, path: "/classi", then: [lastClass("/scrutinio/finale")] },
  { name: "fascicolo-comportamento", who: PRINCIPAL, path: "/classi", then: [lastClass("/fascicolo-comportamento")] },
  { name: "studente", who: PRINCIPAL, path: "/cruscotto", then: [aStudent("")] },
  { name: "storia", who: PRINCIPAL, path: "/cruscotto", then: [aStudent("/storia")] },
  { name: "perche", who: PRINCIPAL, path: "/cruscotto", then: [aStudent("?perche=hours-missed")] },
  { name: "note", who: PRINCIPAL, path: "/cruscotto", then: [aStudent("/note")] },
  { name: "certificato", who: PRINCIPAL, path: "/cruscotto", then: [aStudent("/certificato")] },
  { name: "evento", who: PRINCIPAL, path: "/casi", then: [first(`/casi/${ID}`), first("/eventi/\\d+")] },
  { name: "consultazioni", who: PRINCIPAL, path: "/consultazioni" },
  { name: "bacheca", who: PRINCIPAL, path: "/bacheca" },
  { name: "bacheca-nuova", who: PRINCIPAL, path: "/bacheca/nuova" },
  { name: "trattamenti", who: PRINCIPAL, path: "/trattamenti" },
  { name: "accessibilita", who: PRINCIPAL, path: "/accessibilita" },
  { name: "non-trovato", who: PRINCIPAL, path: "/non-c-e", status: 404 },

  { name: "appello", who: TEACHER, path: "/appello" },
  { name: "voti", who: TEACHER, path: "/voti" },
  { name: "registro-dei-voti", who: TEACHER, path: "/voti", then: [first(`/classi/${ID}/voti(\\?.*)?`)] },

  { name: "famiglia", who: PARENT, path: "/" },
  { name: "famiglia-voti", who: PARENT, path: "/", then: [aStudent("/voti")] },
  { name: "famiglia-provvedimenti", who: PARENT, path: "/", then: [aStudent("/provvedimenti")] },
  { name: "famiglia-scrutini", who: PARENT, path: "/", then: [aStudent("/scrutini")] },

  { name: "richieste", who: DPO, path: "/richieste" },
  { name: "cancellazioni", who: DPO, path: "/cancellazioni" },
  { name: "violazioni", who: DPO, path: "/violazioni" },
  { name: "accessi", who: DPO, path: "/accessi" },
  { name: "anomalie", who: DPO, path: "/accessi/anomalie" },

  { name: "ispezione", who: AUDITOR, path: "/ispezione?insolito=correction", before: withAReason },
  {
    name: "ispezione-passo",
    who: AUDITOR,
    path: "/ispezione?insolito=correction",
    before: withAReason,
    then: [first(`/ispezione/studenti/${ID}\\?evento=\\d+`)],
  },
];

/** Those whose desks are here, each once; nobody first. */
export const READERS = [...new Set(DESKS.map((desk) => desk.who))];

/**
 * Opens a desk on a page that is signed in as its reader. What is done once before the first of several desks is kept in
 * `done`, a Set of the caller's.
 */
export async function open(demo, page, desk, done) {
  if (desk.before && !done.has(desk.before)) {
    await desk.before(page, demo.base);
    done.add(desk.before);
  }
  let answer = await page.goto(`${demo.base}${desk.path}`);
  for (const step of desk.then ?? []) answer = await step(page, demo.base);
  if (answer.status() !== (desk.status ?? 200)) throw new Error(`${desk.name}: ${page.url()} answers ${answer.status()}`);
}
