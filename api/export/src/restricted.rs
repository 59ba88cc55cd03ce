//! What is restricted is stored and goes with the register, marked; it is not in what others are given.
//!
//! Norm: C4-05: GDPR, art. 18.

use std::collections::BTreeSet;

use registro::app::App;
use registro::cli::Failure;
use registro::refusal::Refusal;
use registro::sealing::target_of;
use registro_domain::erasure::Target;
use registro_domain::ids::PersonId;
use registro_eventlog::event::{Recorded, StreamName};

pub(crate) struct Restricted(BTreeSet<Target>);

impl Restricted {
    /// What is restricted now.
    pub(crate) async fn of(app: &App) -> Result<Self, Refusal> {
        Ok(Self(app.register.directory().await?.restricted_parts()))
    }

    pub(crate) fn covers(&self, record: &Recorded) -> bool {
        !self.0.is_empty() && self.0.contains(&target_of(record))
    }

    /// Whether a stream is restricted, or an act in it.
    pub(crate) fn stream(&self, stream: &StreamName) -> bool {
        let of_it = |target: &Target| match target.part.strip_prefix(stream.as_str()) {
            Some(rest) => rest.is_empty() || rest.starts_with('/'),
            None => false,
        };
        self.0.iter().any(of_it)
    }

    /// Whether who a person is, is.
    pub(crate) fn person(&self, person: PersonId) -> bool {
        let part = format!("person-{person}");
        self.0.iter().any(|target| target.part == part)
    }

    /// Whether others may be given what a stream says of a student.
    pub(crate) fn gives(
        &self,
        student: PersonId,
        stream: Result<StreamName, Refusal>,
    ) -> Result<bool, Failure> {
        Ok(self.0.is_empty() || !(self.person(student) || self.stream(&stream?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_restricted_with_any_act_of_it_and_no_other_is() {
        let student = PersonId(uuid::Uuid::from_u128(1));
        let target = |part: &str| Target { class: "note".to_owned(), part: part.to_owned() };
        let stream = |name: &str| StreamName::new(name).expect("it can");
        let restricted = Restricted(BTreeSet::from([
            target("attendance-a-2025"),
            target("conduct-a-2025/1"),
            target(&format!("person-{student}")),
        ]));
        assert!(
            restricted.stream(&stream("attendance-a-2025")) && restricted.stream(&stream("conduct-a-2025"))
        );
        assert!(
            !restricted.stream(&stream("attendance-a-2024"))
                && !restricted.stream(&stream("attendance-a-202"))
        );
        let other = PersonId(uuid::Uuid::from_u128(2));
        assert!(
            !restricted.gives(student, Ok(stream("case-1"))).expect("it can"),
            "who she is, is restricted"
        );
        assert!(restricted.gives(other, Ok(stream("case-1"))).expect("it can"));
        assert!(!restricted.gives(other, Ok(stream("attendance-a-2025"))).expect("it can"));
    }
}
