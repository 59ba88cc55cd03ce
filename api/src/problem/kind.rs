//! The stable names of problems, each after `urn:registro:problem:`. Programs depend on them: none is ever renamed.

use registro_domain::text::TextRejection;
use registro_domain::{attendance, lesson, people, school};

use crate::refusal::Refusal;

pub(super) fn of(refusal: &Refusal) -> String {
    match refusal {
        Refusal::School(rejection) => format!("school:{}", of_school(rejection)),
        Refusal::People(rejection) => format!("people:{}", of_people(rejection)),
        Refusal::Lesson(rejection) => format!("lesson:{}", of_lesson(rejection)),
        Refusal::Attendance(rejection) | Refusal::OfStudent { rejection, .. } => {
            format!("attendance:{}", of_attendance(rejection))
        }
        Refusal::Permission(rejection) => format!("permission:{}", rejection.name()),
        Refusal::Derogation(rejection) => format!("derogation:{}", rejection.name()),
        Refusal::Device(rejection) => format!("device:{}", rejection.name()),
        Refusal::Conduct(rejection) => format!("conduct:{}", rejection.name()),
        Refusal::Assessment(rejection) | Refusal::OfGraded { rejection, .. } => {
            format!("assessment:{}", rejection.name())
        }
        Refusal::Contact(rejection) => format!("contact:{}", rejection.name()),
        Refusal::Vigilance(rejection) => format!("vigilance:{}", rejection.name()),
        Refusal::Notice(rejection) => format!("notice:{}", rejection.name()),
        Refusal::Receipt(rejection) => format!("receipt:{}", rejection.name()),
        Refusal::Scrutiny(rejection) => format!("scrutiny:{}", rejection.name()),
        Refusal::Case(rejection) => format!("case:{}", rejection.name()),
        Refusal::GuaranteeBody(rejection) => format!("guarantee-body:{}", rejection.name()),
        Refusal::RuleConflict(rejection) => format!("rule-conflict:{}", rejection.name()),
        Refusal::Erasure(rejection) => format!("erasure:{}", rejection.name()),
        Refusal::Request(rejection) => format!("request:{}", rejection.name()),
        Refusal::Breach(rejection) => format!("breach:{}", rejection.name()),
        Refusal::Consultation(rejection) => format!("consultation:{}", rejection.name()),
        Refusal::Text(rejection) => format!("text:{}", of_text(rejection)),
        Refusal::Words(rejection) => format!("text:{}", rejection.name()),
        Refusal::Malformed(_) => "malformed".to_owned(),
        Refusal::Unidentified => "unidentified".to_owned(),
        Refusal::SignIn(refused) => format!("sign-in:{}", refused.name()),
        Refusal::NotAllowed(_) => "not-allowed".to_owned(),
        Refusal::NotFound(_) => "not-found".to_owned(),
        Refusal::Conflict { .. } => "conflict".to_owned(),
        Refusal::CommandReused => "command-reused".to_owned(),
        Refusal::Document(_) => "document-not-made".to_owned(),
        Refusal::Unavailable(_) => "unavailable".to_owned(),
    }
}

fn of_school(rejection: &school::Rejection) -> &'static str {
    match rejection {
        school::Rejection::AlreadyFounded => "already-founded",
        school::Rejection::UnknownClass => "unknown-class",
        school::Rejection::UnknownSubject(_) => "unknown-subject",
        school::Rejection::ClassAlreadyOpen => "class-already-open",
        school::Rejection::NoCalendar { .. } => "no-calendar",
        school::Rejection::NoLesson(_) => "no-lesson",
        school::Rejection::ClassOfAnotherYear { .. } => "class-of-another-year",
        school::Rejection::NoTimetable { .. } => "no-timetable",
        school::Rejection::NoHoursThatDay { .. } => "no-hours-that-day",
        school::Rejection::BadSlot { .. } => "bad-slot",
        school::Rejection::NoAnnualHours => "no-annual-hours",
        school::Rejection::LastDayBeforeFirst { .. } => "last-day-before-first",
        school::Rejection::DayOutsideYear { .. } => "day-outside-year",
        school::Rejection::ClosureEndsBeforeStart { .. } => "closure-ends-before-start",
        school::Rejection::ClosureOutsideCalendar { .. } => "closure-outside-calendar",
        school::Rejection::NoPeriods { .. } => "no-periods",
        school::Rejection::PeriodEndsBeforeStart { .. } => "period-ends-before-start",
        school::Rejection::PeriodRepeated { .. } => "period-repeated",
        school::Rejection::PeriodsOverlap { .. } => "periods-overlap",
    }
}

