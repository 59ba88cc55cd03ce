//! Who may decide what: the table of art. 37, and the law where the table gives way to it.

use super::super::{Body, Deliberation, Letter, Rejection, Sanction};
use crate::regulation::Regulation;

/// What no body may decide, or not this one.
///
/// Norm: A7-01, A7-05, A10-C1, B1-02, B1-04: a decision out of competence is void, so it is not recorded.
pub(super) fn may_decide(
    deliberation: &Deliberation,
    regulation: &Regulation,
    on: jiff::civil::Date,
) -> Result<(), Rejection> {
    let Deliberation { body, charge, measure, grave, .. } = deliberation;
    let (body, letter, sanction) = (*body, charge.letter(), measure.sanction);
    if body == Body::GuaranteeBody {
        return Err(Rejection::GuaranteeBodyDecides);
    }
    if sanction.days() == Some(0) {
        return Err(Rejection::NoDays);
    }
    let of_the_session =
        [letter == Letter::R, body == Body::ExamBoard, sanction == Sanction::ExcludedFromSession];
    if of_the_session.contains(&true) {
        return if of_the_session.contains(&false) { Err(Rejection::ForTheExamBoard) } else { Ok(()) };
    }
    let limit = regulation.class_council_removal(on);
    let long = sanction.days().is_some_and(|days| limit < days)
        || matches!(sanction, Sanction::UntilEndOfLessons { .. });
    let grave_letter = matches!(letter, Letter::P | Letter::Q);
    if sanction.removes() {
        if !removes(letter) {
            return Err(Rejection::LetterDoesNotRemove(letter));
        }
        if !body.is_collegial() {
            return Err(Rejection::RemovalByOne(body));
        }
    }
    if (long || grave_letter) && body != Body::InstituteCouncil {
        return Err(match sanction.days().filter(|days| limit < *days) {
            Some(days) => Rejection::BeyondTheBody { body, days, limit },
            None => Rejection::ForTheInstituteCouncil { body },
        });
    }
    if (long || grave_letter) && grave.is_none() {
        return Err(Rejection::NoGraveGrounds);
    }
    if !body.is_collegial() && !stands_in_column(letter, body) {
        return Err(Rejection::NotInTheColumn { body, letter });
    }
    Ok(())
}

/// The letters that the table answers with a removal.
fn removes(letter: Letter) -> bool {
    match letter {
        Letter::A | Letter::B | Letter::C1 | Letter::C2 | Letter::D | Letter::E | Letter::F | Letter::G => {
            false
        }
        Letter::H
        | Letter::I
        | Letter::L
        | Letter::M
        | Letter::N
        | Letter::O
        | Letter::P
        | Letter::Q
        | Letter::R => true,
    }
}

/// Whether a person who decides alone stands in the table's column for that letter.
fn stands_in_column(letter: Letter, body: Body) -> bool {
    match letter {
        Letter::A | Letter::B | Letter::C1 | Letter::C2 => true,
        Letter::D | Letter::E => body != Body::Deputy,
        Letter::F | Letter::G => body != Body::Teacher,
        Letter::H
        | Letter::I
        | Letter::L
        | Letter::M
        | Letter::N
        | Letter::O
        | Letter::P
        | Letter::Q
        | Letter::R => false,
    }
}
