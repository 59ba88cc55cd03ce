//! The table of authorities: every norm that a decision cites, by its row in the rule sheet.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One line of the table of authorities.
pub struct Authority {
    pub norm: Norm,
    /// Row of the rule sheet.
    pub row: &'static str,
    /// Where it stands, in Italian, as it is shown to people.
    pub citation: &'static str,
    /// What it says, in Italian, in our own words.
    pub says: &'static str,
}

/// Declares [`Norm`] and its table together, so that neither can lack a line of the other.
macro_rules! authorities {
    ($($norm:ident $row:literal $citation:literal $says:literal)*) => {
        /// A norm applied. Stored as its row (`"A5-03"`), so that an event explains itself in any year.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub enum Norm { $($norm),* }

        /// Every norm that the code applies, in the order of the rule sheet.
        pub const AUTHORITIES: &[Authority] =
            &[$(Authority { norm: Norm::$norm, row: $row, citation: $citation, says: $says }),*];
    };
}

authorities! {
    OnTimeUntilLessonsStart "A1-01" "reg. istituto, art. 16, Frequenza, c. 2 lett. b"
        "è puntuale chi è in aula quando iniziano le lezioni"
    LateEntryAlwaysRecorded "A1-02" "reg. istituto, art. 16, Ritardi, c. 2"
        "ogni ingresso dopo l'inizio delle lezioni è un ritardo e va annotato"
    GroundOfLateEntry "A1-03" "reg. istituto, art. 16, Ritardi, c. 3"
        "trasporto pubblico o motivo della famiglia all'ingresso, salvo verifica"
    LateEntryDeferred "A1-04" "reg. istituto, art. 16, Ritardi, c. 4 lett. b"
        "oltre i dieci minuti senza motivo accettato si entra al termine della prima ora"
    FamilyToldAtFifthDelay "A1-05" "reg. istituto, art. 16, Frequenza, c. 3 lett. b"
        "al quinto ritardo il coordinatore informa la famiglia, che giustifica davanti al dirigente"
    SanctionAfterFifthDelay "A1-06" "reg. istituto, art. 16, Ritardi, c. 4 lett. d"
        "dopo il quinto ritardo si propone una sanzione, che decide una persona"
    DelaysOfTheSchoolYear "A1-07" "interpretazione 0009"
        "i ritardi si contano nell'anno scolastico, e da zero in quello dopo"
    NeverSentHome "A1-08" "reg. istituto, art. 16, Frequenza, c. 3 lett. a"
        "chi arriva tardi è ammesso, subito o alla seconda ora: mai rimandato a casa"
    LateEntryFromSecondHour "A1-09" "reg. istituto, art. 23, c. 3 lett. a"
        "l'ingresso dalla seconda ora conta ore di assenza, anche se giustificato"
    PermissionAskedBefore "A2-01" "reg. istituto, art. 16, Ritardi, c. 4 lett. e"
        "il permesso si chiede prima, con il motivo, al dirigente o a un suo delegato"
    NotDuringTests "A2-02" "reg. istituto, art. 16, Ritardi, c. 4 lett. f"
        "il permesso è eccezionale e non cade durante verifiche"
    NotInTheLastMonth "A2-03" "reg. istituto, art. 16, Ritardi, c. 4 lett. f"
        "nessun permesso nell'ultimo mese di lezione"
    ExitAtEndOfPeriod "A2-04" "reg. istituto, art. 16, Uscite, lett. a"
        "si esce al termine di un'ora, salvo urgenza"
    FewEarlyExits "A2-05" "reg. istituto, art. 16, Uscite, lett. b"
        "le uscite anticipate sono poche, salvo terapie documentate"
    MinorCollected "A2-06" "reg. istituto, art. 16, Uscite, lett. c"
        "il minorenne è prelevato da chi esercita la responsabilità o da un delegato con documento"
    ExitForMalaise "A2-07" "reg. istituto, art. 17, c. 2"
        "l'uscita per malessere si annota senza diagnosi"
    JustifiedOnReturn "A3-01" "reg. istituto, art. 16, Assenze, c. 1 lett. a"
        "l'assenza è giustificata al rientro da chi esercita la responsabilità genitoriale"
    LongAbsenceForetold "A3-02" "reg. istituto, art. 16, Assenze, c. 1 lett. b"
        "un'assenza lunga non per salute si comunica prima"
    AdmittedWithReserve "A3-03" "reg. istituto, art. 16, Assenze, c. 2 lett. a"
        "chi rientra senza giustificazione è ammesso con riserva"
    UnjustifiedAfterTerm "A3-04" "reg. istituto, art. 16, Assenze, c. 2 lett. b"
        "scaduto il termine l'assenza è ingiustificata e pesa sul comportamento"
    ReserveFromReturn "A3-05" "interpretazione 0010"
        "il termine per giustificare decorre dal rientro"
    LateJustification "A3-06" "interpretazione 0010"
        "una giustificazione tardiva vale se una persona la accoglie"
    AdultJustifiesAlone "A3-07" "reg. istituto, art. 16, Assenze, c. 3"
        "chi ha compiuto diciotto anni giustifica le proprie assenze"
    FamilyToldInWriting "A3-08" "reg. istituto, art. 16, Assenze, c. 4"
        "il coordinatore informa la famiglia per iscritto o con fonogramma"
    FonogrammaProtocolled "A3-09" "reg. istituto, art. 4, Coordinatore, lett. d"
        "il fonogramma è protocollato e va nel fascicolo dello studente"
    MonthlyReview "A3-10" "reg. istituto, art. 16, Assenze, c. 5"
        "la segreteria controlla le assenze ogni mese e informa le famiglie"
    JustificationChecked "A3-11" "reg. istituto, art. 32, c. 3"
        "il docente della prima ora verifica la giustificazione e ne annota l'esito"
    ThreeUnjustified "A3-12" "reg. istituto, art. 32, c. 3"
        "alla terza assenza ingiustificata si informa la famiglia"
    WeaklyMotivatedAbsences "A3-13" "reg. istituto, art. 32, c. 4"
        "delle assenze poco motivate il coordinatore riferisce al dirigente, che valuta"
    TenUnjustifiedDays "A3-14" "reg. istituto, art. 32, c. 7"
        "a dieci giorni ingiustificati si informa la famiglia, poi i servizi sociali"
    DayAfterTrip "A3-15" "reg. istituto, art. 28"
        "l'assenza del giorno dopo un viaggio si giustifica di persona o con certificato al rientro"
    NoMedicalCertificate "A3-16" "L.R. Lazio 7/2018, art. 68"
        "il certificato medico non è richiesto per giustificare"
    CollectiveAbsence "A4-01" "reg. istituto, art. 22, c. 2; art. 32, c. 5"
        "l'assenza collettiva non si giustifica e conta nelle ore"
    ReadmissionAfterCollective "A4-02" "reg. istituto, art. 22, c. 2"
        "dopo un'assenza collettiva il dirigente stabilisce come si è riammessi"
    RepeatedAbsencesWeigh "A4-03" "reg. istituto, art. 22, c. 3"
        "assenze collettive ripetute possono pesare su viaggi e comportamento"
    ClassificationContested "A4-04" "interpretazione 0011"
        "chi è stato contato nell'assenza collettiva può contestarlo per sé"
    VoteDoesNotJustify "A4-05" "reg. istituto, art. 22, c. 1; art. 32, c. 5"
        "il voto del Comitato non giustifica l'assenza"
    ThreeQuartersOfTheYear "A5-01" "reg. istituto, art. 23, c. 1; DPR 122/2009, art. 14, c. 7"
        "l'anno è valido con almeno tre quarti dell'orario annuale personalizzato"
    PersonalisedHours "A5-02" "reg. istituto, art. 23, c. 2"
        "la base è l'orario annuale personalizzato dello studente"
    HoursOfAbsence "A5-03" "reg. istituto, art. 23, c. 3"
        "le ore di assenza si contano secondo l'orario di lezione di quel giorno"
    AbsentFromActivities "A5-04" "reg. istituto, art. 23, c. 3 lett. d; art. 28"
        "chi non partecipa a un viaggio conta assente solo se non è a scuola"
    Derogations "A5-05" "reg. istituto, art. 23, c. 4-5"
        "le deroghe documentate tolgono ore dalle assenze"
    EvaluationPossible "A5-06" "DPR 122/2009, art. 14, c. 7; CM 20/2011"
        "nessuna deroga se le assenze impediscono di valutare"
    ExclusionFromScrutiny "A5-07" "reg. istituto, art. 23, Scrutinio"
        "sotto i tre quarti si propone l'esclusione dallo scrutinio, che decide una persona"
    CitizenshipHoursCount "A5-08" "DPR 249/1998, art. 4, c. 8-ter"
        "le ore di cittadinanza svolte valgono come frequenza"
    ReflectionHoursCount "A5-09" "DPR 249/1998, art. 4, c. 8-bis; interpretazione 0013"
        "le attività di riflessione a scuola valgono come frequenza"
    DerogationKeptApart "A5-10" "reg. istituto, art. 42, c. 9; GDPR, art. 9"
        "del motivo di una deroga il registro mostra solo le ore"
    WarningLevels "A5-11" "interpretazione 0007"
        "si avverte prima che le ore disponibili finiscano"
    PhonesBanned "A6-01" "reg. istituto, art. 20, c. 1"
        "il telefono non si usa a scuola, nemmeno per la didattica"
    PhoneInContainer "A6-02" "reg. istituto, art. 20, c. 2-4"
        "il telefono sta spento nel contenitore o, se autorizzato, nello zaino"
    PhoneWithheld "A6-03" "reg. istituto, art. 20, c. 5"
        "il telefono ritirato è consegnato al dirigente e reso solo al genitore"
    NoRecording "A6-04" "reg. istituto, art. 20, c. 6"
        "è vietato riprendere e diffondere; nel registro non stanno immagini"
    PhoneAllowed "A6-05" "reg. istituto, art. 20, c. 7"
        "chi ha un'esigenza riconosciuta usa il telefono: il motivo non si vede"
    ItTrackException "A6-06" "nota MIM 3392/2025; interpretazione 0014"
        "gli indirizzi informatici fanno eccezione solo se la scuola lo prevede"
    AdultCollectsPhone "A6-07" "interpretazione 0014"
        "il maggiorenne ritira il proprio telefono"
    SanctionBands "A7-01" "reg. istituto, art. 37, c. 8; DPR 249/1998, art. 4, c. 6"
        "a ogni lettera della tabella spettano le sue sanzioni e i suoi organi"
    AsLetterD "A7-02" "reg. istituto, art. 37, c. 8, lett. d"
        "dopo tre ammonizioni il fatto successivo può essere contestato alla lettera d"
    FourNotes "A7-03" "reg. istituto, art. 37, lett. l; interpretazione 0023"
        "con quattro note disciplinari nell'anno si può proporre una sanzione, che decide una persona"
    Relapse "A7-04" "reg. istituto, art. 37, c. 8; interpretazione 0032"
        "è recidiva se nell'anno c'è già una sanzione definitiva dello stesso gruppo"
    NoAutomatism "A7-05" "reg. istituto, art. 37, c. 3; art. 39, c. 1"
        "nessuna sanzione è automatica: la tabella dà il minimo e il massimo"
    Promptness "A7-06" "reg. istituto, art. 37, c. 4; interpretazione 0034"
        "tra il fatto e la decisione passa poco tempo"
    ConductNotInGrades "A7-07" "reg. istituto, art. 37, c. 7; DPR 249/1998, art. 4, c. 3"
        "la disciplina non incide sul voto di una materia"
    HearingOffered "A8-01" "reg. istituto, art. 37, c. 3; DPR 249/1998, art. 4, c. 3"
        "nessuno è sanzionato senza essere prima invitato a esporre le proprie ragioni"
    HeardAndParentsTold "A8-02" "reg. istituto, art. 38, c. 1-2"
        "per allontanare si ascoltano le ragioni e si informano i genitori"
    WrittenReasons "A8-03" "reg. istituto, art. 38, c. 3; L. 241/1990, art. 3"
        "la decisione è motivata per iscritto e sta nel fascicolo"
    CouncilInformed "A8-04" "reg. istituto, art. 38, c. 4"
        "per le lettere p e q il dirigente informa subito il consiglio di istituto"
    PartialRemoval "A8-05" "reg. istituto, art. 38, c. 5"
        "l'allontanamento può essere parziale: uscite, viaggi, laboratori"
    SanctionCommunicated "A8-06" "reg. istituto, art. 38, c. 5"
        "la sanzione si comunica per iscritto con i motivi, le modalità e le date"
    DamageRepaired "A8-07" "reg. istituto, art. 38, c. 5"
        "dove previsto il danno si ripara o si ripaga, fuori dalle lezioni"
    ActivityVerified "A8-08" "reg. istituto, art. 38, c. 6"
        "si verifica la diligenza dell'attività; altrimenti si invita a migliorare"
    DegreeOfFault "A8-09" "reg. istituto, art. 39, c. 1"
        "la gravità dipende dal dolo e dal grado della colpa"
    AnybodyReports "A8-10" "reg. istituto, art. 39, c. 3-4"
        "ogni adulto in servizio richiama, e chiunque può segnalare un fatto"
    CouncilMinutes "A8-11" "reg. istituto, art. 4, Consiglio di classe, c. 2-3"
        "presiede il dirigente o un delegato, e il verbale si scrive entro dieci giorni"
    AppealWithinTerm "A9-01" "reg. istituto, art. 40, c. 1; DPR 249/1998, art. 5, c. 1"
        "chiunque vi abbia interesse ricorre all'Organo di garanzia entro quindici giorni dalla comunicazione"
    AnySanctionAppealed "A9-02" "DPR 249/1998, art. 5, c. 1; reg. istituto, art. 40, c. 1"
        "si ricorre contro ogni sanzione, anche fuori dall'elenco del regolamento"
    AppealGrounds "A9-03" "reg. istituto, art. 40, c. 2; interpretazione 0035"
        "il ricorso dice i motivi; senza, è accolto agli atti e giudica l'organo"
    AppealStays "A9-04" "reg. istituto, art. 40, c. 2"
        "il ricorso sospende la sanzione; i giorni eseguiti restano eseguiti"
    GuaranteeConvened "A9-05" "reg. istituto, art. 40, I"
        "il presidente convoca l'organo entro cinque giorni e invita le parti a esporre"
    GuaranteeNotice "A9-06" "reg. istituto, art. 40, II, c. 2"
        "i componenti hanno avviso scritto almeno tre giorni prima"
    SilenceConfirms "A9-07" "reg. istituto, art. 40, c. 3; DPR 249/1998, art. 5, c. 1"
        "si decide entro dieci giorni dal ricorso; altrimenti la sanzione è confermata"
    GuaranteeComposition "A9-08" "reg. istituto, art. 40, c. 5-6"
        "due docenti, uno studente, un genitore, il dirigente o un delegato, per tre anni scolastici"
    GuaranteeSubstitutes "A9-09" "reg. istituto, art. 40, c. 7-8"
        "chi è coinvolto o ha già deciso è sostituito da un supplente, salvo chi presiede"
    GuaranteeQuorum "A9-10" "reg. istituto, art. 40, II, c. 3; interpretazione 0036"
        "la seduta è valida con la maggioranza dei componenti"
    GuaranteeVote "A9-11" "reg. istituto, art. 40, II, c. 1 e 3"
        "si decide a maggioranza dei presenti, senza astensioni; a parità prevale chi presiede"
    GuaranteeOutcomes "A9-12" "reg. istituto, art. 40, II, c. 1"
        "l'organo conferma, conferma in parte, o annulla e rinvia a chi ha deciso"
    GuaranteeReasons "A9-13" "reg. istituto, art. 40, II, c. 1 e 3"
        "la decisione è motivata, firmata da chi presiede e comunicata per iscritto"
    RegionalTerm "A9-14" "reg. istituto, art. 40, II, c. 3; DPR 249/1998, art. 5, c. 3"
        "si reclama entro quindici giorni dalla comunicazione dell'esito o dalla scadenza dei dieci giorni"
    RegulationConflicts "A9-15" "reg. istituto, art. 40, c. 4 e 6; interpretazione 0037"
        "l'organo decide anche i conflitti sull'applicazione del regolamento: nulla si sospende"
    AppealScope "A9-16" "reg. istituto, art. 40, II, c. 1; interpretazione 0035"
        "il ricorso può riguardare la procedura, la competenza, i motivi o il merito"
    GuaranteeBodyJudges "A10-C1" "DPR 249/1998, art. 4, c. 6; nota MIUR 3602/2008"
        "l'Organo di garanzia giudica e non sanziona; p e q spettano al consiglio di istituto"
    ExclusionByCouncil "A10-C6" "reg. istituto, art. 38, c. 5; TAR Campania 3601/2024"
        "escludere da uscite e viaggi è un allontanamento: decide un organo collegiale"
    SentOutInCustody "A10-C7" "reg. istituto, art. 37, lett. d; interpretazione 0024"
        "chi è mandato fuori dalla classe resta affidato a qualcuno: è vigilanza e non sanzione"
    NoteIsNoSanction "A10-C8" "reg. istituto, art. 37, c. 3; TAR Sicilia 2860/2019"
        "una nota non è una sanzione: si scrive senza sentire prima lo studente"
    LiabilityIsPersonal "A10-C9" "DPR 249/1998, art. 4, c. 3; reg. istituto, art. 37, c. 5"
        "la responsabilità è personale: nessuna sanzione a una classe intera"
    GuaranteeVoteForm "A10-C12" "reg. istituto, art. 40, II, c. 1; D.Lgs. 297/1994, art. 37"
        "il voto è palese o segreto come dice la scuola; se segreto restano i totali"
    ParentElected "A10-C13" "DPR 249/1998, art. 5, c. 1; reg. istituto, art. 40, c. 5"
        "di norma il genitore è eletto: se è indicato dal Consiglio di istituto lo si segnala"
    NotesInTheRegister "A10-C18" "reg. istituto, art. 42, c. 9; interpretazione 0023"
        "la nota sta nel registro elettronico, dove la vedono solo lo studente e la famiglia"
    FeesBehaviour "A11-01" "reg. istituto, art. 36, c. 3; D.Lgs. 297/1994, art. 200, c. 9"
        "l'esonero dalle tasse chiede almeno otto in comportamento"
    FeesAverage "A11-02" "reg. istituto, art. 36, c. 2 lett. a; D.Lgs. 297/1994, art. 200, c. 5"
        "chi ha la media di otto decimi non paga le tasse"
    FeesSanction "A11-03" "reg. istituto, art. 36, c. 3; D.Lgs. 297/1994, art. 200, c. 11"
        "una sospensione di più di cinque giorni, o la ripetenza senza malattia, fa perdere l'esonero"
    FeesIncome "A11-04" "reg. istituto, art. 36, c. 1-2; D.M. 370/2019"
        "importi delle tasse, ed esonero per reddito negli ultimi due anni"
    RemovalIsSuspension "A11-05" "interpretazione 0030"
        "l'allontanamento dalle lezioni vale come sospensione, e lo si dice"
    OnlyRegisterFunctions "A12-01" "reg. istituto, art. 42, c. 4"
        "nel registro stanno solo le funzioni ammesse, nei modi corretti"
    NoExtraneousContent "A12-02" "reg. istituto, art. 42, c. 5; nota MIM 2773/2025"
        "nel registro niente pubblicità, contenuti estranei o collegamenti non ammessi"
    NoSpecialCategories "A12-03" "reg. istituto, art. 42, c. 5 e c. 9"
        "niente dati di salute, religione, opinioni o situazioni delicate"
    SoberWords "A12-04" "reg. istituto, art. 42, c. 9"
        "si scrivono fatti, con sobrietà, senza giudizi né offese"
    PersonalCredentials "A12-05" "reg. istituto, art. 42, c. 3 e c. 10"
        "le credenziali sono personali: ogni atto ha un autore"
    ExactData "A12-06" "reg. istituto, art. 42, c. 6 e c. 9"
        "i dati sono pertinenti, esatti e aggiornati"
    MarksInTime "A12-10" "reg. istituto, art. 29, c. 7 lett. b"
        "il voto orale si registra subito, la verifica si restituisce corretta in due settimane lavorative"
    ReportCard "A12-11" "reg. istituto, art. 26, c. 1 lett. b"
        "la pagella elettronica vale quanto quella di carta"
    RecoveryCourses "A13" "reg. istituto, art. 29, c. 8"
        "i corsi di recupero sono lezioni da frequentare e da giustificare"
    CompetentBody "B1-02" "DPR 249/1998, art. 4, c. 6"
        "fino a quindici giorni allontana il consiglio di classe, oltre il consiglio di istituto"
    ShortRemovals "B1-03" "DPR 249/1998, art. 4, c. 7"
        "si allontana per infrazioni gravi o ripetute, fino a quindici giorni"
    GraveGrounds "B1-04" "DPR 249/1998, art. 4, c. 9, 9-bis e 9-ter"
        "oltre i quindici giorni servono elementi concreti e precisi e motivi gravissimi"
    ConversionOffered "B1-05" "DPR 249/1998, art. 4, c. 5"
        "la conversione in attività per la comunità scolastica è sempre offerta"
    CouncilComposition "B1-06" "nota MIUR 3602/2008; D.Lgs. 297/1994, art. 5 e 37"
        "siede il consiglio allargato: tutti convocati, chi è coinvolto è sostituito"
    PreciseCharge "B1-07" "L. 241/1990, art. 7; TAR Lombardia 1418/2014"
        "l'addebito è contestato con precisione prima di decidere"
    PlanOfActivities "B1-08" "DPR 249/1998, art. 4, c. 8-bis e 8-ter; DPR 134/2025"
        "un allontanamento ha un piano di attività che ne riempie le ore"
    HostCertifies "B1-10" "DPR 249/1998, art. 4, c. 8-ter; interpretazione 0031"
        "le ore presso l'ente ospitante sono attestate dall'ente"
    CourtExpunges "B1-12" "TAR Campania 3601/2024"
        "la sanzione annullata dal giudice esce dal fascicolo, come se non vi fosse mai stata"
    RegionalBody "B1-14" "DPR 249/1998, art. 5, c. 3-7"
        "sul reclamo decide il direttore dell'USR, con il parere vincolante dell'organo regionale entro trenta giorni"
    BehaviourOfTheYear "B2-01" "DPR 122/2009, art. 7, come modificato; L. 150/2024, art. 1"
        "il comportamento si valuta in decimi sull'intero anno, con motivi a verbale"
    BehaviourBelowSix "B2-02" "DPR 122/2009, art. 7, come modificato; L. 150/2024, art. 1"
        "sotto sei in comportamento non si è ammessi, e si svolgono attività di cittadinanza"
    SixSuspends "B2-03" "L. 150/2024, art. 1; DPR 135/2025; interpretazione 0027"
        "con sei in comportamento il giudizio è sospeso fino a un elaborato di cittadinanza"
    SixAtTheExam "B2-04" "L. 150/2024, art. 1; D.Lgs. 62/2017, art. 13"
        "nell'ultimo anno con sei l'elaborato si discute all'esame; sotto sei niente esame"
    TopOfTheBand "B2-05" "D.Lgs. 62/2017, art. 15, c. 2 e 2-bis; interpretazione 0028"
        "il credito sta nella fascia della media; il massimo chiede almeno nove in comportamento"
    AboveSix "B2-06" "L. 150/2024, art. 1"
        "da sette in su il comportamento non impedisce l'ammissione"
    CouncilVotes "B2-07" "interpretazione 0027"
        "nessuna formula: il registro prepara gli elementi, il consiglio di classe vota"
    OverallTotal "B3-03" "DPR 122/2009, art. 14, c. 7"
        "la frequenza si misura sul totale dell'anno, non per materia"
    PeriodicInformation "B3-04" "reg. istituto, art. 16, Assenze, c. 5"
        "le famiglie sono informate delle assenze nel corso dell'anno"
    AppealStated "B4-01" "L. 241/1990, art. 3, c. 4"
        "l'atto comunicato dice entro quando e a chi si ricorre"
    OpeningNotified "B4-02" "L. 241/1990, art. 7"
        "l'avvio del procedimento è comunicato, salvo urgenza"
    EffectOnCommunication "B4-03" "L. 241/1990, art. 21-bis"
        "un atto che limita ha effetto da quando è comunicato"
    AnnullableActs "B4-04" "L. 241/1990, art. 21-octies"
        "l'atto che viola la legge, o di un organo incompetente, è annullabile"
    Truancy "B5-01" "D.Lgs. 297/1994, art. 114, c. 4"
        "oltre quindici giorni ingiustificati in tre mesi: il dirigente avverte il responsabile"
    MayorInformed "B5-02" "D.Lgs. 297/1994, art. 114, c. 4"
        "se la frequenza non riprende entro sette giorni si informa il sindaco"
    QuarterUnjustified "B5-03" "D.Lgs. 297/1994, art. 114, c. 5"
        "un quarto dell'orario annuale senza motivo è elusione dell'obbligo"
    MayorsWarning "B5-04" "D.Lgs. 297/1994, art. 114, c. 4; art. 570-ter c.p."
        "l'ammonizione del sindaco si annota"
    EnrolledMinorsReported "B5-05" "D.Lgs. 297/1994, art. 114, c. 1-2"
        "entro ottobre si comunicano al sindaco i minori iscritti soggetti all'obbligo"
    CompulsoryEducation "B5-06" "D.Lgs. 297/1994, art. 114; L. 296/2006, art. 1, c. 622"
        "l'obbligo vale fino ai sedici anni; poi resta la regola della scuola"
    LimitsOfResponsibility "B6-01" "circ. MIUR 5336/2015"
        "i genitori hanno pari diritti, salvo i limiti di un provvedimento del giudice"
    AdultsObjection "B6-02" "TAR Puglia 1141/2023; interpretazione 0015"
        "del maggiorenne i genitori sono informati se lo chiedono e lui non si oppone"
    PermittedFunctions "B7-01" "nota MIM 2773/2025"
        "il registro ha funzioni ammesse e funzioni vietate"
    PhonesInUpperSecondary "B7-03" "nota MIM 3392/2025"
        "nella secondaria di secondo grado il telefono è vietato nell'orario scolastico"
    ResultsInReservedAreas "B7-04" "nota MI 9168/2020; interpretazione 0029"
        "gli esiti si vedono nelle aree riservate, mai in pubblico"
    CorrectionWithReason "B7-05" "Cass. pen. V, 34479/2021"
        "il registro è atto pubblico: si corregge con un nuovo atto motivato, mai riscrivendo"
    BothValuesShown "C3-04" "GDPR, art. 15; interpretazione 0025"
        "il voto corretto si vede con il valore che aveva prima"
    StatementAdded "C4-01" "GDPR, art. 16; interpretazione 0025"
        "un fatto si rettifica, un giudizio no: chi non è d'accordo aggiunge una dichiarazione"
    NobodyNamedToMany "C6" "Garante, provv. 421/2023; interpretazione 0020"
        "una comunicazione a molti non fa riconoscere uno studente, tanto meno in un fatto disciplinare"
    ProtocolNumber "D-08" "DPR 445/2000, art. 53; CAD, art. 40-bis"
        "un atto che va protocollato ha il suo numero"
    TwoTimes "D-14" "interpretazione 0004"
        "il giorno del fatto e l'istante della registrazione sono distinti e restano entrambi"
    SufficientGrades "DPR122-4" "DPR 122/2009, art. 4, c. 5-6; D.Lgs. 62/2017, art. 13"
        "si è ammessi con almeno sei in ogni materia; altrimenti giudizio sospeso o non ammissione"
    LessonDays "T-5" "calendario scolastico pubblicato"
        "giorno di scuola è quello con lezione secondo il calendario pubblicato"
    Holidays "T-7" "L. 260/1949 e succ. mod.; L. 151/2025"
        "domeniche, festività nazionali e santo patrono"
}

