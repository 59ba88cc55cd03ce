//! What is read, as far as it makes a difference for whom it is.

/// A kind of data with readers of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Matter {
    SchoolActs,
    /// Dashboard, lists, what waits for a decision, in the whole school.
    SchoolDay,
    /// A class on a day: roster, lessons, who is in and out.
    ClassDay,
    /// A student's own pages: figures, days, permissions.
    StudentRecord,
    PersonalRecord,
    CourtOrder,
    /// That a person is linked to a `codice fiscale`, by its keyed hash.
    FiscalCode,
    DisclosureRequest,
    DisclosureObjection,
    Attendance,
    ReservedReason,
    DeviceExemption,
    Conduct,
    ConductUnderReview,
    ReportToAuthority,
    SchoolOpinion,
    PublishedGrade,
    Grade,
    /// Changes of grades near the scrutinies, of all classes.
    GradeChanges,
    Case,
    ExpungedCase,
    /// A case with the keys of its data, to be verified elsewhere.
    Evidence,
    Scrutiny,
    Results,
    GuaranteeBody,
    RuleConflict,
    BoardNotice,
    PersonalNotice,
    /// Who read a notice, and what was answered.
    NoticeReceipts,
    Erased,
    Erasure,
    /// What is restricted (GDPR, art. 18), beyond what else entitles to read it.
    Restricted,
    /// Asked about data (GDPR) or documents (L. 241).
    Request,
    /// Whom a request touches besides, and what is left out of its answer.
    RequestWorkings,
    /// All of a person's data, composed for her.
    OwnData,
    Breach,
    Consultation,
    TransferFile,
    /// Who read what, of the whole school.
    AccessLog,
    /// Who read one student's data, by office.
    OwnAccesses,
    SessionReport,
    Envelope,
    /// The stream of the school's events: each of them is read by its own matter.
    Feed,
}

impl Matter {
    pub const ALL: [Matter; 43] = [
        Matter::SchoolActs,
        Matter::SchoolDay,
        Matter::ClassDay,
        Matter::StudentRecord,
        Matter::PersonalRecord,
        Matter::CourtOrder,
        Matter::FiscalCode,
        Matter::DisclosureRequest,
        Matter::DisclosureObjection,
        Matter::Attendance,
        Matter::ReservedReason,
        Matter::DeviceExemption,
        Matter::Conduct,
        Matter::ConductUnderReview,
        Matter::ReportToAuthority,
        Matter::SchoolOpinion,
        Matter::PublishedGrade,
        Matter::Grade,
        Matter::GradeChanges,
        Matter::Case,
        Matter::ExpungedCase,
        Matter::Evidence,
        Matter::Scrutiny,
        Matter::Results,
        Matter::GuaranteeBody,
        Matter::RuleConflict,
        Matter::BoardNotice,
        Matter::PersonalNotice,
        Matter::NoticeReceipts,
        Matter::Erased,
        Matter::Erasure,
        Matter::Restricted,
        Matter::Request,
        Matter::RequestWorkings,
        Matter::OwnData,
        Matter::Breach,
        Matter::Consultation,
        Matter::TransferFile,
        Matter::AccessLog,
        Matter::OwnAccesses,
        Matter::SessionReport,
        Matter::Envelope,
        Matter::Feed,
    ];

    pub fn italian(self) -> &'static str {
        match self {
            Matter::SchoolActs => "atti della scuola: calendario, classi, turni di vigilanza",
            Matter::SchoolDay => "cruscotto, elenchi e decisioni in attesa di tutta la scuola",
            Matter::ClassDay => "giornata di una classe: elenco, lezioni, presenti e assenti",
            Matter::StudentRecord => "pagine di uno studente: ore, giorni, permessi, riepiloghi",
            Matter::PersonalRecord => "anagrafica, iscrizioni, responsabilità, incarichi",
            Matter::CourtOrder => "provvedimenti del giudice sulla responsabilità",
            Matter::FiscalCode => "collegamento al codice fiscale, per impronta",
            Matter::DisclosureRequest => {
                "richiesta di un genitore di essere informato del figlio maggiorenne"
            }
            Matter::DisclosureObjection => "opposizione dello studente maggiorenne",
            Matter::Attendance => "atti di assenza, ritardo, uscita, giustificazione, permesso",
            Matter::ReservedReason => "motivi riservati delle deroghe (salute, culto)",
            Matter::DeviceExemption => "autorizzazione a usare il telefono",
            Matter::Conduct => "note e provvedimenti sul comportamento",
            Matter::ConductUnderReview => "proposte sul comportamento ancora da valutare",
            Matter::ReportToAuthority => "segnalazioni al sindaco",
            Matter::SchoolOpinion => "segnalazioni e valutazioni interne sulla frequenza",
            Matter::PublishedGrade => "voti pubblicati",
            Matter::Grade => "voti non ancora pubblicati",
            Matter::GradeChanges => "voti cambiati vicino agli scrutini, di tutte le classi",
            Matter::Case => "fascicolo disciplinare",
            Matter::ExpungedCase => "ciò che resta di un caso espunto",
            Matter::Evidence => "fascicolo di prove di un caso, con le chiavi dei suoi dati",
            Matter::Scrutiny => "scrutinio: proposte, voti del consiglio, verbale",
            Matter::Results => "esiti pubblicati, pagella",
            Matter::GuaranteeBody => "composizione dell'organo di garanzia",
            Matter::RuleConflict => "conflitti sul regolamento",
            Matter::BoardNotice => "avvisi alla scuola o a classi",
            Matter::PersonalNotice => "avvisi a persone o su uno studente",
            Matter::NoticeReceipts => "chi ha letto un avviso e che cosa ha risposto",
            Matter::Erased => "ciò che resta di un dato cancellato",
            Matter::Erasure => "richieste di cancellazione e limitazione",
            Matter::Restricted => {
                "dati limitati: chi potrebbe leggerli se non lo fossero, e inoltre è fra questi"
            }
            Matter::Request => "richieste sui dati e sui documenti",
            Matter::RequestWorkings => "controinteressati di una richiesta, e ciò che se ne omette",
            Matter::OwnData => "copia di tutti i dati di chi la chiede (GDPR, art. 15)",
            Matter::Breach => "registro delle violazioni dei dati",
            Matter::Consultation => "consultazioni motivate e ammissioni del fornitore",
            Matter::TransferFile => "fascicolo per il trasferimento ad altra scuola",
            Matter::AccessLog => "registro degli accessi",
            Matter::OwnAccesses => "chi ha consultato i dati di uno studente, per ufficio",
            Matter::SessionReport => "sessioni di lavoro del personale",
            Matter::Feed => "flusso degli eventi, ciascuno secondo la sua riga",
            Matter::Envelope => "busta di un atto (tipo, istante, veste, norma) e sua prova, senza i dati",
        }
    }
}
