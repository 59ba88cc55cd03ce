//! What an event says, as a sentence in Italian. Every event has one: a new event does not compile without.

use registro_domain::attendance::{
    AbsenceScope, AttendanceEvent, Collection, ExitReason, Fact, Ground, JustificationGround,
    JustificationOutcome,
};
use registro_domain::fact::{DomainEvent, attendance_student};
use registro_domain::hours::MissedHour;
use registro_domain::ids::{ClassId, PeriodNumber};
use registro_domain::lesson::{LessonEvent, Presence};
use registro_domain::people::{Office, PersonEvent, Relation};
use registro_domain::school::SchoolEvent;
use registro_domain::text::{Text, italian_day, italian_time, on_day};
use registro_projections::directory::Directory;
use registro_projections::event::Event;

/// The whole sentence: about whom, of which day, what, and the reason given for it.
pub fn sentence(event: &Event, directory: &Directory) -> String {
    let day = on_day(event.envelope.effective_on);
    let about = match &event.fact {
        DomainEvent::School(_) => "La scuola".to_owned(),
        DomainEvent::Person(said) => directory.name(person_of(said)),
        DomainEvent::Lesson(_) => {
            let class = event.fact.class();
            format!("Classe {}", class.map(|class| directory.class_label(class)).unwrap_or_default())
        }
        DomainEvent::Attendance(said) => directory.name(attendance_student(said)),
    };
    let reason = reason(&event.fact).map(|reason| format!("; motivo: {reason}")).unwrap_or_default();
    format!("{about}, {day}: {}{reason}.", act(&event.fact, directory))
}

/// Only what happened, for a page that says already of whom and when.
pub fn act(fact: &DomainEvent, directory: &Directory) -> String {
    match fact {
        DomainEvent::School(said) => school(said, directory),
        DomainEvent::Person(said) => person(said, directory),
        DomainEvent::Lesson(said) => lesson(said, directory),
        DomainEvent::Attendance(said) => attendance(said, directory),
    }
}

/// The reason that the author gave.
pub fn reason(fact: &DomainEvent) -> Option<&Text> {
    match fact {
        DomainEvent::Attendance(
            AttendanceEvent::Corrected { reason, .. }
            | AttendanceEvent::Annulled { reason, .. }
            | AttendanceEvent::JustificationDecided {
                outcome: JustificationOutcome::Refused { reason }, ..
            },
        )
        | DomainEvent::Person(
            PersonEvent::Moved { reason, .. }
            | PersonEvent::Left { reason, .. }
            | PersonEvent::AnnualHoursSet { reason, .. }
            | PersonEvent::ResponsibilityLimited { order: reason, .. },
        )
        | DomainEvent::Lesson(
            LessonEvent::TopicCorrected { reason, .. } | LessonEvent::SignatureAnnulled { reason, .. },
        ) => Some(reason),
        DomainEvent::Attendance(_)
        | DomainEvent::Person(_)
        | DomainEvent::Lesson(_)
        | DomainEvent::School(_) => None,
    }
}

/// A fact of a day in a few words: "assenza per l'intera giornata".
pub fn fact(fact: &Fact) -> String {
    match fact {
        Fact::Absence { scope: AbsenceScope::WholeDay } => "assenza per l'intera giornata".to_owned(),
        Fact::Absence { scope: AbsenceScope::Hours(periods) } => {
            let periods: Vec<String> = periods.iter().map(PeriodNumber::to_string).collect();
            format!("assenza alla {} ora", periods.join(", "))
        }
        Fact::Entry { at, admitted_from, ground } => {
            let admitted = if at == admitted_from {
                String::new()
            } else {
                format!(", ammissione in classe dalle {}", italian_time(*admitted_from))
            };
            format!("ingresso alle {}{admitted}{}", italian_time(*at), late_ground(*ground))
        }
        Fact::Exit { at, reason, collection } => {
            format!("uscita alle {} ({}){}", italian_time(*at), exit_reason(*reason), with_whom(*collection))
        }
    }
}

/// A number of hours: "1 ora", "6 ore".
pub fn hours(number: usize) -> String {
    if number == 1 { "1 ora".to_owned() } else { format!("{number} ore") }
}

fn lost(missed: &[MissedHour]) -> String {
    match missed.len() {
        0 => "nessuna ora persa nel giorno".to_owned(),
        1 => "1 ora persa nel giorno".to_owned(),
        number => format!("{number} ore perse nel giorno"),
    }
}

