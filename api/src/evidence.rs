//! A bundle of evidence: a disciplinary case with all that it takes to verify it without us (docs/documents.md).

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template as _;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use registro_domain::fact::Said as _;
use registro_domain::ids::FactNumber;
use registro_domain::text::italian_day;
use registro_eventlog::codec;
use registro_eventlog::event::{Recorded, Version};
use registro_eventlog::ledger::receipt::short_code;
use registro_eventlog::ledger::shelf::Shelf;
use registro_eventlog::ledger::tree::leaf_hash;
use registro_projections::directory::Directory;
use registro_projections::event::Event;

use crate::access;
use crate::app::App;
use crate::bag::{File, bag};
use crate::desk::case_stream;
use crate::docket::Docket;
use crate::documents::{self, Document, NotMade, Proved};
use crate::http::event::stated;
use crate::pages::views_documents::DocumentAlone;
use crate::refusal::Refusal;

/// Below `data/`, as everything here.
const README: &str = include_str!("evidence/LEGGIMI.md");

impl App {
    /// The bag of a case, for who has been let read it. Its files stand in one order, and the same register gives the same bytes.
    /// Everybody whom an act concerns or names is noted as read: the other students, and parents and witnesses too.
    pub async fn evidence(
        &self,
        directory: &Directory,
        docket: &Docket,
        shelf: &Shelf,
    ) -> Result<Vec<File>, Refusal> {
        if docket.file.is_expunged() {
            return Err(Refusal::NotFound("il caso"));
        }
        let acts = self.acts_of(&docket.file).await?;
        let stored = self.stored_acts(docket, &acts).await?;
        let mut files = proofs(shelf.clone(), stored.clone()).await?;
        let mut proved = Vec::new();
        for ((_, event), record) in acts.iter().zip(&stored) {
            let bytes = codec::encode_record(record);
            let position = record.position;
            proved.push(Proved { position, code: short_code(&leaf_hash(&bytes)) });
            files.push((format!("eventi/{:08}.record", position.0), bytes));
            let read = json(&stated(event, directory)?)?;
            for (person, _) in event.fact.about() {
                access::of(person);
            }
            access::of_all_in(&String::from_utf8_lossy(&read), directory);
            files.push((format!("eventi/{:08}.json", position.0), read));
        }
        let keys = self.keys_of(&stored).await?;
        let report = documents::report(self, directory, docket, &acts, &proved).await?;
        access::of_all_in(&report.data.to_string(), directory);
        files.extend(keys);
        let (read, no_pdf) = readable(&report).await?;
        files.extend(read);
        files.push(("LEGGIMI.md".to_owned(), readme(no_pdf.as_ref()).into_bytes()));
        let info = [
            ("Source-Organization", report.school.name.clone()),
            ("External-Description", report.title.clone()),
            ("External-Identifier", docket.file.id.to_string()),
            ("Bagging-Date", docket.on.to_string()),
            ("Internal-Sender-Description", format!("Situazione al {}", italian_day(docket.on))),
        ];
        Ok(bag(files, &info))
    }

    /// The case's records as the engine holds them, one for each of its acts.
    async fn stored_acts(
        &self,
        docket: &Docket,
        acts: &[(FactNumber, Event)],
    ) -> Result<Vec<Recorded>, Refusal> {
        let log = self.register.log.stored().unwrap_or_else(|| Arc::clone(&self.register.log));
        let stream = case_stream(docket.file.id)?;
        let mut stored = log.read_stream(self.register.school, &stream, Version(0)).await?;
        stored.retain(|record| acts.iter().any(|(_, event)| event.envelope.position == record.position));
        Ok(stored)
    }

