//! A bundle of evidence (docs/documents.md): a bag whose every file is as its manifests say, whose events are those of
//! their receipts, and whose keys open them.

mod bag;
mod reading;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use crate::carried::Carried;
use crate::cli::{accepted, climbed};
use crate::keys::{Keys, SEALED};
use crate::note::{Key, Note};
use crate::policy::Policy;
use crate::record::Record;
use crate::report::Report;

use bag::Files;

/// Looks at a bundle, and tells what of it is proved.
pub(crate) fn look(
    folder: &Path,
    policy: &Policy,
    school: &Key,
    carried: &mut Carried,
    report: &mut Report,
) -> Result<(), String> {
    let files = bag::read(folder, report)?;
    if report.refused.is_empty() {
        report
            .proved
            .push(format!("il pacchetto è intero: {} file, come dicono i suoi manifesti", files.len()));
    }
    checkpoints(&files, policy, school, carried, report);
    let events = events(&files, policy, school, carried, report);
    whole_stream(&events, report);
    readings(&files, &events, report);
    opened(&files, &events, report);
    own_key(&files, school, report);
    if events.is_empty() {
        report.unread.push("il pacchetto non contiene nessun evento".into());
    }
    report.not_proved.push(
        "la relazione e i file JSON sono letture degli eventi: delle loro parole risponde solo il manifesto, che \
         chiunque può rifare; della busta (tipo, posto, giorno, istante, chi ha agito e come, comando) risponde l'evento"
            .into(),
    );
    Ok(())
}

/// The bytes of each event, by the file that holds them.
type Events<'a> = BTreeMap<&'a str, (&'a [u8], Record<'a>)>;

fn text<'a>(files: &'a Files, path: &str) -> Option<&'a str> {
    std::str::from_utf8(files.get(path)?).ok()
}

fn checkpoints(files: &Files, policy: &Policy, school: &Key, carried: &mut Carried, report: &mut Report) {
    for path in below(files, "data/checkpoint/") {
        let Some(note) = text(files, path).and_then(Note::read) else {
            report.refused.push(format!("{path}: non è un checkpoint firmato"));
            continue;
        };
        if let Some(anchor) = accepted(path, &note, policy, school, report) {
            carried.lies_beside(anchor);
        }
    }
}

/// The events, each proved by its receipt.
fn events<'a>(
    files: &'a Files,
    policy: &Policy,
    school: &Key,
    carried: &mut Carried,
    report: &mut Report,
) -> Events<'a> {
    let mut proved = 0;
    let mut events = Events::new();
    for path in below(files, "data/eventi/").filter(|path| path.ends_with(".record")) {
        let bytes = &files[path];
        let Some(record) = Record::read(bytes) else {
            report.refused.push(format!("{path}: non è un evento leggibile"));
            continue;
        };
        if Some(record.position) != number(path) {
            report.refused.push(format!("{path}: contiene l'evento {}", record.position));
        }
        let receipt = path.replace("/eventi/", "/ricevute/").replace(".record", ".tlog-proof");
        match text(files, &receipt) {
            None => report.refused.push(format!("{path}: manca la sua ricevuta, {receipt}")),
            Some(said) => {
                if let Some((read, anchor)) = climbed(&receipt, said, policy, school, report) {
                    carried.of_receipt(anchor);
                    if read.entry == *bytes {
                        proved += 1;
                    } else {
                        report.finds(
                            record.position,
                            format!("{path} non è l'evento della ricevuta {receipt}"),
                        );
                    }
                }
            }
        }
        events.insert(path, (bytes, record));
    }
    for path in below(files, "data/ricevute/") {
        let event = path.replace("/ricevute/", "/eventi/").replace(".tlog-proof", ".record");
        if !files.contains_key(&event) {
            report.refused.push(format!("{path}: manca il suo evento, {event}"));
        }
    }
    if proved != 0 {
        report.proved.push(format!(
            "{proved} eventi sono nel registro firmato, byte per byte, ciascuno con la sua ricevuta"
        ));
    }
    events
}

