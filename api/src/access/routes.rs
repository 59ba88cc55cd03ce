//! What each address that is read is for, in words for the protection officer. A test holds that none is missing.

use super::entry::Kind::{self, *};

/// What an address tells, and of whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Personal data: which kinds, and what they are read for.
    Personal(&'static [Kind], &'static str),
    /// Nobody's: why.
    Nobody(&'static str),
}

use Route::{Nobody, Personal};

/// What is read at an address, as the router spells it.
pub fn of(template: &str) -> Option<Route> {
    READ.iter().find(|(known, _)| *known == template).map(|(_, route)| *route)
}

const MORNING: &str = "andamento della giornata";
const YEAR: &str = "situazione dello studente nell'anno";
const OWN_ACTS: &str = "ricostruzione degli atti";
const CLASS_DAY: &str = "giornata della classe";
const GRADING: &str = "valutazione";
const CONDUCT: &str = "comportamento dello studente";
const PROCEEDINGS: &str = "procedimento disciplinare";
const APPEAL: &str = "impugnazione di una sanzione";
const COUNCIL: &str = "scrutinio";
const RESULTS: &str = "esito degli scrutini";
const BOARD: &str = "avvisi della scuola";
const COPY: &str = "copia dei dati per l'interessato";
const RIGHTS: &str = "richieste sui dati e sui documenti";
const DOCUMENT: &str = "documento della scuola";
const OVERSIGHT: &str = "vigilanza sull'uso del registro";

const NOTICE: &str = "un'informativa: nessuno vi è nominato";
const IMPACT: &str = "trattamenti, quantità e misure: nessuno vi è nominato";

/// What a student's year played again tells.
pub const PLAYED: &[Kind] = &[History, Attendance, Notes, Grades, Cases];
/// What a class's day played again tells.
pub const PLAYED_DAY: &[Kind] = &[History, Roster, Attendance, Lessons];
/// What a case played again tells.
pub const PLAYED_CASE: &[Kind] = &[History, Cases];
/// What somebody's acts played again may tell: each is of a student, of a class's day or of a case.
pub const PLAYED_ACTS: &[Kind] = &[History, Roster, Attendance, Lessons, Notes, Grades, Cases];

