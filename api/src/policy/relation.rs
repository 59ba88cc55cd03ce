//! What makes somebody entitled to read: a capacity that she holds that day, or what she is to whom it is about.

use registro_domain::consultation::{Opened, Scope};
use registro_domain::ids::ClassId;
use registro_domain::people::{Profile, Sight};

use super::{About, Asking};
use crate::actor::Capacity;

/// Each is a fact of the log on the day asked, and never a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// It is about her.
    Herself,
    /// She wrote it, or it names her.
    Named,
    /// A teacher who wrote it, or is named in it, or convened for it.
    NamedTeacher,
    /// She answers for the student, or is informed of her; for what was recorded before that ended, if it ended.
    Family,
    /// She has a chair in the class, or coordinates it.
    ClassTeacher,
    Coordinator,
    /// Whatever class she teaches.
    Teacher,
    Principal,
    Deputy,
    SiteLead,
    Secretariat,
    Dpo,
    /// The protection officer with an open request of the person, or a reason recorded.
    DpoWithReason,
    Auditor,
    /// The auditor with a reason recorded.
    AuditorWithReason,
    /// Whoever belongs to the school: staff, families, students.
    Community,
    /// Of the vendor, admitted by the principal at that moment.
    SupportAdmitted,
}

impl Relation {
    pub const ALL: [Relation; 17] = [
        Relation::Herself,
        Relation::Family,
        Relation::Named,
        Relation::NamedTeacher,
        Relation::ClassTeacher,
        Relation::Coordinator,
        Relation::Teacher,
        Relation::Principal,
        Relation::Deputy,
        Relation::SiteLead,
        Relation::Secretariat,
        Relation::Dpo,
        Relation::DpoWithReason,
        Relation::Auditor,
        Relation::AuditorWithReason,
        Relation::Community,
        Relation::SupportAdmitted,
    ];

    pub fn italian(self) -> &'static str {
        match self {
            Relation::Herself => "l'interessato",
            Relation::Named => "autore o nominato",
            Relation::NamedTeacher => "docente autore, nominato o convocato",
            Relation::Family => "famiglia informata",
            Relation::ClassTeacher => "docente della classe",
            Relation::Coordinator => "coordinatore",
            Relation::Teacher => "docente",
            Relation::Principal => "dirigente",
            Relation::Deputy => "collaboratore",
            Relation::SiteLead => "responsabile di plesso",
            Relation::Secretariat => "segreteria",
            Relation::Dpo => "DPO",
            Relation::DpoWithReason => "DPO con richiesta o motivo",
            Relation::Auditor => "revisore",
            Relation::AuditorWithReason => "revisore con motivo",
            Relation::Community => "chiunque sia della scuola",
            Relation::SupportAdmitted => "fornitore ammesso",
        }
    }

    /// Whether somebody who holds her capacity that day has this relation to whom something is about.
    pub(super) fn holds(self, asking: &Asking<'_>, about: &About) -> bool {
        let is = |capacity| asking.agent.capacity == capacity;
        match self {
            Relation::Herself => about.student == Some(asking.agent.person),
            Relation::Named => about.named.contains(&asking.agent.person),
            Relation::NamedTeacher => is(Capacity::Teacher) && about.named.contains(&asking.agent.person),
            Relation::Family => is(Capacity::Guardian) && informed(asking, about),
            Relation::ClassTeacher => {
                is(Capacity::Teacher) && class(asking, about).is_some_and(|class| asking.teaches(class))
            }
            Relation::Coordinator => {
                is(Capacity::Teacher) && class(asking, about).is_some_and(|class| asking.coordinates(class))
            }
            Relation::Teacher => is(Capacity::Teacher),
            Relation::Principal => is(Capacity::Principal),
            Relation::Deputy => is(Capacity::Deputy),
            Relation::SiteLead => is(Capacity::SiteLead),
            Relation::Secretariat => is(Capacity::Secretariat),
            Relation::Dpo => is(Capacity::Dpo),
            Relation::DpoWithReason => {
                let asked = |student| asking.directory.has_open_request(student);
                is(Capacity::Dpo) && (about.student.is_some_and(asked) || has_reason(asking, about))
            }
            Relation::Auditor => is(Capacity::Auditor),
            Relation::AuditorWithReason => is(Capacity::Auditor) && has_reason(asking, about),
            Relation::Community => match asking.agent.capacity {
                Capacity::Technician | Capacity::Support => false,
                Capacity::Principal
                | Capacity::Deputy
                | Capacity::SiteLead
                | Capacity::Secretariat
                | Capacity::Teacher
                | Capacity::Guardian
                | Capacity::Student
                | Capacity::Dpo
                | Capacity::Auditor => true,
            },
            Relation::SupportAdmitted => is(Capacity::Support) && has_reason(asking, about),
        }
    }
}

/// The class that it is about: its own, or the student's of that day.
fn class(asking: &Asking<'_>, about: &About) -> Option<ClassId> {
    let of_student = |student| asking.directory.person(student)?.class_on(asking.on());
    about.student.and_then(of_student).or(about.class)
}

/// Norm: B6-01, B6-02: what was known before the family ceased to be informed is not taken back.
fn informed(asking: &Asking<'_>, about: &About) -> bool {
    let Some(student) = about.student else { return false };
    match asking.informed_of(student) {
        Sight::Everything => true,
        Sight::Before(day) => about.recorded.is_some_and(|recorded| recorded < day),
        Sight::Nothing => false,
    }
}

fn has_reason(asking: &Asking<'_>, about: &About) -> bool {
    asking.consultations().any(|opened| covers(asking, opened, about))
}

/// Whether what was allowed covers whom it is about.
pub(super) fn covers(asking: &Asking<'_>, opened: &Opened, about: &About) -> bool {
    match opened.scope {
        Scope::School => true,
        Scope::Class(named) => class(asking, about) == Some(named),
        Scope::Student(named) => about.student == Some(named),
    }
}

/// Whether a person has a chair in a class on the day asked.
pub(super) fn has_chair(profile: &Profile, class: ClassId, asking: &Asking<'_>) -> bool {
    profile.chairs_on(asking.on()).any(|chair| chair.class == class)
}
