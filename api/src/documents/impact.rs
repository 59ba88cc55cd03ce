//! What an impact assessment (`valutazione d'impatto`, GDPR, art. 35) begins from: what is done, why, of how many, how long, what
//! protects it. Made from the catalogue of events, the register's counts and how this register is kept; the assessment itself
//! is the school's.

use std::collections::{BTreeMap, BTreeSet};

use registro_domain::ids::PersonId;
use registro_domain::norm::Norm;
use registro_domain::people::Profile;
use registro_domain::processing::Processing;
use registro_domain::retention::{Class, Keyed, Retention};
use registro_eventlog::event::Position;
use registro_projections::audit_trail;
use registro_projections::directory::Directory;
use serde::Serialize;
use serde_json::json;

use super::{Document, Kind};
use crate::app::App;
use crate::own_data::term;
use crate::processing::{Recorded, none_or, record};
use crate::refusal::Refusal;

const WHAT_IT_IS: &str = "Questo documento dice che cosa il registro fa con i dati, quanti sono e che cosa li protegge. \
                          Non è la valutazione d’impatto: i rischi li valuta la scuola, sentito il responsabile della \
                          protezione dei dati.";
/// What no register knows of itself. Norm: interpretation 0064.
const TO_ADD: [&str; 7] = [
    "la valutazione dei rischi per i diritti e le libertà degli interessati (par. 7, lett. c), trattamento per trattamento, \
     con probabilità e gravità",
    "le misure fuori del registro: server e copie, reti, postazioni, istruzioni e formazione di chi lavora, contratti con \
     chi tratta i dati per la scuola (art. 28)",
    "se le finalità, le conservazioni e i destinatari proposti qui sono quelli della scuola, o come cambiano",
    "il parere del responsabile della protezione dei dati (par. 2)",
    "le opinioni degli interessati o dei loro rappresentanti, se del caso (par. 9)",
    "il rischio che resta e chi lo accetta; se resta elevato, la consultazione del Garante (art. 36)",
    "quando la valutazione si rifà: se cambia il rischio (par. 11)",
];

/// How much there is, as of a position.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct Volumes {
    until: Option<Position>,
    students: usize,
    minors: usize,
    guardians: usize,
    staff: usize,
    /// Acts recorded, by activity.
    acts: BTreeMap<String, u64>,
}

impl App {
    /// The data for an impact assessment.
    ///
    /// Norm: C5-01; interpretation 0064.
    pub async fn impact_data(&self, directory: &Directory) -> Result<Document, Refusal> {
        let volumes = self.volumes(directory).await?;
        let record = record(Processing::adopted());
        let measures = self.measures();
        let (all, general) = (&record.activities, record.controller);
        let title = "Dati per la valutazione d’impatto sulla protezione dei dati".to_owned();
        let mut document = self
            .blank(directory, Kind::Processing, title, self.register.today())
            .await?
            .text(WHAT_IT_IS)
            .heading("Descrizione sistematica (art. 35, par. 7, lett. a)")
            .table(
                "Che cosa si fa, con quali dati",
                &[
                    ("Attività", Some(2)),
                    ("Finalità", Some(3)),
                    ("Dati", Some(4)),
                    ("Di chi", Some(2)),
                    ("Origine", Some(2)),
                ],
                rows(all, |it| {
                    vec![
                        it.activity.purpose.clone(),
                        data_of(it),
                        it.activity.subjects.join(", "),
                        it.activity.source.clone(),
                    ]
                }),
            )
            .table(
                "Chi vede, a chi si comunica, per quanto tempo",
                &[
                    ("Attività", Some(2)),
                    ("Chi vede", Some(4)),
                    ("Destinatari", Some(3)),
                    ("Conservazione", Some(4)),
                ],
                rows(all, |it| {
                    vec![
                        it.activity.seen_by.join(", "),
                        none_or(&it.activity.recipients),
                        format!("{} ({})", it.kept, it.kept_because),
                    ]
                }),
            )
            .list(vec![general.transfers.clone(), general.automated_decisions.clone()])
            .heading("Quanti")
            .facts([
                ("Studenti in una classe oggi", volumes.students.to_string()),
                ("di cui minorenni", volumes.minors.to_string()),
                ("Chi ne ha la responsabilità", volumes.guardians.to_string()),
                ("Persone con un incarico o una cattedra", volumes.staff.to_string()),
                ("Fino all’atto n.", volumes.until.map(|at| at.0.to_string()).unwrap_or_default()),
            ])
            .table(
                "Atti registrati, per attività",
                &[("Attività", Some(4)), ("Atti", None)],
                counted(all, &volumes),
            )
            .heading("Necessità e proporzionalità (lett. b)")
            .table(
                "Perché questi dati, e non altri",
                &[("Attività", Some(2)), ("Base giuridica", Some(4)), ("Necessità", Some(4))],
                rows(all, |it| vec![it.lawful.clone(), it.activity.necessity.clone()]),
            )
            .heading("Misure in essere (lett. d)")
            .table(
                "Che cosa protegge i dati, e dove è scritto",
                &[("Misura", Some(5)), ("Norma", Some(2))],
                said(&measures),
            )
            .table(
                "Che cosa si può distruggere senza il resto",
                &[
                    ("Dati", Some(3)),
                    ("Per quanto tempo", Some(2)),
                    ("Una chiave per", Some(2)),
                    ("Scarto", Some(2)),
                ],
                erasable(),
            )
            .heading("Che cosa deve aggiungere la scuola")
            .list(TO_ADD.map(str::to_owned).to_vec())
            .resting_on(&["GDPR, art. 35", "GDPR, art. 36"]);
        if let Some(last) = volumes.until
            && let Some(event) = self.events(&[last]).await?.pop()
        {
            document.proof = self.proof_of(&event).await?;
        }
        document.data = json!({ "record": record, "volumes": volumes,
            "measures": measures.iter().map(|(what, norm)| json!({ "what": what, "norm": norm })).collect::<Vec<_>>(),
            "to_add": TO_ADD });
        Ok(document)
    }