const READ: &[(&str, Route)] = &[
    ("/status", Nobody("se il registro risponde: nessuno vi è nominato")),
    ("/health/live", Nobody("se il processo vive")),
    ("/health/ready", Nobody("se il processo può rispondere")),
    ("/api/v1/openapi.json", Nobody("la descrizione dell'interfaccia")),
    ("/api/v1/feed", Personal(&[History], "flusso degli eventi della scuola")),
    ("/metrics", Nobody("misure del servizio: nessuno vi è nominato")),
    ("/static/{*path}", Nobody("fogli di stile, caratteri, programmi")),
    ("/", Nobody("rimanda alla pagina di chi accede")),
    ("/accesso", Nobody("chi entra; nella dimostrazione, con persone inventate")),
    ("/accesso/avvia", Nobody("chi va dal fornitore di identità")),
    ("/accesso/ritorno", Nobody("chi torna dal fornitore di identità")),
    ("/accesso/veste", Nobody("le vesti di chi accede")),
    ("/prove", Nobody("le prove si controllano nel browser di chi legge")),
    ("/api/v1/erasures", Personal(&[History], "cancellazioni e limitazioni dei dati")),
    ("/richieste", Personal(&[History], RIGHTS)),
    ("/richieste/{id}", Personal(&[History], RIGHTS)),
    ("/richieste/{id}/copia", Personal(&[History, Accesses], COPY)),
    ("/cancellazioni", Personal(&[History], "cancellazioni e limitazioni dei dati")),
    ("/cancellazioni/{id}", Personal(&[History], "cancellazioni e limitazioni dei dati")),
    ("/glossario", Nobody("le parole della legge, spiegate")),
    ("/accessibilita", Nobody("che cosa non si riesce a usare, a chi l'ha segnalato")),
    ("/trattamenti", Nobody("il registro dei trattamenti: nessuno vi è nominato")),
    ("/trattamenti/informativa/famiglie", Nobody(NOTICE)),
    ("/trattamenti/informativa/famiglie/pdf", Nobody(NOTICE)),
    ("/trattamenti/informativa/personale", Nobody(NOTICE)),
    ("/trattamenti/informativa/personale/pdf", Nobody(NOTICE)),
    ("/trattamenti/valutazione", Nobody(IMPACT)),
    ("/trattamenti/valutazione/pdf", Nobody(IMPACT)),
    ("/violazioni", Nobody("che cosa è successo ai dati: nessuno vi è nominato")),
    ("/violazioni/{id}", Nobody("che cosa è successo ai dati: nessuno vi è nominato")),
    ("/api/v1/breaches", Nobody("che cosa è successo ai dati: nessuno vi è nominato")),
    ("/accessi/anomalie", Personal(&[Accesses], OVERSIGHT)),
    ("/api/v1/access-log/anomalies", Personal(&[Accesses], OVERSIGHT)),
    ("/api/v1/data-requests", Personal(&[History], RIGHTS)),
    ("/api/v1/data-requests/{id}", Personal(&[History], RIGHTS)),
    ("/api/v1/data-requests/{id}/dossier", Personal(&[History, Accesses], COPY)),
    ("/api/v1/data-requests/{id}/dossier/{file}", Personal(&[History, Accesses], COPY)),
    ("/api/v1/processing-activities", Nobody("il registro dei trattamenti: nessuno vi è nominato")),
    ("/api/v1/processing-activities/notice-to-families", Nobody(NOTICE)),
    ("/api/v1/processing-activities/notice-to-staff", Nobody(NOTICE)),
    ("/api/v1/processing-activities/impact-assessment", Nobody(IMPACT)),
    ("/api/v1/people/{id}/sealed-data", Personal(&[History], "cancellazioni e limitazioni dei dati")),
    ("/api/v1/ledger/checkpoint", Nobody("impronte: nessuno vi è nominato")),
    ("/api/v1/ledger/public-key", Nobody("una chiave pubblica")),
    ("/api/v1/ledger/{year}/{*path}", Personal(&[History], "verifica del registro")),
    ("/api/v1/schools/{school}/ledger/{*path}", Personal(&[History], "verifica del registro")),
    ("/api/v1/events/{position}/receipt", Personal(&[History], OWN_ACTS)),
    ("/classi", Nobody("le classi e quanti vi sono: nessuno vi è nominato")),
    ("/api/v1/classes", Nobody("le classi e quanti vi sono: nessuno vi è nominato")),
    ("/bacheca/nuova", Personal(&[Roster], "a chi va un avviso")),
    ("/api/v1/notice-audiences", Personal(&[Roster], "a chi va un avviso")),
    ("/organo-di-garanzia", Personal(&[Cases], APPEAL)),
    ("/organo-di-garanzia/conflitti/{id}", Personal(&[Cases], "conflitto sul regolamento")),
    ("/cruscotto", Personal(&[Attendance, Duties, Cases, Grades], MORNING)),
    ("/adempimenti", Personal(&[Duties], "adempimenti in scadenza")),
    ("/controllo-mensile", Personal(&[Attendance], "controllo mensile delle assenze")),
    ("/permessi", Personal(&[Permissions], "decisione sui permessi")),
    ("/elenchi/{name}", Personal(&[Attendance], MORNING)),
    ("/elenchi/voti-mancanti", Personal(&[Grades], COUNCIL)),
    ("/perche", Personal(&[History], OWN_ACTS)),
    ("/appello", Personal(&[Roster, Attendance, Lessons], "appello e firma della lezione")),
    ("/rapporti/conteggi", Personal(&[Attendance], "confronto dei modi di contare le ore")),
    ("/classi/{id}", Personal(&[Roster, Attendance, Lessons], CLASS_DAY)),
    ("/classi/{id}/voti", Personal(&[Roster, Grades], GRADING)),
    ("/voti", Personal(&[Grades], "revisione dei voti dati")),
    ("/classi/{id}/studenti", Personal(&[Roster], "elenco degli studenti della classe")),
    ("/classi/{id}/scrutinio/{periodo}", Personal(&[Scrutiny, Grades, Notes], COUNCIL)),
    ("/classi/{id}/fascicolo-comportamento", Personal(&[Notes, Cases, Scrutiny], COUNCIL)),
    ("/studenti/{id}/scrutini", Personal(&[Scrutiny], RESULTS)),
    ("/studenti/{id}/pagella/{periodo}", Personal(&[Scrutiny, Grades], RESULTS)),
    ("/studenti/{id}", Personal(&[Attendance, Permissions], YEAR)),
    ("/studenti/{id}/voti", Personal(&[Grades], GRADING)),
    ("/studenti/{id}/note", Personal(&[Notes], CONDUCT)),
    ("/studenti/{id}/provvedimenti", Personal(&[Cases], CONDUCT)),
    ("/casi", Personal(&[Cases], PROCEEDINGS)),
    ("/casi/{id}", Personal(&[Cases], PROCEEDINGS)),
    ("/studenti/{id}/storia", Personal(&[History], OWN_ACTS)),
    ("/studenti/{id}/giorni/{date}", Personal(&[Attendance], "giornata dello studente")),
    ("/studenti/{id}/ore", Personal(&[Attendance], YEAR)),
    ("/studenti/{id}/fatti", Personal(&[Attendance], YEAR)),
    ("/bacheca", Personal(&[Notices], BOARD)),
    ("/bacheca/{id}", Personal(&[Notices], BOARD)),
    ("/casi/{id}/ricorso", Personal(&[Cases], APPEAL)),
    ("/eventi/{position}", Personal(&[History], OWN_ACTS)),
    ("/accessi", Personal(&[Accesses], OVERSIGHT)),
    ("/consultazioni", Personal(&[Accesses], "consultazioni motivate")),
    ("/api/v1/consultations", Personal(&[Accesses], "consultazioni motivate")),
    ("/api/v1/envelopes", Nobody("buste degli atti: nessuno vi è nominato")),
    ("/api/v1/access-decisions", Personal(&[Accesses], OVERSIGHT)),
    ("/api/v1/access-log", Personal(&[Accesses], OVERSIGHT)),
    ("/api/v1/sign-ins", Personal(&[Accesses], OVERSIGHT)),
    ("/api/v1/students/{id}/accesses", Personal(&[Accesses], "chi ha consultato i propri dati")),
    ("/api/v1/notices", Personal(&[Notices], BOARD)),
    ("/api/v1/notices/published", Personal(&[Notices], BOARD)),
    ("/api/v1/notices/{id}", Personal(&[Notices], BOARD)),
    ("/api/v1/appeals", Personal(&[Cases], APPEAL)),
    ("/api/v1/guarantee-body", Personal(&[Roster], "composizione dell'organo di garanzia")),
    ("/api/v1/rule-conflicts", Personal(&[Cases], "conflitto sul regolamento")),
    ("/api/v1/students/{id}", Personal(&[Attendance], YEAR)),
    ("/api/v1/students/{id}/why", Personal(&[Attendance, History], OWN_ACTS)),
    ("/api/v1/students/{id}/history", Personal(&[History], OWN_ACTS)),
    ("/api/v1/acts", Personal(&[History], OWN_ACTS)),
    ("/api/v1/students/{id}/replay", Personal(PLAYED, OWN_ACTS)),
    ("/api/v1/classes/{id}/replay", Personal(PLAYED_DAY, OWN_ACTS)),
    ("/api/v1/cases/{id}/replay", Personal(PLAYED_CASE, OWN_ACTS)),
    ("/ispezione", Personal(&[History], OWN_ACTS)),
    ("/ispezione/studenti/{id}", Personal(PLAYED, OWN_ACTS)),
    ("/ispezione/classi/{id}", Personal(PLAYED_DAY, OWN_ACTS)),
    ("/ispezione/casi/{id}", Personal(PLAYED_CASE, OWN_ACTS)),
    ("/api/v1/students/{id}/devices", Personal(&[Devices], CONDUCT)),
    ("/api/v1/students/{id}/transfer-file", Personal(&[Cases], "trasferimento ad altra scuola")),
    ("/api/v1/students/{id}/cases", Personal(&[Cases], PROCEEDINGS)),
    ("/api/v1/cases", Personal(&[Cases], PROCEEDINGS)),
    ("/api/v1/cases/{id}", Personal(&[Cases], PROCEEDINGS)),
    ("/api/v1/students/{id}/conduct", Personal(&[Notes], CONDUCT)),
    ("/api/v1/students/{id}/grades", Personal(&[Grades], GRADING)),
    ("/api/v1/classes/{id}/grades", Personal(&[Roster, Grades], GRADING)),
    ("/api/v1/grade-changes", Personal(&[Grades, History], "revisione dei voti dati")),
    ("/api/v1/devices/held", Personal(&[Devices], "telefoni in custodia")),
    ("/api/v1/students/{id}/permissions", Personal(&[Permissions], YEAR)),
    ("/api/v1/permissions/pending", Personal(&[Permissions], "decisione sui permessi")),
    ("/api/v1/classes/{id}/days/{date}", Personal(&[Roster, Attendance, Lessons], CLASS_DAY)),
    ("/api/v1/classes/{id}/scrutinies", Personal(&[Scrutiny], COUNCIL)),
    ("/api/v1/classes/{id}/scrutinies/{period}", Personal(&[Scrutiny, Grades, Notes], COUNCIL)),
    ("/api/v1/classes/{id}/scrutinies/{period}/dossiers", Personal(&[Notes, Cases, Scrutiny], COUNCIL)),
    ("/api/v1/students/{id}/results", Personal(&[Scrutiny], RESULTS)),
    ("/api/v1/students/{id}/report-cards/{period}", Personal(&[Scrutiny, Grades], RESULTS)),
    ("/api/v1/students/{id}/fee-exemption", Personal(&[Scrutiny, Cases], "esonero dalle tasse")),
    ("/api/v1/dashboard", Personal(&[Attendance, Duties, Cases, Grades], MORNING)),
    ("/api/v1/duties", Personal(&[Duties], "adempimenti in scadenza")),
    ("/api/v1/reports/counting", Personal(&[Attendance], "confronto dei modi di contare le ore")),
    ("/api/v1/reports/sessions", Personal(&[Accesses], OVERSIGHT)),
    ("/api/v1/events/{position}", Personal(&[History], OWN_ACTS)),
    ("/eventi/{position}/documento", Personal(&[History], DOCUMENT)),
    ("/eventi/{position}/documento/pdf", Personal(&[History], DOCUMENT)),
    ("/api/v1/events/{position}/document", Personal(&[History], DOCUMENT)),
    ("/studenti/{id}/certificato", Personal(&[Roster], DOCUMENT)),
    ("/studenti/{id}/certificato/pdf", Personal(&[Roster], DOCUMENT)),
    ("/api/v1/students/{id}/attendance-certificate", Personal(&[Roster], DOCUMENT)),
    ("/studenti/{id}/pagella/{periodo}/pdf", Personal(&[Scrutiny, Grades], RESULTS)),
    ("/richieste/{id}/copia/pdf", Personal(&[History, Accesses], COPY)),
    ("/casi/{id}/prove", Personal(&[Cases, History], "fascicolo di prove")),
];

/// Every address that is described.
pub fn described() -> impl Iterator<Item = (&'static str, Route)> {
    READ.iter().copied()
}
