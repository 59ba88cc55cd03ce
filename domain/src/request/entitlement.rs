//! By what title somebody asks for the data of a person.

use jiff::civil::Date;

use super::{Claim, Title};
use crate::ids::PersonId;
use crate::people::Profile;
use crate::regulation::Regulation;

/// Norm: C2-01: the person herself, also before she is of age; whoever holds responsibility for a minor, unless a court
/// limits her. B6-02: of an adult, nobody else. B4-05: for documents, whoever has an interest. E-04: of what cannot be used, anybody.
pub fn title_of(
    applicant: Option<PersonId>,
    person: &Profile,
    claim: Claim,
    on: Date,
    regulation: &Regulation,
) -> Title {
    if !claim.is_on_data() {
        return Title::Interested;
    }
    match applicant {
        Some(applicant) if applicant == person.person => Title::Herself,
        Some(applicant)
            if !person.is_of_age(on, regulation)
                && person.guardians_on(on).any(|guardian| guardian == applicant) =>
        {
            Title::Responsible
        }
        Some(_) | None => Title::Nobody,
    }
}
