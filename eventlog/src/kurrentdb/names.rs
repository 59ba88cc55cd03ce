//! The streams of a cluster that are ours. A school's id is part of the name of each stream that belongs to it.

use crate::event::{CommandId, SchoolId, StreamName};

/// The schools, in the order in which they were opened.
pub(super) const SCHOOLS: &str = "registro-schools";

/// What the streams of plans of all schools begin with.
pub(super) const PLANS: &str = "registro-plans-";

/// A school's commands, whole, in the order in which they were taken.
pub(super) fn plans(school: SchoolId) -> String {
    format!("{PLANS}{}", school.0.simple())
}

/// The school whose stream of plans this is.
pub(super) fn school_of_plans(name: &str) -> Option<SchoolId> {
    name.strip_prefix(PLANS)?.parse().ok().map(SchoolId)
}

/// The answer to one command.
pub(super) fn command(school: SchoolId, command: CommandId) -> String {
    format!("registro-command-{}-{}", school.0.simple(), command.0.simple())
}

/// What the streams of a school's events begin with.
pub(super) fn events(school: SchoolId) -> String {
    format!("registro-event-{}-", school.0.simple())
}

/// One of them.
pub(super) fn event_stream(school: SchoolId, stream: &StreamName) -> String {
    format!("{}{stream}", events(school))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_stream_of_plans_names_its_school() {
        let school = SchoolId(Uuid::from_u128(7));
        assert_eq!(school_of_plans(&plans(school)), Some(school));
        assert_eq!(school_of_plans(&events(school)), None);
        assert_eq!(school_of_plans("registro-plans-x"), None);
    }

    /// A prefix of one school is never the beginning of another's stream.
    #[test]
    fn schools_do_not_share_prefixes() {
        let (one, other) = (SchoolId(Uuid::from_u128(1)), SchoolId(Uuid::from_u128(16)));
        let stream = StreamName::new("case-1").unwrap();
        assert!(event_stream(one, &stream).starts_with(&events(one)));
        assert!(!event_stream(other, &stream).starts_with(&events(one)));
    }
}
