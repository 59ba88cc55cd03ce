//! Duties in Italian: what must be done, by whom.

use registro_domain::duty::{DutyKind, Owner};

/// What must be done, as a line of a list says it.
pub fn duty(kind: DutyKind) -> &'static str {
    match kind {
        DutyKind::Justify => "giustificare l'assenza",
        DutyKind::CheckOnReturn => "verificare la giustificazione al rientro",
        DutyKind::DecideJustification => "accogliere o respingere la giustificazione",
        DutyKind::DecideContest => "rispondere a chi contesta l'assenza collettiva",
        DutyKind::VerifyGround => "verificare il motivo del ritardo",
        DutyKind::TellOfFifthDelay => "informare la famiglia del quinto ritardo",
        DutyKind::JustifyToPrincipal => "giustificare i ritardi davanti al dirigente",
        DutyKind::ConsiderDelays => "valutare i ritardi oltre il quinto",
        DutyKind::DecidePermission => "decidere il permesso",
        DutyKind::ConsiderEarlyExits => "valutare il numero delle uscite anticipate",
        DutyKind::TellOfThreeUnjustified => "informare la famiglia di tre assenze ingiustificate",
        DutyKind::ConsiderLetter => "valutare se scrivere alla famiglia",
        DutyKind::TellOfTenDays => "informare la famiglia di dieci giorni di assenza senza motivo",
        DutyKind::InformSocialServices => "informare i servizi sociali del Comune",
        DutyKind::InformCarabinieri => "informare i Carabinieri",
        DutyKind::TellOfHoursLeft => "informare la famiglia delle ore di assenza residue",
        DutyKind::ConsiderExclusion => "valutare l'esclusione dallo scrutinio",
        DutyKind::DecideDerogation => "decidere la richiesta di deroga",
        DutyKind::TellOfTruancy => "avvertire chi risponde dell'obbligo di istruzione",
        DutyKind::InformMayor => "informare il sindaco",
        DutyKind::ConsiderQuarterUnjustified => "valutare un quarto dell'orario perso senza motivo",
        DutyKind::ProtocolFonogramma => "protocollare il fonogramma",
        DutyKind::DecideBag => "decidere se il telefono può stare nello zaino",
        DutyKind::TellOfDevice => "avvisare la famiglia del telefono ritirato",
        DutyKind::ReturnDevice => "rendere il telefono ritirato",
        DutyKind::SetReadmissionRule => "stabilire come si è riammessi dopo l'assenza collettiva",
        DutyKind::ConsiderTrips => "valutare gli effetti delle assenze collettive sui viaggi",
        DutyKind::ReviewAttendance => "controllare le assenze del mese",
        DutyKind::ReportMinors => "comunicare al sindaco i minori soggetti all'obbligo",
        DutyKind::ConsiderLongAbsence => "valutare l'assenza lunga non preannunciata",
        DutyKind::ConsiderNotes => "valutare le note disciplinari dell'anno",
        DutyKind::TellOfSeparation => "avvisare la famiglia dell'allontanamento temporaneo dalla classe",
        DutyKind::ConsiderSeparation => "valutare l'allontanamento temporaneo dalla classe",
        DutyKind::HandBackTest => "restituire la verifica corretta",
        DutyKind::InformCouncil => "informare il consiglio di istituto del procedimento",
        DutyKind::CommunicateSanction => "comunicare la sanzione deliberata",
        DutyKind::DepositMinutes => "depositare il verbale del consiglio",
        DutyKind::AssessActivity => "verificare l'attività svolta",
        DutyKind::AnswerDataRequest => "rispondere a una richiesta sui dati personali",
        DutyKind::AnswerDocumentRequest => "rispondere a una richiesta di accesso ai documenti",
        DutyKind::AnswerAccessibility => "rispondere a una segnalazione di accessibilità",
        DutyKind::NotifyBreach => "notificare al Garante una violazione dei dati",
        DutyKind::TellOfBreach => "avvisare gli interessati di una violazione dei dati",
    }
}

/// Who must do it.
pub fn owner(owner: Owner) -> &'static str {
    match owner {
        Owner::Family => "la famiglia",
        Owner::Teacher => "il docente della prima ora",
        Owner::SubjectTeacher => "il docente della materia",
        Owner::Coordinator => "il coordinatore di classe",
        Owner::Principal => "il dirigente o un suo delegato",
        Owner::Secretariat => "la segreteria",
        Owner::Council => "il consiglio di classe",
    }
}
