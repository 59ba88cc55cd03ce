//! The school, in Italian.

use registro_domain::school::SchoolEvent;
use registro_domain::text::italian_day;
use registro_projections::directory::Directory;

use super::hours;

pub(super) fn sentence(event: &SchoolEvent, directory: &Directory) -> String {
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

pub(super) fn heading(event: &SchoolEvent) -> &'static str {
    match event {
        SchoolEvent::Founded { .. } => "Apertura del registro",
        SchoolEvent::CalendarPublished { .. } => "Calendario",
        SchoolEvent::BellScheduleSet { .. } => "Campane",
        SchoolEvent::RegulationAdopted { .. } => "Regolamento",
        SchoolEvent::SubjectListed { .. } => "Materia",
        SchoolEvent::ClassOpened { .. } => "Classe",
        SchoolEvent::TimetableSet { .. } => "Orario",
    }
}
