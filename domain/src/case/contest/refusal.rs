//! Why an act about a contested sanction is refused, in the words of its users, and the norm that the refusal rests on.

use jiff::civil::{Date, DateTime};

use super::count::NotCounted;
use crate::guarantee_body::NoComposition;
use crate::ids::{FactNumber, Protocol};
use crate::norm::Norm;
use crate::text::{italian_day, italian_time, on_day};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("nessun fatto è stato segnalato: il caso non esiste")]
    NoCase,
    #[error("il caso è stato espunto {day}: non vi si fa più nulla", day = on_day(*on))]
    Expunged { on: Date },
    #[error("{} viene prima dell'atto su cui si fonda, che è {}", moment(*at), moment(*rests_on))]
    OutOfOrder { at: DateTime, rests_on: DateTime },
    #[error("manca il numero di protocollo: senza, l'atto non risulta presentato né comunicato")]
    NoProtocol,
    #[error("{day} chi ricorre non è lo studente né ne ha la responsabilità: dica quale interesse ha", day = on_day(*on))]
    NoInterest { on: Date },
    #[error("l'atto n. {0} non è una sanzione che abbia effetto")]
    NoSanction(FactNumber),
    #[error("la sanzione non è stata comunicata: non ha effetto, e il termine per ricorrere non decorre")]
    NotCommunicated,
    #[error(
        "il ricorso è del {filed}: il termine di {days} giorni dalla comunicazione del {communicated} scadeva il {end}",
        filed = italian_day(*filed_on), communicated = italian_day(*communicated_on), end = italian_day(*until)
    )]
    TooLate { filed_on: Date, communicated_on: Date, days: u16, until: Date },
    #[error("chi ricorre ha già presentato il ricorso n. {0} contro questa sanzione")]
    AlreadyAppealed(FactNumber),
    #[error("sul ricorso n. {appeal} contro questa sanzione l'Organo di garanzia ha già deciso, {day}", day = on_day(*on))]
    AlreadyDecided { appeal: FactNumber, on: Date },
    #[error(
        "il ricorso n. {appeal} andava deciso entro il {end}: il termine è scaduto, e la sanzione è confermata",
        end = italian_day(*until)
    )]
    Lapsed { appeal: FactNumber, until: Date },
    #[error("l'atto n. {0} non è un ricorso")]
    NoAppeal(FactNumber),
    #[error("il ricorso n. {appeal} è stato ritirato {day}", day = on_day(*on))]
    Withdrawn { appeal: FactNumber, on: Date },
    #[error("la sanzione del ricorso n. {0} è già stata annullata: il ricorso non ha più oggetto")]
    WithoutObject(FactNumber),
    #[error("il ricorso n. {appeal} ha già il numero di protocollo {protocol}")]
    AlreadyNumbered { appeal: FactNumber, protocol: Protocol },
    #[error("il ricorso n. {0} lo ritira chi l'ha presentato")]
    NotTheAppellant(FactNumber),
    #[error("la seduta del {sits} è oltre il {end}, entro cui si decide", sits = italian_day(*sits_on), end = italian_day(*until))]
    SitsAfterTerm { sits_on: Date, until: Date },
    #[error(transparent)]
    NoComposition(#[from] NoComposition),
    #[error("l'Organo di garanzia non è stato convocato sul ricorso n. {0}")]
    NotConvened(FactNumber),
    #[error("non si indica nessuno")]
    Nobody,
    #[error("qualcuno di quelli indicati non è componente dell'Organo di garanzia in questo caso")]
    NotMembers,
    #[error("qualcuno è indicato due volte")]
    NamedTwice,
    #[error("il presidente, o chi lo sostituisce, non si surroga")]
    PresidentStays,
    #[error("{} la seduta non era ancora cominciata: è convocata per {}", moment(*at), moment(*sits_at))]
    BeforeSitting { at: DateTime, sits_at: DateTime },
    #[error("sul ricorso n. {0} l'Organo di garanzia non si è ancora riunito")]
    NotSat(FactNumber),
    #[error(
        "l'ultima seduta è deserta: {present} presenti su {members}, ne servono {quorum} con il presidente"
    )]
    Deserted { present: usize, members: usize, quorum: usize },
    #[error("l'Organo di garanzia ha già tenuto una seduta valida: i componenti non cambiano più")]
    AlreadySat,
    #[error(transparent)]
    NotCounted(#[from] NotCounted),
    #[error("i voti dicono altro: l'esito da scrivere è quello votato")]
    OutcomeIsNotTheVote,
    #[error("chi conferma in parte lascia meno della sanzione impugnata, non altro né di più")]
    NotLess,
    #[error("la decisione va motivata")]
    NoReasons,
    #[error("il ricorso n. {appeal} si decide entro il {end}: non c'è ancora un esito", end = italian_day(*until))]
    StillPending { appeal: FactNumber, until: Date },
    #[error("la sanzione non è sospesa")]
    NotStayed,
    #[error("restano {left} giorni da eseguire: se ne indicano {named}")]
    NotWhatIsLeft { left: usize, named: usize },
    #[error("la sanzione riprende dal giorno dopo la comunicazione: {day} è troppo presto", day = on_day(*on))]
    TooSoon { on: Date },
    #[error("l'Organo di garanzia non si è pronunciato su questa sanzione, e il suo termine non è scaduto")]
    NotAppealed,
    #[error(
        "il reclamo è del {filed}: il termine di {days} giorni dal {from} scadeva il {end}",
        filed = italian_day(*filed_on), from = italian_day(*from), end = italian_day(*until)
    )]
    ComplaintTooLate { filed_on: Date, from: Date, days: u16, until: Date },
    #[error("chi reclama ha già presentato il reclamo n. {0} contro questa sanzione")]
    AlreadyComplained(FactNumber),
    #[error("l'atto n. {0} non è un reclamo")]
    NoComplaint(FactNumber),
    #[error("sul reclamo n. {complaint} l'Ufficio scolastico regionale ha già deciso, {day}", day = on_day(*on))]
    ComplaintDecided { complaint: FactNumber, on: Date },
    #[error("il termine per il parere è già stato prolungato, fino al {end}", end = italian_day(*until))]
    AlreadyExtended { until: Date },
    #[error("il termine per il parere si prolunga fino al {end} al più, e {day} non lo prolunga", end = italian_day(*longest), day = on_day(*until))]
    BadExtension { until: Date, longest: Date },
    #[error("il termine per il parere, perentorio, scadeva il {end}", end = italian_day(*until))]
    OpinionTooLate { until: Date },
    #[error("il parere è già stato dato, {day}", day = on_day(*on))]
    OpinionGiven { on: Date },
    #[error("si decide dopo il parere, o dopo il {end} se non è dato", end = italian_day(*until))]
    NoOpinionYet { until: Date },
    #[error("il parere dell'organo regionale vincola la decisione")]
    OpinionBinds,
    #[error("l'atto n. {0} non è una sanzione di questo caso")]
    NeverDecided(FactNumber),
    #[error("un giudice ha già annullato questa sanzione, {day}", day = on_day(*on))]
    AlreadyOrdered { on: Date },
    #[error("nessun provvedimento del giudice ordina di espungere gli atti di questo caso")]
    NoOrder,
}