/// A bundle holds one stream from its beginning: what is left out of the middle is seen.
fn whole_stream(events: &Events<'_>, report: &mut Report) {
    let Some((_, first)) = events.values().next() else { return };
    let mut versions: Vec<u64> = Vec::new();
    for (path, (_, record)) in events {
        if record.stream != first.stream || record.school != first.school {
            report.finds(record.position, format!("{path}: è di un altro flusso, {}", record.stream));
        }
        versions.push(record.version);
    }
    versions.sort_unstable();
    match (0..).zip(&versions).find(|(expected, version)| expected != *version) {
        Some((missing, _)) => {
            report.refused.push(format!("manca l'atto n. {missing} del flusso {}", first.stream))
        }
        None => report.proved.push(format!(
            "gli atti di {} ci sono tutti, dal primo al n. {}",
            first.stream,
            versions.len() - 1
        )),
    }
    report
        .not_proved
        .push("che non ci siano altri atti dello stesso caso dopo l'ultimo del pacchetto".into());
}

/// What the JSON says of an event's envelope, against the event.
fn readings(files: &Files, events: &Events<'_>, report: &mut Report) {
    for path in below(files, "data/eventi/").filter(|path| path.ends_with(".json")) {
        let event = path.replace(".json", ".record");
        let Some((_, record)) = events.get(event.as_str()) else {
            report.refused.push(format!("{path}: manca il suo evento, {event}"));
            continue;
        };
        let said = text(files, path).and_then(|text| serde_json::from_str::<Map<String, Value>>(text).ok());
        let Some(said) = said else {
            report.refused.push(format!("{path}: non è il JSON di un evento"));
            continue;
        };
        for what in reading::differs(&said, record) {
            report.finds(record.position, format!("{path}: {what}"));
        }
    }
}

/// Whether the keys open the events, and each of them opens one. What else they open cannot be seen here.
fn opened(files: &Files, events: &Events<'_>, report: &mut Report) {
    const PATH: &str = "data/chiavi.txt";
    let read = Keys::read(text(files, PATH).unwrap_or_default(), report);
    let keys = match read {
        Ok(keys) => keys,
        Err(why) => return report.refused.push(format!("{PATH}: {why}")),
    };
    let (mut open, mut closed) = (0, 0);
    for (path, (_, record)) in events {
        match keys.opens(record) {
            Some(true) => open += 1,
            Some(false) => {
                report.finds(record.position, format!("{path}: la chiave consegnata non apre i dati"))
            }
            None if record.data.first() == Some(&SEALED) => closed += 1,
            None => {}
        }
    }
    for name in keys.names() {
        let named = |data: &[u8]| data.get(1..33) == Some(name.as_slice());
        if !events.values().any(|(_, record)| named(record.data)) {
            let name: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
            report.refused.push(format!("{PATH}: la chiave {name} non apre nessun evento del pacchetto"));
        }
    }
    if open != 0 {
        report.proved.push(format!(
            "i dati di {open} eventi si aprono con le chiavi consegnate, e ciascuna ne apre qualcuno"
        ));
        report.not_proved.push(
            "che le chiavi consegnate non aprano altri eventi del registro: fuori dal pacchetto non si è guardato".into(),
        );
    }
    if closed != 0 {
        report
            .not_proved
            .push(format!("che cosa dicono {closed} eventi: la loro chiave non è nel pacchetto"));
    }
}

/// The key in the bundle is for who has none; the one that was handed in is what counts.
fn own_key(files: &Files, school: &Key, report: &mut Report) {
    const PATH: &str = "data/chiave-pubblica";
    if text(files, PATH).and_then(Key::read).as_ref() != Some(school) {
        report.refused.push(format!("{PATH}: non è la chiave con cui si verifica"));
    }
    const POLICY: &str = "data/politica.txt";
    let read = text(files, POLICY).and_then(|text| Policy::read(text).ok());
    if read.as_ref().and_then(|policy| policy.log.as_ref()) != Some(school) {
        report.refused.push(format!("{POLICY}: non nomina la chiave con cui si verifica"));
    }
}

fn below<'a>(files: &'a Files, folder: &'static str) -> impl Iterator<Item = &'a str> {
    files.keys().map(String::as_str).filter(move |path| path.starts_with(folder))
}

/// The number that a file of an event is named by.
fn number(path: &str) -> Option<u64> {
    path.rsplit('/').next()?.split('.').next()?.parse().ok()
}
