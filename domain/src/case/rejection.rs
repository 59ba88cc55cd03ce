//! Why an act of a disciplinary case is refused, in the words of its users, and the norm that the refusal rests on.

use jiff::civil::{Date, DateTime};

use super::{Body, Letter, contest};
use crate::ids::FactNumber;
use crate::text::{italian_day, italian_time, on_day};

mod norms;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("{} non è ancora venuto: ora è {}", moment(*at), moment(*now))]
    InTheFuture { at: DateTime, now: DateTime },
    #[error("il fatto porterebbe la data del {day}, che non è ancora venuta: oggi è {now}", day = italian_day(*on), now = on_day(*today))]
    FactToCome { on: Date, today: Date },
    #[error("il caso è già stato segnalato, {day}, con altri contenuti", day = on_day(*on))]
    AlreadyReported { on: Date },
    #[error("nessun fatto è stato segnalato: il caso non esiste")]
    NotReported,
    #[error("{} viene prima della segnalazione, che è del {}", moment(*at), italian_day(reported.date()))]
    BeforeReport { at: DateTime, reported: DateTime },
    #[error("{} viene prima del rinvio dell'Organo di garanzia, che è del {}", moment(*at), italian_day(referred.date()))]
    BeforeReferral { at: DateTime, referred: DateTime },
    #[error("il caso è stato chiuso {day}", day = on_day(*on))]
    Closed { on: Date },
    #[error("la sanzione è stata annullata in sede regionale: nel caso non si delibera più")]
    AnnulledByRegion,
    #[error("la sanzione è stata annullata dal giudice: nel caso non si delibera più")]
    AnnulledByCourt,
    #[error("{day} è stata deliberata una sanzione: il caso non si archivia", day = on_day(*on))]
    AlreadyDecided { on: Date },
    #[error("va indicato a chi l'atto è diretto")]
    NobodyAddressed,
    #[error("tra i destinatari c'è chi non è lo studente, né può essere informato per lui in quel giorno")]
    NotToBeTold,
    #[error("il consiglio di istituto è già stato informato {day}", day = on_day(*on))]
    CouncilAlreadyInformed { on: Date },
    #[error("lo studente sarebbe invitato per {}, che viene prima dell'invito ({})", moment(*hearing_at), moment(*at))]
    HearingInThePast { hearing_at: DateTime, at: DateTime },
    #[error("lo studente non è stato invitato a esporre le proprie ragioni")]
    NoHearingOffered,
    #[error("lo studente è atteso {}: prima di allora non si può dire che non si sia presentato", moment(*hearing_at))]
    HearingToCome { hearing_at: DateTime },
    #[error("nessuna conversione è stata offerta")]
    NoConversionOffered,
    #[error("chi risponde non è lo studente, né può rispondere per lui in quel giorno")]
    NotAnswering,
    #[error("alla conversione offerta si è già risposto, in altro modo")]
    ConversionAnswered,
    #[error("l'Organo di garanzia giudica i ricorsi e non delibera sanzioni")]
    GuaranteeBodyDecides,
    #[error("il {} non è un organo collegiale: non si convoca e non verbalizza", .0.italian())]
    NotCollegial(Body),
    #[error("la seduta sarebbe {}, che viene prima della convocazione ({})", moment(*sits_at), moment(*at))]
    SitsInThePast { sits_at: DateTime, at: DateTime },
    #[error("ogni componente va indicato una volta, e almeno uno")]
    MembersNotDistinct,
    #[error("chi è sostituito non siede")]
    ReplacedSits,
    #[error("{day} è stata deliberata una sanzione che è ancora valida: nel caso non se ne delibera un'altra", day = on_day(*on))]
    AlreadySanctioned { on: Date },
    #[error("un allontanamento dura almeno un giorno")]
    NoDays,
    #[error(
        "l'annullamento delle prove e l'esclusione dalla sessione (lett. r) spettano alla commissione d'esame, che non delibera altro"
    )]
    ForTheExamBoard,
    #[error("la lettera {0} non prevede l'allontanamento")]
    LetterDoesNotRemove(Letter),
    #[error("un allontanamento si delibera in un organo collegiale: {} non può deciderlo", .0.italian())]
    RemovalByOne(Body),
    #[error("{days} giorni sono più di {limit}: delibera il consiglio di istituto, non il {}", body.italian())]
    BeyondTheBody { body: Body, days: u16, limit: u16 },
    #[error("per i fatti delle lettere p e q e per l'allontanamento fino al termine delle lezioni delibera il consiglio di istituto, non il {}", body.italian())]
    ForTheInstituteCouncil { body: Body },
    #[error(
        "per un allontanamento così lungo vanno indicati gli elementi concreti e precisi e perché lo studente non possa essere reinserito nell'anno"
    )]
    NoGraveGrounds,
    #[error("per la lettera {letter} la tabella non dà competenza al {}", body.italian())]
    NotInTheColumn { body: Body, letter: Letter },
    #[error("{} decide da solo: non ci sono presenti né voti", .0.italian())]
    VoteOfOne(Body),
    #[error("il {} non è stato convocato", .0.italian())]
    NotConvened(Body),
    #[error("la seduta è convocata per {}: prima non si delibera", moment(*sits_at))]
    SitsLater { sits_at: DateTime },
    #[error("tra i presenti c'è chi non è stato convocato, o si astiene chi non è presente")]
    NotConvenedMember,
    #[error("i presenti sono {present}: la seduta è valida con almeno {quorum}")]
    NoQuorum { present: usize, quorum: usize },
    #[error("del {} va indicato l'esito del voto", .0.italian())]
    NoTally(Body),
    #[error("i voti sono {votes}, i votanti {voters}")]
    VotesDoNotMatch { votes: usize, voters: usize },
    #[error("con {favour} voti a favore e {against} contrari la delibera non è approvata")]
    NotApproved { favour: u16, against: u16 },
    #[error("chi presiede non è tra i presenti")]
    ChairAbsent,
    #[error("l'atto n. {0} non è una sanzione deliberata in questo caso")]
    NoSuchDecision(FactNumber),
    #[error("la sanzione dell'atto n. {0} è stata annullata")]
    Annulled(FactNumber),
    #[error("{} viene prima della delibera, che è {}", moment(*at), moment(*decided))]
    BeforeDecision { at: DateTime, decided: DateTime },
    #[error("il verbale è già stato depositato {day}, con altro numero", day = on_day(*on))]
    MinutesAlreadyDeposited { on: Date },
    #[error("senza il numero di protocollo la sanzione non è comunicata")]
    NoProtocol,
    #[error("ogni giorno dell'allontanamento va indicato una volta")]
    DaysNotDistinct,
    #[error("la sanzione non è un allontanamento: non ha giorni")]
    NotARemoval,
    #[error("i giorni indicati sono in tutto {days}: ne sono stati deliberati {of}")]
    MoreDaysThanDecided { days: usize, of: u16 },
    #[error("{on} viene prima della delibera, che è del {then}", on = on_day(*day), then = italian_day(*decided))]
    DayBeforeDecision { day: Date, decided: Date },
    #[error("{on} non è ancora venuto: oggi è {now}", on = on_day(*day), now = on_day(*today))]
    DayToCome { day: Date, today: Date },
    #[error("{on} risulta già eseguito, con altre ore", on = on_day(*day))]
    DayAlreadyExecuted { day: Date },
    #[error("la sanzione è sospesa dal ricorso, sul quale si decide entro il {until}", until = italian_day(*decide_by))]
    Stayed { decide_by: Date },
    #[error("{on} non è tra i giorni comunicati", on = on_day(*day))]
    NotADaySet { day: Date },
    #[error("i giorni deliberati ({of}) sono stati tutti eseguiti")]
    AllDaysExecuted { of: u16 },
    #[error("la sanzione non prevede attività presso un ente ospitante")]
    NoHost,
    #[error("{on} non risulta eseguito: non c'è presenza da attestare", on = on_day(*day))]
    DayNotExecuted { day: Date },
    #[error("{on} è già stato attestato, con altre ore", on = on_day(*day))]
    DayAlreadyCertified { day: Date },
    #[error("la sanzione non prevede attività né riparazioni da verificare")]
    NothingToAssess,
    #[error("se l'attività non è stata svolta con diligenza va indicato l'invito a migliorare")]
    NoAdvice,
    #[error(transparent)]
    Contested(#[from] contest::Rejection),
}

fn moment(at: DateTime) -> String {
    format!("{} alle {}", on_day(at.date()), italian_time(at.time()))
}