fn moment(at: DateTime) -> String {
    format!("{} alle {}", on_day(at.date()), italian_time(at.time()))
}

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(&self) -> &'static str {
        match self {
            Rejection::NoCase => "no-case",
            Rejection::Expunged { .. } => "expunged",
            Rejection::OutOfOrder { .. } => "out-of-order",
            Rejection::NoProtocol => "no-protocol",
            Rejection::NoInterest { .. } => "no-interest",
            Rejection::NoSanction(_) => "no-sanction",
            Rejection::NotCommunicated => "not-communicated",
            Rejection::TooLate { .. } => "appeal-too-late",
            Rejection::AlreadyAppealed(_) => "already-appealed",
            Rejection::AlreadyDecided { .. } => "appeal-already-decided",
            Rejection::Lapsed { .. } => "appeal-lapsed",
            Rejection::NoAppeal(_) => "no-appeal",
            Rejection::Withdrawn { .. } => "appeal-withdrawn",
            Rejection::WithoutObject(_) => "appeal-without-object",
            Rejection::AlreadyNumbered { .. } => "already-numbered",
            Rejection::NotTheAppellant(_) => "not-the-appellant",
            Rejection::SitsAfterTerm { .. } => "sits-after-term",
            Rejection::NoComposition(_) => "no-composition",
            Rejection::NotConvened(_) => "not-convened",
            Rejection::Nobody => "nobody-named",
            Rejection::NotMembers => "not-members",
            Rejection::NamedTwice => "named-twice",
            Rejection::PresidentStays => "president-stays",
            Rejection::BeforeSitting { .. } => "before-sitting",
            Rejection::NotSat(_) => "not-sat",
            Rejection::Deserted { .. } => "deserted",
            Rejection::AlreadySat => "already-sat",
            Rejection::NotCounted(why) => why.name(),
            Rejection::OutcomeIsNotTheVote => "outcome-is-not-the-vote",
            Rejection::NotLess => "not-less",
            Rejection::NoReasons => "no-reasons",
            Rejection::StillPending { .. } => "still-pending",
            Rejection::NotStayed => "not-stayed",
            Rejection::NotWhatIsLeft { .. } => "not-what-is-left",
            Rejection::TooSoon { .. } => "too-soon",
            Rejection::NotAppealed => "not-appealed",
            Rejection::ComplaintTooLate { .. } => "complaint-too-late",
            Rejection::AlreadyComplained(_) => "already-complained",
            Rejection::NoComplaint(_) => "no-complaint",
            Rejection::ComplaintDecided { .. } => "complaint-decided",
            Rejection::AlreadyExtended { .. } => "already-extended",
            Rejection::BadExtension { .. } => "bad-extension",
            Rejection::OpinionTooLate { .. } => "opinion-too-late",
            Rejection::OpinionGiven { .. } => "opinion-given",
            Rejection::NoOpinionYet { .. } => "no-opinion-yet",
            Rejection::OpinionBinds => "opinion-binds",
            Rejection::NeverDecided(_) => "never-decided",
            Rejection::AlreadyOrdered { .. } => "already-ordered",
            Rejection::NoOrder => "no-order",
        }
    }

    pub fn norm(&self) -> Norm {
        match self {
            Rejection::OutOfOrder { .. } | Rejection::BeforeSitting { .. } => Norm::TwoTimes,
            Rejection::NoProtocol | Rejection::AlreadyNumbered { .. } => Norm::ProtocolNumber,
            Rejection::NoCase
            | Rejection::NoInterest { .. }
            | Rejection::NotCommunicated
            | Rejection::TooLate { .. }
            | Rejection::AlreadyAppealed(_)
            | Rejection::NoAppeal(_)
            | Rejection::Withdrawn { .. }
            | Rejection::NotTheAppellant(_) => Norm::AppealWithinTerm,
            Rejection::NoSanction(_) => Norm::AnySanctionAppealed,
            Rejection::AlreadyDecided { .. }
            | Rejection::Lapsed { .. }
            | Rejection::SitsAfterTerm { .. }
            | Rejection::StillPending { .. } => Norm::SilenceConfirms,
            Rejection::WithoutObject(_) | Rejection::NotLess => Norm::GuaranteeOutcomes,
            Rejection::NotConvened(_) | Rejection::Nobody | Rejection::NamedTwice => Norm::GuaranteeConvened,
            Rejection::NotMembers | Rejection::AlreadySat => Norm::GuaranteeComposition,
            Rejection::NoComposition(why) => why.norm(),
            Rejection::PresidentStays => Norm::GuaranteeSubstitutes,
            Rejection::NotSat(_) | Rejection::Deserted { .. } => Norm::GuaranteeQuorum,
            Rejection::NotCounted(why) => why.norm(),
            Rejection::OutcomeIsNotTheVote => Norm::GuaranteeVote,
            Rejection::NoReasons => Norm::GuaranteeReasons,
            Rejection::NotStayed | Rejection::NotWhatIsLeft { .. } => Norm::AppealStays,
            Rejection::TooSoon { .. } => Norm::EffectOnCommunication,
            Rejection::NotAppealed | Rejection::ComplaintTooLate { .. } => Norm::RegionalTerm,
            Rejection::AlreadyComplained(_)
            | Rejection::NoComplaint(_)
            | Rejection::ComplaintDecided { .. }
            | Rejection::AlreadyExtended { .. }
            | Rejection::BadExtension { .. }
            | Rejection::OpinionTooLate { .. }
            | Rejection::OpinionGiven { .. }
            | Rejection::NoOpinionYet { .. }
            | Rejection::OpinionBinds => Norm::RegionalBody,
            Rejection::Expunged { .. }
            | Rejection::NeverDecided(_)
            | Rejection::AlreadyOrdered { .. }
            | Rejection::NoOrder => Norm::CourtExpunges,
        }
    }
}
