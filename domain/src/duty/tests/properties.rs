//! Every duty that arises is visible until it is fulfilled or its cause is gone, whatever happens in whatever order.

use std::collections::BTreeSet;

use jiff::ToSpan;
use proptest::prelude::*;

use super::*;
use crate::conduct::ConductEvent;
use crate::contact::Authority;
use crate::device::{DeviceEvent, Found, Keeper};

/// Numbers that few events reach.
static SMALL: LazyLock<Regulation> = LazyLock::new(|| {
    let number =
        |key: &str, value: u8| format!("{key}.in_force = [{{ from = \"2023-09-01\", value = {value} }}]\n");
    let numbers = [
        ("family_notice_at_delay", 2),
        ("sanction_proposal_from_delay", 3),
        ("early_exit_alert", 1),
        ("unjustified_family_notice_at", 2),
        ("unjustified_days_alarm", 3),
        ("truancy_over", 2),
        ("social_services_after", 2),
        ("attendance_resumes_within", 2),
        ("foretold_absence_over", 2),
    ];
    let overrides: String = numbers.iter().map(|(key, value)| number(key, *value)).collect();
    Regulation::from_toml_with_overrides(&overrides).expect("sound numbers")
});

/// Told of these, considered those: any act may name any duty.
const NAMED: [DutyKind; 14] = [
    DutyKind::TellOfFifthDelay,
    DutyKind::JustifyToPrincipal,
    DutyKind::ConsiderDelays,
    DutyKind::ConsiderEarlyExits,
    DutyKind::TellOfThreeUnjustified,
    DutyKind::TellOfTenDays,
    DutyKind::InformSocialServices,
    DutyKind::InformCarabinieri,
    DutyKind::TellOfTruancy,
    DutyKind::InformMayor,
    DutyKind::ConsiderQuarterUnjustified,
    DutyKind::TellOfHoursLeft,
    DutyKind::ConsiderExclusion,
    DutyKind::ConsiderLongAbsence,
];

/// What happens, on which lesson day, about which earlier fact, and which of two ways.
type Step = (u8, usize, usize, usize, bool);

fn any_step() -> impl Strategy<Value = Step> {
    (0u8..26, 0usize..12, 0usize..12, 0usize..40, any::<bool>())
}

/// The lesson days from 3 November 2025 on.
fn lesson(at: usize) -> String {
    LESSON_DAYS.iter().filter(|on| day("2025-11-03") <= **on).nth(at).expect("enough days").to_string()
}

fn happen(year: &mut Year, (what, at, later, which, flag): Step) {
    let (on, then) = (lesson(at), lesson(at + later));
    let (on, then) = (on.as_str(), then.as_str());
    let about = number(which % year.events.len().max(1));
    let kind = NAMED[which % NAMED.len()];
    let (student, number) = (person(STUDENT), year.next());
    match what {
        0..=5 => drop(year.absent(on)),
        6 => drop(year.late(on, if flag { Ground::None } else { Ground::Transport })),
        7 => drop(year.late(on, Ground::None)),
        8 => drop(year.left(on)),
        9 => year.annul(about, on),
        10 | 11 => year.reserve(&[about], on, then),
        12 => year.in_time(about, on),
        13 => year.justify(about, JustificationGround::Health, Term::Late { due: day(on) }, then),
        14 => year.decide(about, flag, on),
        15 => year.verify(about, flag, on),
        16 => {
            let kind = if flag { AbsenceKind::Collective } else { AbsenceKind::Individual };
            year.classify(about, on, kind, then);
        }
        17 => year.foretold(on, then, on),
        18 => year.trip(on, then),
        19 | 20 => drop(year.told(kind, on)),
        21 => year.considered(kind, on),
        22 => drop(year.contact(ContactEvent::AuthorityInformed {
            student,
            on: day(on),
            number,
            duty: kind,
            authority: Authority::Mayor,
            protocol: text("1/2025"),
            because: vec![],
        })),
        23 => drop(year.attendance(AttendanceEvent::HoursExcused {
            student,
            on: day(on),
            number,
            hours: 40,
            derogation: about,
            because: vec![],
        })),
        24 => drop(year.push(DomainEvent::Device(DeviceEvent::Withheld {
            student,
            class: IN_3B,
            on: day(on),
            at: at_ten(),
            number,
            found: Found::InUse,
            handed_to: Keeper::Deputy,
            because: vec![],
        }))),
        _ => drop(year.push(DomainEvent::Device(DeviceEvent::Returned {
            student,
            on: day(on),
            number: about,
            to: person(2),
            because: vec![],
        }))),
    }
}

fn at_ten() -> jiff::civil::Time {
    at("10:00")
}