fn attendance(event: &AttendanceEvent, directory: &Directory) -> String {
    match event {
        AttendanceEvent::AbsenceRecorded { scope, missed, .. } => {
            format!("{}, {}", fact(&Fact::Absence { scope: scope.clone() }), lost(missed))
        }
        AttendanceEvent::EntryRecorded { at, admitted_from, ground, turns, missed, .. } => {
            let entry = fact(&Fact::Entry { at: *at, admitted_from: *admitted_from, ground: *ground });
            let turned = turns.map_or(String::new(), |turned| format!(", al posto del fatto n. {turned}"));
            format!("{entry}{turned}, {}", lost(missed))
        }
        AttendanceEvent::ExitRecorded { at, reason, collection, missed, .. } => {
            let exit = fact(&Fact::Exit { at: *at, reason: *reason, collection: *collection });
            format!("{exit}, {}", lost(missed))
        }
        AttendanceEvent::Corrected { number, withdrawn, fact: corrected, missed, .. } => format!(
            "correzione del fatto n. {number}: {}, non più {}; {}",
            fact(corrected),
            fact(withdrawn),
            lost(missed)
        ),
        AttendanceEvent::Annulled { number, withdrawn, missed, .. } => {
            format!("annullamento del fatto n. {number}: {}; {}", fact(withdrawn), lost(missed))
        }
        AttendanceEvent::Restamped { withdrawn, class, missed, .. } => format!(
            "giornata contata di nuovo nella classe {}, non più nella {}; {}",
            directory.class_label(*class),
            directory.class_label(*withdrawn),
            lost(missed)
        ),
        AttendanceEvent::JustificationSubmitted { number, by, ground, .. } => format!(
            "giustificazione del fatto n. {number} presentata da {} ({})",
            directory.name(by.person()),
            justification_ground(*ground)
        ),
        AttendanceEvent::JustificationDecided { number, outcome, .. } => match outcome {
            JustificationOutcome::Accepted => format!("giustificazione del fatto n. {number} accolta"),
            JustificationOutcome::Refused { .. } => {
                format!("giustificazione del fatto n. {number} respinta")
            }
        },
    }
}

fn person(event: &PersonEvent, directory: &Directory) -> String {
    let label = |class: &ClassId| directory.class_label(*class);
    match event {
        PersonEvent::Registered { born_on, .. } => {
            format!("registrazione nell'anagrafe della scuola (nascita: {})", italian_day(*born_on))
        }
        PersonEvent::Enrolled { class, year, from, annual_hours, .. } => format!(
            "iscrizione alla classe {} del {year} dal {}, con {annual_hours} ore annuali",
            label(class),
            italian_day(*from)
        ),
        PersonEvent::Moved { withdrawn, class, from, .. } => {
            let from = italian_day(*from);
            format!("passaggio dalla classe {} alla {} dal {from}", label(withdrawn), label(class))
        }
        PersonEvent::Left { class, last_day, .. } => {
            format!("fine della frequenza nella classe {}: ultimo giorno {}", label(class), on_day(*last_day))
        }
        PersonEvent::AnnualHoursSet { withdrawn, hours, year, .. } => {
            format!("monte ore annuale del {year} portato da {withdrawn} a {hours} ore")
        }
        PersonEvent::ResponsibilityHeld { guardian, relation, from, .. } => format!(
            "responsabilità genitoriale di {} ({}) dal {}",
            directory.name(*guardian),
            relation_name(*relation),
            italian_day(*from)
        ),
        PersonEvent::ResponsibilityLimited { guardian, from, until, .. } => format!(
            "responsabilità genitoriale di {} limitata dal {}{}",
            directory.name(*guardian),
            italian_day(*from),
            until.map_or(String::new(), |until| format!(" al {}", italian_day(until)))
        ),
        PersonEvent::OfficeAssigned { office, from, .. } => {
            format!("incarico di {} dal {}", office_name(*office, directory), italian_day(*from))
        }
        PersonEvent::ChairAssigned { class, subject, weekly_hours, from, .. } => format!(
            "cattedra di {subject} nella classe {}, {} la settimana, dal {}",
            label(class),
            hours(usize::from(*weekly_hours)),
            italian_day(*from)
        ),
    }
}

fn person_of(event: &PersonEvent) -> registro_domain::ids::PersonId {
    match event {
        PersonEvent::Registered { person, .. } | PersonEvent::OfficeAssigned { person, .. } => *person,
        PersonEvent::ChairAssigned { teacher, .. } => *teacher,
        PersonEvent::Enrolled { student, .. }
        | PersonEvent::Moved { student, .. }
        | PersonEvent::Left { student, .. }
        | PersonEvent::AnnualHoursSet { student, .. }
        | PersonEvent::ResponsibilityHeld { student, .. }
        | PersonEvent::ResponsibilityLimited { student, .. } => *student,
    }
}