    async fn volumes(&self, directory: &Directory) -> Result<Volumes, Refusal> {
        let (on, until) = (self.register.today(), *self.seen.borrow());
        let mut volumes = Volumes { until, ..Volumes::default() };
        let mut guardians: BTreeSet<PersonId> = BTreeSet::new();
        for person in directory.people() {
            if person.class_on(on).is_some() {
                volumes.students += 1;
                volumes.minors += usize::from(!person.is_of_age(on, &self.register.regulation));
                guardians.extend(person.guardians_on(on));
            }
            let works =
                |person: &Profile| person.holds_office(on, |_| true) || person.chairs_on(on).next().is_some();
            volumes.staff += usize::from(works(person));
        }
        volumes.guardians = guardians.len();
        let Some(until) = until else { return Ok(volumes) };
        for (kind, acts) in audit_trail::count_by_kind(&self.store, self.register.school, until).await? {
            if let Some(activity) = Processing::adopted().of_any_version(&kind) {
                *volumes.acts.entry(activity.to_owned()).or_default() += acts;
            }
        }
        Ok(volumes)
    }

    /// What is in place here, and under which norm: what this register is without is said too.
    fn measures(&self) -> Vec<(&'static str, Norm)> {
        let sealed = match self.register.keys {
            Some(_) => {
                "i dati di ogni atto sono cifrati con chiavi tenute a parte; distrutta la chiave, il dato non lo legge più nessuno"
            }
            None => {
                "NON in essere: questo registro è tenuto senza chiavi, i dati non sono cifrati e non si possono cancellare"
            }
        };
        let signed = match self.register.ledger().map(|ledger| ledger.is_at_work()) {
            Some(true) => {
                "gli atti sono in sola aggiunta, e ogni modifica si scopre: le impronte sono firmate con la chiave della scuola"
            }
            Some(false) => "NON in essere: le firme delle impronte si sono fermate",
            None => "gli atti sono in sola aggiunta; le impronte NON sono firmate da questo processo",
        };
        vec![
            (sealed, Norm::Erasure),
            (signed, Norm::TwoTimes),
            (
                "ognuno legge ciò che la sua relazione con lo studente o la classe gli dà; ogni altra lettura è rifiutata",
                Norm::LeastData,
            ),
            (
                "revisore, DPO e fornitore leggono dati di una persona solo con un motivo registrato e un termine",
                Norm::LeastData,
            ),
            (
                "ogni lettura è annotata prima di rispondere; l’interessato vede chi ha consultato i suoi dati, per ufficio",
                Norm::ConsultationsByRole,
            ),
            (
                "una cancellazione la chiede e la valuta una persona, la approva un’altra",
                Norm::ErasureExceptions,
            ),
            ("i dati contestati si limitano finché non si decide", Norm::Restriction),
            (
                "gli atti vogliono un accesso almeno di livello 2; i più delicati una prova degli ultimi minuti",
                Norm::SecondLevel,
            ),
            (
                "ciò che si scrive è controllato prima: niente salute, niente terzi, parole sobrie",
                Norm::SoberWords,
            ),
            ("nessun avviso a molti nomina uno studente in un fatto disciplinare", Norm::NobodyNamedToMany),
            ("ogni violazione si annota, con le sue settantadue ore", Norm::BreachNotified),
        ]
    }
}

/// A row for each activity: its title, then what is said of it.
fn rows(all: &[Recorded<'_>], says: impl Fn(&Recorded<'_>) -> Vec<String>) -> Vec<Vec<String>> {
    let row = |it: &Recorded<'_>| [vec![it.activity.title.clone()], says(it)].concat();
    all.iter().map(row).collect()
}

fn data_of(it: &Recorded<'_>) -> String {
    let data = &it.activity.data;
    let special = if it.activity.special { "; categorie particolari (art. 9)" } else { "" };
    let minors = if it.minors { "; anche di minorenni" } else { "" };
    format!("{data}{special}{minors}")
}

fn counted(all: &[Recorded<'_>], volumes: &Volumes) -> Vec<Vec<String>> {
    rows(all, |it| vec![volumes.acts.get(it.name).copied().unwrap_or_default().to_string()])
}

fn said(measures: &[(&'static str, Norm)]) -> Vec<Vec<String>> {
    measures.iter().map(|(what, norm)| vec![(*what).to_owned(), norm.to_string()]).collect()
}

/// What shares a key, and so goes alone, by class of retention.
fn erasable() -> Vec<Vec<String>> {
    let retention = Retention::adopted();
    let row = |(name, class): (&str, &Class)| {
        let of_class = retention.categories().filter(|(_, category)| category.class == name);
        let keyed: BTreeSet<&str> = of_class.map(|(_, category)| keyed(category.keyed)).collect();
        let disposal =
            if class.authorised { "autorizzato dalla Soprintendenza" } else { "deciso dalla scuola" };
        vec![
            class.title.clone(),
            term(class),
            keyed.into_iter().collect::<Vec<_>>().join(", "),
            disposal.to_owned(),
        ]
    };
    retention.classes().map(row).collect()
}

fn keyed(keyed: Keyed) -> &'static str {
    match keyed {
        Keyed::Stream => "fascicolo",
        Keyed::Act => "singolo atto",
        Keyed::SchoolYear => "anno scolastico",
    }
}