fn happened(steps: &[Step]) -> Events {
    let mut year = Year::default();
    for step in steps {
        happen(&mut year, *step);
    }
    year.events
}

fn as_of(events: &[DomainEvent], today: Date) -> Vec<Duty> {
    // Few hours in the year, so that their levels are reached too.
    let pupil = Pupil { annual_hours: 100, ..pupil(BORN) };
    duties(&file(events), &pupil, Outlook { today, regulation: &SMALL, holidays: &HOLIDAYS })
}

fn open(events: &[DomainEvent], today: Date) -> BTreeSet<(DutyKind, Matter)> {
    let duties = as_of(events, today);
    duties.iter().filter(|duty| duty.is_open()).map(|duty| (duty.kind, duty.matter)).collect()
}

/// The duties that fall away when an absence has a reason.
const OF_REASONS: [DutyKind; 7] = [
    DutyKind::TellOfThreeUnjustified,
    DutyKind::TellOfTenDays,
    DutyKind::InformSocialServices,
    DutyKind::InformCarabinieri,
    DutyKind::TellOfTruancy,
    DutyKind::InformMayor,
    DutyKind::ConsiderQuarterUnjustified,
];
const OF_JUSTIFYING: [DutyKind; 4] = [
    DutyKind::Justify,
    DutyKind::CheckOnReturn,
    DutyKind::DecideJustification,
    DutyKind::ConsiderLongAbsence,
];
/// A day is counted anew by every event that carries its hours.
const OF_HOURS: [DutyKind; 3] =
    [DutyKind::TellOfHoursLeft, DutyKind::ConsiderExclusion, DutyKind::ConsiderQuarterUnjustified];
const OF_DELAYS: [DutyKind; 3] =
    [DutyKind::TellOfFifthDelay, DutyKind::JustifyToPrincipal, DutyKind::ConsiderDelays];

/// Whether an event may fulfil a duty, or remove its cause. Whatever is not here leaves it where it is.
fn may_close(kind: DutyKind, event: &DomainEvent) -> bool {
    match event {
        DomainEvent::Contact(
            ContactEvent::FamilyTold { duty, .. }
            | ContactEvent::AuthorityInformed { duty, .. }
            | ContactEvent::ProposalConsidered { duty, .. },
        ) => {
            // Told on an earlier day than was known: whether attendance resumed is judged on other days.
            *duty == kind || (*duty == DutyKind::TellOfTruancy && kind == DutyKind::InformMayor)
        }
        DomainEvent::Device(DeviceEvent::Returned { .. }) => kind == DutyKind::ReturnDevice,
        DomainEvent::Attendance(event) => match event {
            AttendanceEvent::Annulled { .. } => true,
            // The absence goes on: there was no return, and two spells may be one.
            AttendanceEvent::AbsenceRecorded { .. } => {
                OF_HOURS.contains(&kind)
                    || [DutyKind::CheckOnReturn, DutyKind::ConsiderLongAbsence].contains(&kind)
            }
            AttendanceEvent::EntryRecorded { .. } | AttendanceEvent::ExitRecorded { .. } => {
                OF_HOURS.contains(&kind)
            }
            AttendanceEvent::JustificationSubmitted { .. } | AttendanceEvent::JustificationDecided { .. } => {
                OF_JUSTIFYING.contains(&kind) || OF_REASONS.contains(&kind)
            }
            AttendanceEvent::Classified { .. } => {
                kind == DutyKind::DecideContest || OF_JUSTIFYING.contains(&kind) || OF_REASONS.contains(&kind)
            }
            AttendanceEvent::GroundVerified { .. } => {
                kind == DutyKind::VerifyGround || OF_DELAYS.contains(&kind)
            }
            AttendanceEvent::Foretold { .. } => {
                OF_REASONS.contains(&kind) || kind == DutyKind::ConsiderLongAbsence
            }
            AttendanceEvent::AdmittedWithReserve { .. } => {
                kind == DutyKind::CheckOnReturn || OF_REASONS.contains(&kind)
            }
            AttendanceEvent::ActivityRecorded { .. } => {
                OF_HOURS.contains(&kind) || kind == DutyKind::TellOfThreeUnjustified
            }
            AttendanceEvent::HoursExcused { .. } => OF_HOURS.contains(&kind),
            AttendanceEvent::Corrected { .. }
            | AttendanceEvent::Restamped { .. }
            | AttendanceEvent::JustificationWithdrawn { .. }
            | AttendanceEvent::ClassificationContested { .. }
            | AttendanceEvent::ClassificationConfirmed { .. }
            | AttendanceEvent::RecoveryMissed { .. }
            | AttendanceEvent::ExcuseRevoked { .. } => false,
        },
        DomainEvent::Conduct(ConductEvent::NoteAnnulled { .. }) => kind == DutyKind::ConsiderNotes,
        DomainEvent::Device(_)
        | DomainEvent::Conduct(_)
        | DomainEvent::Assessment(_)
        | DomainEvent::Contact(_)
        | DomainEvent::School(_)
        | DomainEvent::Person(_)
        | DomainEvent::Lesson(_)
        | DomainEvent::Permission(_)
        | DomainEvent::Derogation(_)
        | DomainEvent::Vigilance(_)
        | DomainEvent::Notice(_)
        | DomainEvent::Receipt(_)
        | DomainEvent::Case(_)
        | DomainEvent::Scrutiny(_)
        | DomainEvent::GuaranteeBody(_)
        | DomainEvent::Conflict(_)
        | DomainEvent::Erasure(_)
        | DomainEvent::Request(_)
        | DomainEvent::Breach(_)
        | DomainEvent::Consultation(_)
        | DomainEvent::Erased(_) => false,
    }
}