fn of_people(rejection: &people::Rejection) -> &'static str {
    match rejection {
        people::Rejection::Unknown => "unknown",
        people::Rejection::NotAStudent => "not-a-student",
        people::Rejection::NotReceivedYet { .. } => "not-received-yet",
        people::Rejection::DecidedAfterwards { .. } => "decided-afterwards",
        people::Rejection::ReceivedOtherwise { .. } => "received-otherwise",
        people::Rejection::AlreadyKnown => "already-known",
        people::Rejection::AlreadyEnrolled { .. } => "already-enrolled",
        people::Rejection::NotEnrolled { .. } => "not-enrolled",
        people::Rejection::OutsideYear { .. } => "outside-year",
        people::Rejection::NoAnnualHours => "no-annual-hours",
        people::Rejection::EndsBeforeStart { .. } => "ends-before-start",
        people::Rejection::NoResponsibility { .. } => "no-responsibility",
        people::Rejection::LimitedByCourt { .. } => "limited-by-court",
        people::Rejection::StudentOfAge { .. } => "student-of-age",
        people::Rejection::NotOfAge { .. } => "not-of-age",
        people::Rejection::InformedOfAMinor { .. } => "informed-of-a-minor",
        people::Rejection::NotTheStudent => "not-the-student",
        people::Rejection::AlreadyResponsible { .. } => "already-responsible",
        people::Rejection::NotHeld { .. } => "not-held",
        people::Rejection::NotAFiscalCode(_) => "not-a-fiscal-code",
        people::Rejection::LinkedToAnother => "linked-to-another",
    }
}

fn of_lesson(rejection: &lesson::Rejection) -> &'static str {
    match rejection {
        lesson::Rejection::InTheFuture { .. } => "in-the-future",
        lesson::Rejection::NoSuchHour { .. } => "no-such-hour",
        lesson::Rejection::NotInCharge { .. } => "not-in-charge",
        lesson::Rejection::NobodyToSubstitute { .. } => "nobody-to-substitute",
        lesson::Rejection::NotInClass { .. } => "not-in-class",
        lesson::Rejection::AbsentAndLate(_) => "absent-and-late",
        lesson::Rejection::NotTaught { .. } => "not-taught",
        lesson::Rejection::DueBefore { .. } => "due-before",
        lesson::Rejection::AlreadySigned { .. } => "already-signed",
        lesson::Rejection::NotSigned { .. } => "not-signed",
        lesson::Rejection::NotToCome { .. } => "not-to-come",
        lesson::Rejection::NotTheirHour { .. } => "not-their-hour",
        lesson::Rejection::NoTest { .. } => "no-test",
        lesson::Rejection::TestIsPast { .. } => "test-is-past",
        lesson::Rejection::BackBefore { .. } => "back-before",
    }
}

fn of_attendance(rejection: &attendance::Rejection) -> &'static str {
    match rejection {
        attendance::Rejection::InTheFuture { .. } => "in-the-future",
        attendance::Rejection::NotLate { .. } => "not-late",
        attendance::Rejection::OutsideLessons { .. } => "outside-lessons",
        attendance::Rejection::ExitBeforeEntry { .. } => "exit-before-entry",
        attendance::Rejection::AlreadyInside { .. } => "already-inside",
        attendance::Rejection::AlreadyOut { .. } => "already-out",
        attendance::Rejection::AbsentThatDay { .. } => "absent-that-day",
        attendance::Rejection::CameInThatDay { .. } => "came-in-that-day",
        attendance::Rejection::NoSuchHour { .. } => "no-such-hour",
        attendance::Rejection::NoHours => "no-hours",
        attendance::Rejection::MinorNotCollected { .. } => "minor-not-collected",
        attendance::Rejection::UnknownFact(_) => "unknown-fact",
        attendance::Rejection::OtherDay(_) => "other-day",
        attendance::Rejection::AlreadyAnnulled(_) => "already-annulled",
        attendance::Rejection::TurnedInto { .. } => "turned-into",
        attendance::Rejection::OtherKind(_) => "other-kind",
        attendance::Rejection::JustifiedBeforehand { .. } => "justified-beforehand",
        attendance::Rejection::NothingToDecide(_) => "nothing-to-decide",
        attendance::Rejection::NothingToWithdraw(_) => "nothing-to-withdraw",
        attendance::Rejection::BroughtByAnother(_) => "brought-by-another",
        attendance::Rejection::AlreadyDecided(_) => "already-decided",
        attendance::Rejection::Collective { .. } => "collective-absence",
        attendance::Rejection::DayAfterTrip { .. } => "day-after-trip",
        attendance::Rejection::NoGroundStated(_) => "no-ground-stated",
        attendance::Rejection::AlreadyVerified(_) => "already-verified",
        attendance::Rejection::NotAnAbsence(_) => "not-an-absence",
        attendance::Rejection::NotAbsent { .. } => "not-absent",
        attendance::Rejection::NotCollective(_) => "not-collective",
        attendance::Rejection::NotContested(_) => "not-contested",
        attendance::Rejection::ContestDecided(_) => "contest-decided",
        attendance::Rejection::NothingToForetell { .. } => "nothing-to-foretell",
        attendance::Rejection::ToldTooLate { .. } => "told-too-late",
        attendance::Rejection::AtActivity { .. } => "at-activity",
        attendance::Rejection::MoreHoursThanAway { .. } => "more-hours-than-away",
        attendance::Rejection::CourseAlreadyMissed { .. } => "course-already-missed",
        attendance::Rejection::MovementRestsOnIt { .. } => "movement-rests-on-it",
    }
}

fn of_text(rejection: &TextRejection) -> &'static str {
    match rejection {
        TextRejection::Empty(_) => "empty",
        TextRejection::TooLong { .. } => "too-long",
        TextRejection::HiddenCharacters(_) => "hidden-characters",
    }
}
