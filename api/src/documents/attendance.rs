//! `Certificato di frequenza`: in which class a student is, or was, and from when. Of her absences it says nothing.

use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::people::Profile;
use registro_domain::text::italian_day;
use registro_projections::directory::Directory;
use serde_json::json;

use super::{Document, Kind};
use crate::answers::Moment;
use crate::app::App;
use crate::refusal::Refusal;

/// The words that the law wants on it, and where (docs/interpretations/0054).
const BETWEEN_PRIVATE_PEOPLE: &str = "Il presente certificato non può essere prodotto agli organi della pubblica \
                                      amministrazione o ai privati gestori di pubblici servizi.";
const NORM: &str = "DPR 445/2000, art. 40, c. 01 e 02";
/// The acts that say in which class somebody is.
const KINDS: [&str; 3] = ["student-enrolled.", "student-moved.", "student-left."];

impl App {
    /// Of the year of a day; None of somebody who was in no class of it.
    pub async fn attendance_certificate(
        &self,
        directory: &Directory,
        profile: &Profile,
        on: Date,
    ) -> Result<Option<Document>, Refusal> {
        let year = SchoolYear::containing(on);
        let Some(enrolled) = profile.enrolments.iter().rfind(|it| it.year == year && it.from <= on) else {
            return Ok(None);
        };
        let first = profile.enrolments.iter().find(|it| it.year == year).map_or(enrolled.from, |it| it.from);
        let until = enrolled.until.filter(|until| *until < on);
        let class = directory.school.classes.get(&enrolled.class);
        let track = class.map(|class| class.track.to_string()).unwrap_or_default();
        let name = profile.full_name();
        let says = match until {
            None => {
                format!(
                    "frequenta nell'anno scolastico {year}, dal giorno {}, questo istituto",
                    italian_day(first)
                )
            }
            Some(until) => format!(
                "ha frequentato nell'anno scolastico {year}, dal giorno {} al giorno {}, questo istituto",
                italian_day(first),
                italian_day(until)
            ),
        };
        let mut document = self
            .blank(directory, Kind::Attendance, "Certificato di frequenza".to_owned(), on)
            .await?
            .text(format!("Si certifica che {name} {says}."))
            .facts([
                ("Nome e cognome", name.clone()),
                ("Data di nascita", italian_day(profile.born_on)),
                ("Classe", directory.class_label(enrolled.class)),
                ("Indirizzo", track),
            ])
            .text("Si rilascia a richiesta di chi vi ha interesse, per gli usi consentiti dalla legge.")
            .text(BETWEEN_PRIVATE_PEOPLE)
            .signed_by_principal(directory);
        document.norms.push(NORM.to_owned());
        document.data = json!({ "student": profile.person, "name": name, "born_on": profile.born_on,
            "year": year, "class": directory.class_label(enrolled.class), "from": first, "until": until });
        let acts = self.trail(profile.person.0, Moment::Now).await?;
        let last = acts.iter().rfind(|act| KINDS.iter().any(|kind| act.kind.starts_with(kind)));
        if let Some(last) = last
            && let Some(event) = self.events(&[last.position]).await?.pop()
        {
            document.proof = self.proof_of(&event).await?;
        }
        Ok(Some(document))
    }
}