/// The day on which something was done.
fn done_on(event: &DomainEvent) -> Date {
    use crate::fact::Said;
    if let DomainEvent::Attendance(
        AttendanceEvent::JustificationSubmitted { submitted_on: on, .. }
        | AttendanceEvent::JustificationDecided { decided_on: on, .. }
        | AttendanceEvent::GroundVerified { verified_on: on, .. }
        | AttendanceEvent::Classified { classified_on: on, .. }
        | AttendanceEvent::Foretold { told_on: on, .. },
    ) = event
    {
        return *on;
    }
    event.effective_on()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    /// A3-08: whatever is recorded next, an open duty stays, unless it is what fulfils it or removes its cause.
    #[test]
    fn a_duty_stays_until_an_event_closes_it(
        steps in prop::collection::vec(any_step(), 1..40), today in prop::sample::select(vec![12usize, 20, 30, 120]),
    ) {
        let (events, today) = (happened(&steps), day(&lesson(today)));
        for length in 1..events.len() {
            let (before, event) = (&events[..length], &events[length]);
            let after = open(&events[..=length], today);
            for (kind, matter) in open(before, today).difference(&after) {
                prop_assert!(may_close(*kind, event), "{kind:?} {matter:?} closed by {event:?}");
            }
        }
    }

    /// A3-08: time alone takes no duty away.
    #[test]
    fn a_duty_stays_from_a_day_to_the_next(steps in prop::collection::vec(any_step(), 1..40)) {
        let events = happened(&steps);
        let mut today = day("2025-11-03");
        while today < day("2026-01-20") {
            let tomorrow = today.saturating_add(1.day());
            let after = open(&events, tomorrow);
            for (kind, matter) in open(&events, today).difference(&after) {
                let closed = events.iter().any(|it| done_on(it) == tomorrow && may_close(*kind, it));
                prop_assert!(closed, "{kind:?} {matter:?} gone on {tomorrow}");
            }
            today = tomorrow;
        }
    }

    /// A3-08: what is done was done by an act that can do it, on the day of that act.
    #[test]
    fn a_duty_is_done_by_an_act_of_its_own(steps in prop::collection::vec(any_step(), 1..40)) {
        let events = happened(&steps);
        for duty in as_of(&events, day("2026-06-08")) {
            let Status::Done { on, by } = duty.status else { continue };
            let by = &events[usize::try_from(by.0).expect("few")];
            prop_assert!(may_close(duty.kind, by), "{:?} done by {by:?}", duty.kind);
            prop_assert_eq!(on, done_on(by));
            prop_assert!(duty.cause.iter().all(|cause| usize::try_from(cause.0).expect("few") < events.len()));
        }
    }

    /// A3-08: a number is counted on its own day, whatever the order in which a day's facts were recorded.
    #[test]
    fn alarms_do_not_depend_on_the_order_of_recording(
        (days, shuffled) in prop::collection::vec(0usize..30, 1..25)
            .prop_flat_map(|days| (Just(days.clone()), Just(days).prop_shuffle())),
    ) {
        let said = |days: &[usize]| {
            let mut year = Year::default();
            for at in days {
                year.absent(&lesson(*at));
                year.late(&lesson(*at), Ground::None);
            }
            let duties = as_of(&year.events, day("2026-06-08"));
            let alarms = duties.iter().filter(|it| it.matter == Matter::Year);
            alarms.map(|it| (it.kind, it.arose_on, it.due)).collect::<Vec<_>>()
        };
        prop_assert_eq!(said(&days), said(&shuffled));
    }
}