    /// The keys that open these records and whose scope is their stream, a line each: the register seals nothing else under
    /// them.
    async fn keys_of(&self, stored: &[Recorded]) -> Result<Option<File>, Refusal> {
        let Some(keys) = &self.register.keys else { return Ok(None) };
        let unavailable = |error| Refusal::Unavailable(Box::new(error));
        let known = keys.list(self.register.school).await.map_err(unavailable)?;
        let of_stream = |part: &str| stored.iter().any(|record| record.stream.as_str() == part);
        let mut lines = BTreeSet::new();
        for record in stored {
            if let Some((id, key)) = keys.reveal(&record.data).await.map_err(unavailable)?
                && known.iter().any(|info| info.id == id && of_stream(&info.part))
            {
                lines.insert(format!("{id} {}\n", STANDARD.encode(key.as_slice())));
            }
        }
        let text: String = lines.into_iter().collect();
        Ok((!text.is_empty()).then(|| ("chiavi.txt".to_owned(), text.into_bytes())))
    }
}

/// Receipts, checkpoints, key and policy, from the ledger's files.
async fn proofs(shelf: Shelf, stored: Vec<Recorded>) -> Result<Vec<File>, Refusal> {
    let read = move || {
        let mut files = Vec::new();
        let key = shelf.verifier()?.to_string();
        for record in stored {
            let Some(receipt) = shelf.receipt(record.position)? else { return Ok(Err(record.position)) };
            let path = format!("ricevute/{:08}.tlog-proof", record.position.0);
            files.push((path, receipt.to_string().into_bytes()));
        }
        for published in shelf.published()? {
            files.push((format!("checkpoint/{}.txt", published.year), published.note.into_bytes()));
        }
        files.push(("politica.txt".to_owned(), format!("log {key}\nquorum none\n").into_bytes()));
        files.push(("chiave-pubblica".to_owned(), format!("{key}\n").into_bytes()));
        Ok(Ok(files))
    };
    let read: Result<_, registro_eventlog::ledger::LedgerError> =
        tokio::task::spawn_blocking(read).await.map_err(|error| Refusal::Unavailable(Box::new(error)))?;
    read?.map_err(|position| {
        Refusal::Malformed(format!(
            "nessuna firma copre ancora l'evento {}: si attende il prossimo checkpoint (registro ledger checkpoint)",
            position.0
        ))
    })
}

/// The report to be read: a page always, a PDF/A where it can be made, or why it could not. What is proved does not wait
/// for it.
async fn readable(report: &Document) -> Result<(Vec<File>, Option<NotMade>), Refusal> {
    let page = DocumentAlone { document: report }.render();
    let page = page.map_err(|error| Refusal::Unavailable(Box::new(error)))?;
    let mut files =
        vec![("relazione.html".to_owned(), page.into_bytes()), ("relazione.json".to_owned(), json(report)?)];
    let not_made = match documents::pdf(report).await {
        Ok(file) => {
            files.push(("relazione.pdf".to_owned(), file));
            None
        }
        Err(not_made) => Some(not_made),
    };
    Ok((files, not_made))
}

/// What the bundle says of itself.
fn readme(no_pdf: Option<&NotMade>) -> String {
    let why = match no_pdf {
        None => return README.to_owned(),
        Some(NotMade::NoProgram) => "la scuola non ha il programma che lo compone".to_owned(),
        Some(not_made) => not_made.to_string(),
    };
    format!(
        "{README}\n## Perché non c'è `relazione.pdf`\n\nNon si è potuto comporre: {why}. `relazione.html` dice le stesse cose, e niente \
         di ciò che è provato ne dipende.\n"
    )
}

fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, Refusal> {
    serde_json::to_vec_pretty(value).map_err(|error| Refusal::Unavailable(Box::new(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_says_why_there_is_no_pdf() {
        assert_eq!(readme(None), README);
        let refused = readme(Some(&NotMade::Refused("manca un carattere".to_owned())));
        assert!(refused.starts_with(README) && refused.contains("manca un carattere"), "{refused}");
        assert!(readme(Some(&NotMade::NoProgram)).contains("non ha il programma"));
    }
}
