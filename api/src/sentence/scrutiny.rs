//! Scrutinies, in Italian.

use registro_domain::ids::SubjectCode;
use registro_domain::scrutiny::{
    EssayOutcome, EssayTerm, Outcome, ScrutinyEvent, ScrutinyPeriod, Votes, ground_name,
};
use registro_domain::text::{Text, italian_day, on_day};
use registro_projections::directory::Directory;

pub(super) fn sentence(event: &ScrutinyEvent, directory: &Directory) -> String {
    match event {
        ScrutinyEvent::Opened { period, covers_from, covers_to, sits_on, .. } => format!(
            "{} convocato per il {}, sul periodo {} – {}",
            period.italian(),
            italian_day(*sits_on),
            italian_day(*covers_from),
            italian_day(*covers_to)
        ),
        ScrutinyEvent::GradeProposed { subject, by, value, average, .. } => {
            let average = average.map_or(String::new(), |average| format!(" (media {average})"));
            format!(
                "{} propone {value} in {}{average}",
                directory.name(*by),
                subject_name(subject, directory)
            )
        }
        ScrutinyEvent::BehaviourProposed { by, value, .. } => {
            format!("{} propone {value} in comportamento", directory.name(*by))
        }
        ScrutinyEvent::DossierFrozen { period, read_at, .. } => format!(
            "fascicolo del comportamento per lo {} fissato al registro com'era alla posizione {read_at}",
            period.italian()
        ),
        ScrutinyEvent::GradesDeliberated { period, grades, votes, .. } => {
            let grades: Vec<_> =
                grades.iter().map(|given| format!("{} {}", given.subject, given.value)).collect();
            format!("{}: voti deliberati ({}), {}", period.italian(), grades.join(", "), voted(*votes))
        }
        ScrutinyEvent::BehaviourDeliberated { period, value, sub_iudice, votes, .. } => {
            let open = if *sub_iudice { "; una sanzione non è definitiva (sub iudice)" } else { "" };
            format!("{}: {value} in comportamento, {}{open}", period.italian(), voted(*votes))
        }
        ScrutinyEvent::CreditDeliberated { average, band, points, votes, .. } => format!(
            "credito: {points} punti (media {average}, fascia {}–{}), {}",
            band.from,
            band.to,
            voted(*votes)
        ),
        ScrutinyEvent::ActivityAssigned { activity, .. } => {
            format!("attività di approfondimento di cittadinanza: {activity}")
        }
        ScrutinyEvent::EssayAssigned { topic, term, .. } => {
            format!("elaborato di cittadinanza su «{topic}», {}", essay_term(*term))
        }
        ScrutinyEvent::EssayAssessed { outcome, votes, .. } => {
            format!("elaborato di cittadinanza {}, {}", essay_outcome(*outcome), voted(*votes))
        }
        ScrutinyEvent::AdmissionDeliberated { outcome, exam_essay, votes, .. } => {
            let essay = if *exam_essay { "; un elaborato si discute nel colloquio" } else { "" };
            format!("{}{essay}, {}", outcome_name(outcome), voted(*votes))
        }
        ScrutinyEvent::Closed { period, protocol, .. } => {
            format!("{} chiuso (verbale, protocollo {protocol})", period.italian())
        }
        ScrutinyEvent::Reopened { period, by, .. } => {
            format!("{} riaperto da {}", period.italian(), directory.name(*by))
        }
        ScrutinyEvent::Published { period, visible_from, .. } => {
            format!(
                "esiti dello {} visibili alle famiglie dal {}",
                period.italian(),
                italian_day(*visible_from)
            )
        }
        ScrutinyEvent::CardIssued { period, protocol, .. } => {
            format!("pagella dello {} rilasciata (protocollo {protocol})", period.italian())
        }
    }
}