impl Norm {
    pub fn authority(self) -> &'static Authority {
        AUTHORITIES
            .iter()
            .find(|line| line.norm == self)
            .expect("declared together: proved by `every_norm_has_one_line`")
    }

    pub fn row(self) -> &'static str {
        self.authority().row
    }

    pub fn citation(self) -> &'static str {
        self.authority().citation
    }
}

impl fmt::Display for Norm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.citation(), self.row())
    }
}

impl From<Norm> for String {
    fn from(norm: Norm) -> Self {
        norm.row().to_owned()
    }
}

#[derive(Debug, thiserror::Error)]
#[error("no norm has the row {0:?}")]
pub struct UnknownNorm(String);

impl TryFrom<String> for Norm {
    type Error = UnknownNorm;
    fn try_from(row: String) -> Result<Self, Self::Error> {
        AUTHORITIES.iter().find(|line| line.row == row).map(|line| line.norm).ok_or(UnknownNorm(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_norm_has_one_line() {
        for (i, line) in AUTHORITIES.iter().enumerate() {
            assert_eq!(line.norm as usize, i);
            assert!(AUTHORITIES[i + 1..].iter().all(|other| other.row != line.row));
        }
    }

    /// B7-02: the ministry's note on the first cycle does not bind this school. A duty rests on a norm, and none on this.
    #[test]
    fn the_note_on_the_first_cycle_gives_rise_to_nothing() {
        assert!(AUTHORITIES.iter().all(|line| line.row != "B7-02" && !line.citation.contains("5274")));
    }
}
