//! Why something cannot be deliberated, how the refusal is named, and the norm that it rests on.

use jiff::civil::Date;

use super::grade::{Average, WholeGrade};
use super::{Band, Ground};
use crate::calendar::SchoolYear;
use crate::ids::{Protocol, SubjectCode};
use crate::norm::Norm;
use crate::text::{italian_day, on_day};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("lo scrutinio è già convocato per il {day}, e vi si è già deliberato", day = italian_day(*sits_on))]
    AlreadyOpen { sits_on: Date },
    #[error("lo scrutinio di questo periodo non è ancora convocato")]
    NotOpen,
    #[error("il periodo finisce ({end}) prima di cominciare ({start})", end = italian_day(*to), start = italian_day(*from))]
    DaysOutOfOrder { from: Date, to: Date },
    #[error("{day} è fuori dall'anno scolastico {year}", day = on_day(*on))]
    OutsideYear { on: Date, year: SchoolYear },
    #[error("lo scrutinio era il {day}: le proposte si fanno prima", day = italian_day(*sits_on))]
    AfterSitting { sits_on: Date },
    #[error("lo scrutinio è il {day}: prima non si delibera", day = italian_day(*sits_on))]
    BeforeSitting { sits_on: Date },
    #[error("{day} lo studente non è della classe", day = on_day(*on))]
    NotInClass { on: Date },
    #[error("la materia {0} non è di chi propone, in questa classe")]
    NotHerSubject(SubjectCode),
    #[error("la materia {0} non ha un voto in questa classe")]
    NoGradeOfSubject(SubjectCode),
    #[error("la materia {0} è indicata due volte")]
    SubjectRepeated(SubjectCode),
    #[error("mancano i voti di: {}", listed(.0))]
    SubjectsMissing(Vec<SubjectCode>),
    #[error("su questo studente il consiglio ha già deliberato: la proposta non si cambia più")]
    AlreadyDeliberated,
    #[error("lo scrutinio è chiuso dal {day} (verbale, protocollo {protocol}): si riapre, con un motivo, per correggere", day = italian_day(*on))]
    Closed { on: Date, protocol: Protocol },
    #[error(
        "il fascicolo del comportamento della classe non è ancora fissato: il consiglio delibera su quello"
    )]
    DossierNotFrozen,
    #[error("la proposta non è approvata: {in_favour} a favore, {against} contro{}", if *decided_by_president { "; il voto del presidente decide solo a parità" } else { "" })]
    NotCarried { in_favour: u8, against: u8, decided_by_president: bool },
    #[error("prima si deliberano i voti delle materie")]
    GradesFirst,
    #[error("prima si delibera il voto di comportamento")]
    BehaviourFirst,
    #[error("allo scrutinio intermedio non si delibera sull'ammissione né sul credito")]
    OnlyAtTheFinal,
    #[error("il credito si attribuisce negli ultimi tre anni")]
    NoCreditThisYear,
    #[error("il credito si attribuisce a chi è ammesso")]
    CreditWithoutAdmission,
    #[error("con la media {average} nessuna fascia di credito")]
    NoBand { average: Average },
    #[error("{points} punti sono fuori dalla fascia della media {average}, da {from} a {to}", from = band.from, to = band.to)]
    OutsideBand { points: u8, average: Average, band: Band },
    #[error("con {grade} in comportamento non si attribuisce il punteggio più alto della fascia ({top}): serve almeno {needed}", top = band.to)]
    TopOfBand { grade: WholeGrade, needed: u8, band: Band },
    #[error("con {grade} in comportamento la legge non consente l'ammissione{}", if *to_exam { " all'esame" } else { "" })]
    BehaviourBars { grade: WholeGrade, to_exam: bool },
    #[error(
        "con {grade} in comportamento il giudizio è sospeso fino a un elaborato di cittadinanza attiva: non si è ammessi prima"
    )]
    EssayFirst { grade: WholeGrade },
    #[error("voti insufficienti in: {}: non si è ammessi", listed(.0))]
    SubjectsInsufficient(Vec<SubjectCode>),
    #[error("nulla sospende il giudizio: voti e comportamento sono sufficienti")]
    NothingSuspends,
    #[error("il giudizio è sospeso per le materie insufficienti, che sono: {}", listed(.0))]
    OtherSubjects(Vec<SubjectCode>),
    #[error("l'elaborato si assegna con il voto di comportamento che lo richiede, e solo con quello")]
    EssayDoesNotMatch,
    #[error("nell'ultimo anno il giudizio non si sospende: si decide sull'ammissione all'esame")]
    NoSuspensionBeforeTheExam,
    #[error("il giudizio è già stato sospeso: ora si decide")]
    AlreadySuspended,
    #[error("la non ammissione non ha il fondamento indicato ({})", ground_name(*.0))]
    NoSuchGround(Ground),
    #[error("lo studente ha frequentato quanto basta: non è escluso per assenze")]
    YearIsValid,
    #[error(
        "l'anno non è valido per le assenze: lo studente non è ammesso né sospeso, si delibera l'esclusione"
    )]
    YearIsNotValid,
    #[error("servono i motivi della deliberazione")]
    ReasonsMissing,
    #[error("{} voto di comportamento deliberato: nessun elaborato da assegnare", grade.map_or("nessun".to_owned(), |grade| grade.to_string()))]
    NoEssayDue { grade: Option<WholeGrade> },
    #[error("nell'ultimo anno l'elaborato si discute all'esame, negli altri ha una scadenza")]
    OtherEssayTerm,
    #[error("la scadenza ({day}) è già passata", day = italian_day(*due))]
    TermIsPast { due: Date },
    #[error("l'elaborato si consegna prima del nuovo anno scolastico, entro {day}", day = on_day(*last))]
    TermTooLate { due: Date, last: Date },
    #[error("non è assegnato nessun elaborato da valutare")]
    NoEssay,
    #[error("l'elaborato è già stato valutato")]
    EssayAlreadyAssessed,
    #[error("l'elaborato si consegna entro {day}: prima non manca", day = on_day(*due))]
    TermIsRunning { due: Date },
    #[error("il voto di comportamento non chiede attività di cittadinanza")]
    NoActivityDue,
    #[error("per chiudere si delibera su tutti: mancano {0} studenti")]
    Undecided(usize),
    #[error("per chiudere si assegna l'elaborato a chi lo deve avere: manca per {0} studenti")]
    EssaysMissing(usize),
    #[error("lo scrutinio non è chiuso")]
    NotClosed,
    #[error("{day} è già passato: si pubblica da oggi in poi", day = on_day(*visible_from))]
    PublishedInThePast { visible_from: Date },
    #[error("gli esiti non sono ancora pubblicati{}", visible_from.map_or(String::new(), |from| format!(": lo saranno {}", on_day(from))))]
    NotPublished { visible_from: Option<Date> },
}