fn in_place_of(presence: Presence, directory: &Directory) -> String {
    match presence {
        Presence::Timetable => String::new(),
        Presence::Substitution { of } => format!(" al posto di {}", directory.name(of)),
    }
}

fn lesson(event: &LessonEvent, directory: &Directory) -> String {
    match event {
        LessonEvent::RollCalled { period, subject, teacher, presence, enrolled, absent, late, .. } => {
            format!(
                "appello della {period} ora ({subject}) fatto da {}{}: assenti {}, in ritardo {}, su {enrolled}",
                directory.name(*teacher),
                in_place_of(*presence, directory),
                absent.len(),
                late.len()
            )
        }
        LessonEvent::Signed { period, subject, teacher, presence, topic, .. } => {
            let (teacher, place) = (directory.name(*teacher), in_place_of(*presence, directory));
            format!("firma della {period} ora ({subject}) di {teacher}{place}: «{topic}»")
        }
        LessonEvent::HomeworkAssigned { subject, text, due_on, .. } => {
            format!("compiti di {subject} per {}: «{text}»", on_day(*due_on))
        }
        LessonEvent::TopicCorrected { period, withdrawn, topic, .. } => {
            format!("argomento della {period} ora corretto: «{topic}», non più «{withdrawn}»")
        }
        LessonEvent::SignatureAnnulled { period, teacher, withdrawn, .. } => {
            let teacher = directory.name(*teacher);
            format!("firma della {period} ora di {teacher} annullata: «{withdrawn}»")
        }
    }
}

fn school(event: &SchoolEvent, directory: &Directory) -> String {
    match event {
        SchoolEvent::Founded { name, mechanographic_code, .. } => {
            format!("apertura del registro di «{name}» ({mechanographic_code})")
        }
        SchoolEvent::CalendarPublished { calendar, .. } => format!(
            "calendario del {} pubblicato: lezioni dal {} al {}",
            calendar.year,
            italian_day(calendar.first_day),
            italian_day(calendar.last_day)
        ),
        SchoolEvent::BellScheduleSet { bell, from, .. } => {
            format!(
                "orario delle campane in vigore dal {}: {}",
                italian_day(*from),
                hours(bell.periods.len())
            )
        }
        SchoolEvent::RegulationAdopted { version, from, .. } => {
            format!("regolamento «{version}» in vigore dal {}", italian_day(*from))
        }
        SchoolEvent::SubjectListed { subject, name, .. } => format!("materia {subject}: {name}"),
        SchoolEvent::ClassOpened { year, label, track, annual_hours, .. } => {
            format!("classe {label} del {year} aperta ({track}), con {annual_hours} ore annuali")
        }
        SchoolEvent::TimetableSet { class, from, week, .. } => format!(
            "orario della classe {} in vigore dal {}: {} la settimana",
            directory.class_label(*class),
            italian_day(*from),
            hours(week.len())
        ),
    }
}

fn late_ground(ground: Ground) -> &'static str {
    match ground {
        Ground::None => "",
        Ground::Transport => " (trasporto pubblico)",
        Ground::Family => " (motivi della famiglia)",
    }
}

fn exit_reason(reason: ExitReason) -> &'static str {
    match reason {
        ExitReason::Family => "motivi della famiglia",
        ExitReason::Health => "motivi di salute",
        ExitReason::Malaise => "malessere",
        ExitReason::Urgent => "urgenza",
    }
}

fn with_whom(collection: Collection) -> &'static str {
    match collection {
        Collection::AdultStudent => ", da maggiorenne",
        Collection::Guardian { .. } => ", con chi esercita la responsabilità",
        Collection::Delegate { .. } => ", con una persona delegata",
    }
}

/// In Italian, as the form offers it.
pub fn justification_ground(ground: JustificationGround) -> &'static str {
    match ground {
        JustificationGround::Health => "motivi di salute",
        JustificationGround::Family => "motivi di famiglia",
        JustificationGround::Transport => "trasporti",
        JustificationGround::Other => "altro motivo",
    }
}

/// In Italian.
pub fn relation_name(relation: Relation) -> &'static str {
    match relation {
        Relation::Mother => "madre",
        Relation::Father => "padre",
        Relation::Tutor => "tutore",
    }
}

fn office_name(office: Office, directory: &Directory) -> String {
    match office {
        Office::Principal => "dirigente scolastico".to_owned(),
        Office::Secretariat => "segreteria".to_owned(),
        Office::Coordinator { class } => format!("coordinatore della {}", directory.class_label(class)),
        Office::Dpo => "responsabile della protezione dei dati".to_owned(),
        Office::Auditor => "revisore".to_owned(),
    }
}