pub(super) fn heading(event: &ScrutinyEvent) -> (&'static str, &'static str) {
    match event {
        ScrutinyEvent::Opened { .. } => ("Scrutinio convocato", "file"),
        ScrutinyEvent::GradeProposed { .. } => ("Proposta di voto", "file"),
        ScrutinyEvent::BehaviourProposed { .. } => ("Comportamento: proposta", "file"),
        ScrutinyEvent::DossierFrozen { .. } => ("Fascicolo fissato", "file"),
        ScrutinyEvent::GradesDeliberated { .. } => ("Voti deliberati", "check"),
        ScrutinyEvent::BehaviourDeliberated { .. } => ("Voto di comportamento", "check"),
        ScrutinyEvent::CreditDeliberated { .. } => ("Credito scolastico", "check"),
        ScrutinyEvent::ActivityAssigned { .. } => ("Attività di cittadinanza", "file"),
        ScrutinyEvent::EssayAssigned { .. } => ("Elaborato assegnato", "file"),
        ScrutinyEvent::EssayAssessed { outcome: EssayOutcome::Passed, .. } => ("Elaborato superato", "check"),
        ScrutinyEvent::EssayAssessed {
            outcome: EssayOutcome::Insufficient | EssayOutcome::NotDelivered,
            ..
        } => ("Elaborato non superato", "close"),
        ScrutinyEvent::AdmissionDeliberated { outcome: Outcome::Admitted, .. } => ("Ammissione", "check"),
        ScrutinyEvent::AdmissionDeliberated { outcome: Outcome::Suspended { .. }, .. } => {
            ("Giudizio sospeso", "file")
        }
        ScrutinyEvent::AdmissionDeliberated {
            outcome: Outcome::NotAdmitted { .. } | Outcome::ExcludedForAbsences,
            ..
        } => ("Non ammissione", "close"),
        ScrutinyEvent::Closed { .. } => ("Scrutinio chiuso", "check"),
        ScrutinyEvent::Reopened { .. } => ("Scrutinio riaperto", "pencil"),
        ScrutinyEvent::Published { .. } => ("Esiti pubblicati", "check"),
        ScrutinyEvent::CardIssued { .. } => ("Pagella", "file"),
    }
}

/// The reason that the author gave.
pub(super) fn reason(event: &ScrutinyEvent) -> Option<&Text> {
    match event {
        ScrutinyEvent::GradeProposed { reason, .. } => reason.as_ref(),
        ScrutinyEvent::AdmissionDeliberated { reasons, .. } => reasons.as_ref(),
        ScrutinyEvent::BehaviourProposed { reasons, .. }
        | ScrutinyEvent::BehaviourDeliberated { reasons, .. } => Some(reasons),
        ScrutinyEvent::Reopened { reason, .. } => Some(reason),
        ScrutinyEvent::Opened { .. }
        | ScrutinyEvent::DossierFrozen { .. }
        | ScrutinyEvent::GradesDeliberated { .. }
        | ScrutinyEvent::CreditDeliberated { .. }
        | ScrutinyEvent::ActivityAssigned { .. }
        | ScrutinyEvent::EssayAssigned { .. }
        | ScrutinyEvent::EssayAssessed { .. }
        | ScrutinyEvent::Closed { .. }
        | ScrutinyEvent::Published { .. }
        | ScrutinyEvent::CardIssued { .. } => None,
    }
}

/// A subject as people call it.
pub fn subject_name(subject: &SubjectCode, directory: &Directory) -> String {
    directory.school.subjects.get(subject).map_or_else(|| subject.to_string(), Text::to_string)
}

/// "all'unanimità", "a maggioranza (7 a 2)", "con il voto del presidente (4 a 4)".
pub fn voted(votes: Votes) -> String {
    let Votes { in_favour, against, decided_by_president } = votes;
    match (against, decided_by_president) {
        (0, false) => "all'unanimità".to_owned(),
        (_, false) => format!("a maggioranza ({in_favour} a {against})"),
        (_, true) => format!("con il voto del presidente ({in_favour} a {against})"),
    }
}

/// What was deliberated of a student's admission.
pub fn outcome_name(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Admitted => "ammissione".to_owned(),
        Outcome::Suspended { subjects, essay } => {
            let subjects: Vec<_> = subjects.iter().map(SubjectCode::to_string).collect();
            let of_subjects = (!subjects.is_empty()).then(|| format!("in {}", subjects.join(", ")));
            let of_essay = essay.then(|| "per l'elaborato di cittadinanza".to_owned());
            let why: Vec<_> = of_subjects.into_iter().chain(of_essay).collect();
            format!("giudizio sospeso {}", why.join(" e "))
        }
        Outcome::NotAdmitted { ground } => format!("non ammissione ({})", ground_name(*ground)),
        Outcome::ExcludedForAbsences => "esclusione dallo scrutinio per assenze".to_owned(),
    }
}

/// By when, or that it is for the exam.
pub fn essay_term(term: EssayTerm) -> String {
    match term {
        EssayTerm::By { due } => format!("da consegnare entro {}", on_day(due)),
        EssayTerm::AtExam => "da discutere nel colloquio dell'esame".to_owned(),
    }
}

/// What became of an essay.
pub fn essay_outcome(outcome: EssayOutcome) -> &'static str {
    match outcome {
        EssayOutcome::Passed => "superato",
        EssayOutcome::Insufficient => "insufficiente",
        EssayOutcome::NotDelivered => "non consegnato",
    }
}

/// "scrutinio finale".
pub fn period_name(period: ScrutinyPeriod) -> &'static str {
    period.italian()
}