fn listed(subjects: &[SubjectCode]) -> String {
    subjects.iter().map(SubjectCode::to_string).collect::<Vec<_>>().join(", ")
}

/// In Italian.
pub fn ground_name(ground: Ground) -> &'static str {
    match ground {
        Ground::Behaviour => "comportamento",
        Ground::Subjects => "voti delle materie",
        Ground::Essay => "elaborato di cittadinanza",
    }
}

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(&self) -> &'static str {
        match self {
            Rejection::AlreadyOpen { .. } => "already-open",
            Rejection::NotOpen => "not-open",
            Rejection::DaysOutOfOrder { .. } => "days-out-of-order",
            Rejection::OutsideYear { .. } => "outside-year",
            Rejection::AfterSitting { .. } => "after-sitting",
            Rejection::BeforeSitting { .. } => "before-sitting",
            Rejection::NotInClass { .. } => "not-in-class",
            Rejection::NotHerSubject(_) => "not-her-subject",
            Rejection::NoGradeOfSubject(_) => "no-grade-of-subject",
            Rejection::SubjectRepeated(_) => "subject-repeated",
            Rejection::SubjectsMissing(_) => "subjects-missing",
            Rejection::AlreadyDeliberated => "already-deliberated",
            Rejection::Closed { .. } => "closed",
            Rejection::DossierNotFrozen => "dossier-not-frozen",
            Rejection::NotCarried { .. } => "not-carried",
            Rejection::GradesFirst => "grades-first",
            Rejection::BehaviourFirst => "behaviour-first",
            Rejection::OnlyAtTheFinal => "only-at-the-final",
            Rejection::NoCreditThisYear => "no-credit-this-year",
            Rejection::CreditWithoutAdmission => "credit-without-admission",
            Rejection::NoBand { .. } => "no-band",
            Rejection::OutsideBand { .. } => "outside-band",
            Rejection::TopOfBand { .. } => "top-of-band",
            Rejection::BehaviourBars { .. } => "behaviour-bars",
            Rejection::EssayFirst { .. } => "essay-first",
            Rejection::SubjectsInsufficient(_) => "subjects-insufficient",
            Rejection::NothingSuspends => "nothing-suspends",
            Rejection::OtherSubjects(_) => "other-subjects",
            Rejection::EssayDoesNotMatch => "essay-does-not-match",
            Rejection::NoSuspensionBeforeTheExam => "no-suspension-before-the-exam",
            Rejection::AlreadySuspended => "already-suspended",
            Rejection::NoSuchGround(_) => "no-such-ground",
            Rejection::YearIsValid => "year-is-valid",
            Rejection::YearIsNotValid => "year-is-not-valid",
            Rejection::ReasonsMissing => "reasons-missing",
            Rejection::NoEssayDue { .. } => "no-essay-due",
            Rejection::OtherEssayTerm => "other-essay-term",
            Rejection::TermIsPast { .. } => "term-is-past",
            Rejection::TermTooLate { .. } => "term-too-late",
            Rejection::NoEssay => "no-essay",
            Rejection::EssayAlreadyAssessed => "essay-already-assessed",
            Rejection::TermIsRunning { .. } => "term-is-running",
            Rejection::NoActivityDue => "no-activity-due",
            Rejection::Undecided(_) => "undecided",
            Rejection::EssaysMissing(_) => "essays-missing",
            Rejection::NotClosed => "not-closed",
            Rejection::PublishedInThePast { .. } => "published-in-the-past",
            Rejection::NotPublished { .. } => "not-published",
        }
    }

    pub fn norm(&self) -> Norm {
        match self {
            Rejection::DaysOutOfOrder { .. } | Rejection::OutsideYear { .. } => Norm::TwoTimes,
            Rejection::AlreadyOpen { .. }
            | Rejection::NotOpen
            | Rejection::AfterSitting { .. }
            | Rejection::BeforeSitting { .. }
            | Rejection::NotInClass { .. }
            | Rejection::NotHerSubject(_)
            | Rejection::AlreadyDeliberated
            | Rejection::NotCarried { .. }
            | Rejection::Undecided(_) => Norm::CouncilVotes,
            Rejection::NoGradeOfSubject(_)
            | Rejection::SubjectRepeated(_)
            | Rejection::SubjectsMissing(_)
            | Rejection::GradesFirst
            | Rejection::SubjectsInsufficient(_)
            | Rejection::NothingSuspends
            | Rejection::OtherSubjects(_)
            | Rejection::NoSuspensionBeforeTheExam
            | Rejection::AlreadySuspended
            | Rejection::NoSuchGround(Ground::Subjects)
            | Rejection::ReasonsMissing => Norm::SufficientGrades,
            Rejection::DossierNotFrozen | Rejection::BehaviourFirst => Norm::BehaviourOfTheYear,
            Rejection::Closed { .. } | Rejection::NotClosed => Norm::CorrectionWithReason,
            Rejection::NoCreditThisYear
            | Rejection::CreditWithoutAdmission
            | Rejection::NoBand { .. }
            | Rejection::OutsideBand { .. }
            | Rejection::TopOfBand { .. } => Norm::TopOfTheBand,
            Rejection::BehaviourBars { to_exam: true, .. } => Norm::SixAtTheExam,
            Rejection::OnlyAtTheFinal
            | Rejection::BehaviourBars { to_exam: false, .. }
            | Rejection::NoActivityDue
            | Rejection::NoSuchGround(Ground::Behaviour) => Norm::BehaviourBelowSix,
            Rejection::EssayFirst { .. }
            | Rejection::EssayDoesNotMatch
            | Rejection::NoSuchGround(Ground::Essay)
            | Rejection::NoEssayDue { .. }
            | Rejection::OtherEssayTerm
            | Rejection::TermIsPast { .. }
            | Rejection::TermTooLate { .. }
            | Rejection::NoEssay
            | Rejection::EssayAlreadyAssessed
            | Rejection::TermIsRunning { .. }
            | Rejection::EssaysMissing(_) => Norm::SixSuspends,
            Rejection::YearIsValid | Rejection::YearIsNotValid => Norm::ExclusionFromScrutiny,
            Rejection::PublishedInThePast { .. } | Rejection::NotPublished { .. } => {
                Norm::ResultsInReservedAreas
            }
        }
    }
}
