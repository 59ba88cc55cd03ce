//! The embedded acts: what they say, that they cover every day, and that a number can be tried without a rebuild.

use jiff::ToSpan;
use jiff::civil::{Date, date, time};

use super::*;
use crate::assessment::{Scale, Tenths};
use crate::hours::{CountingPolicy, Share};
use crate::ids::SubjectCode;
use crate::scrutiny::{Average, CourseYear};
use crate::term::{CivilDays, EuMonths, Hours, SchoolDays, WorkingDays};

const DAY: Date = date(2025, 11, 12);

#[test]
fn the_adopted_regulation_says_what_the_school_wrote() {
    let regulation = Regulation::adopted();
    assert_eq!(regulation.version(), "2025-09-01");
    assert_eq!(regulation.doors_open(DAY), time(8, 0, 0, 0)); // A1-01
    assert_eq!(regulation.lessons_start(DAY), time(8, 5, 0, 0)); // A1-01
    assert_eq!(regulation.immediate_admission_until(DAY), time(8, 15, 0, 0)); // A1-04
    assert_eq!(regulation.deferred_admission_at(DAY), time(9, 0, 0, 0)); // A1-04
    assert_eq!(regulation.family_notice_at_delay(DAY), 5); // A1-05
    assert_eq!(regulation.sanction_proposal_from_delay(DAY), 6); // A1-06
    assert_eq!(regulation.permission_request_notice(DAY), CivilDays(3)); // A2-01
    assert_eq!(regulation.justification_reserve(DAY), CivilDays(3)); // A3-03
    assert_eq!(regulation.age_of_majority(DAY), 18); // A3-07
    assert!(!regulation.family_of_adult_told_unasked(DAY)); // B6-02
    assert_eq!(regulation.attendance_share(DAY), Share { numerator: 3, denominator: 4 }); // A5-01, B3-01
    assert_eq!(regulation.hours_counting(DAY), CountingPolicy::WholeLessons); // A5-03
    assert_eq!(regulation.warning_levels(DAY), [50, 75, 90].try_into().expect("they rise")); // A5-11
    assert_eq!(regulation.break_ends(DAY), time(11, 5, 0, 0));
    assert_eq!(regulation.last_month(DAY), 1); // A2-03
    assert_eq!(regulation.early_exit_alert(DAY), 10); // A2-05
    assert_eq!(regulation.foretold_absence_over(DAY), 5); // A3-02
    assert_eq!(regulation.reserve_anchor(DAY), ReserveAnchor::Return); // A3-05
    assert_eq!(regulation.reserve_unit(DAY), ReserveUnit::Civil); // A3-05
    assert_eq!(regulation.duty_term(DAY), CivilDays(5)); // A3-08
    assert_eq!(regulation.review_every(DAY), 1); // A3-10
    assert_eq!(regulation.unjustified_family_notice_at(DAY), 3); // A3-12
    assert_eq!(regulation.unjustified_days_alarm(DAY), 10); // A3-14
    assert_eq!(regulation.social_services_after(DAY), CivilDays(7)); // A3-14
    assert_eq!(regulation.day_after_trip(DAY), SchoolDays(1)); // A3-15
    assert_eq!(regulation.readmission_rule_by(DAY), SchoolDays(1)); // A4-02
    assert_eq!(regulation.collective_absences_alert(DAY), 2); // A4-03
    assert_eq!(regulation.device_alert_after(DAY), CivilDays(7)); // A6-03
    assert!(!regulation.it_track_exception(DAY)); // A6-06
    assert!(regulation.adult_collects_device(DAY)); // A6-07
    assert_eq!(regulation.notes_before_proposal(DAY), 4); // A7-03
    let scale = Scale { lowest: Tenths(100), highest: Tenths(1000), step: Tenths(25) };
    assert_eq!(regulation.marks(DAY), scale); // A12-01
    assert_eq!(regulation.heaviest_mark(DAY), 100); // A12-01
    assert_eq!(regulation.tests_handed_back_within(DAY), WorkingDays(10)); // A12-10, T-6
    assert_eq!(regulation.near_scrutiny(DAY), CivilDays(7)); // B7-05
    assert!(regulation.permitted_link_hosts(DAY).permit("www.mim.gov.it")); // A12-02
    assert!(!regulation.permitted_link_hosts(DAY).permit("shop.example.com")); // A12-02
}

#[test]
fn the_national_law_on_compulsory_education_says_what_it_does() {
    let regulation = Regulation::adopted();
    assert_eq!(regulation.truancy_over(DAY), 15); // B5-01
    assert_eq!(regulation.truancy_window(DAY), 3); // B5-01
    assert_eq!(regulation.attendance_resumes_within(DAY), CivilDays(7)); // B5-02
    assert_eq!(regulation.mayor_informed_within(DAY), CivilDays(7)); // B5-02
    assert_eq!(regulation.truancy_share(DAY), Share { numerator: 1, denominator: 4 }); // B5-03
    let reported_by = regulation.minors_reported_by(DAY);
    assert_eq!((reported_by.month, reported_by.day), (10, 31)); // B5-05
    assert_eq!(regulation.end_of_compulsory_education(DAY), 16); // B5-06
}

#[test]
fn the_numbers_of_discipline_are_those_of_the_texts() {
    let regulation = Regulation::adopted();
    assert_eq!(regulation.appeal_term(DAY), CivilDays(15)); // A9-01
    assert!(regulation.appeal_stays_sanction(DAY)); // A9-04, A10-C3
    assert_eq!(regulation.guarantee_convened_within(DAY), CivilDays(5)); // A9-05
    assert_eq!(regulation.guarantee_notice(DAY), CivilDays(3)); // A9-06
    assert_eq!(regulation.appeal_decided_within(DAY), CivilDays(10)); // A9-07
    assert_eq!(regulation.guarantee_term_years(DAY), 3); // A9-08
    assert_eq!(regulation.guarantee_teachers(DAY), 2); // A9-08
    assert_eq!(regulation.guarantee_students(DAY), 1); // A9-08
    assert_eq!(regulation.guarantee_parents(DAY), 1); // A9-08
    assert_eq!(regulation.guarantee_quorum(DAY).of(5), 3); // A9-10
    assert_eq!(QuorumRule::HalfRoundedUpAndOne.of(5), 4); // A9-10
    assert_eq!(regulation.guarantee_vote(DAY), VoteForm::Open); // A10-C12
    assert_eq!(regulation.complaint_term(DAY), CivilDays(15)); // A9-14
    assert_eq!(regulation.opinion_within(DAY), CivilDays(30)); // B1-14
    assert_eq!(regulation.opinion_extended_by(DAY), CivilDays(15)); // B1-14
    assert_eq!(regulation.class_council_removal(DAY), 15); // B1-02
    assert_eq!(regulation.council_quorum(DAY).of(10), 6); // B1-06
    assert_eq!(regulation.council_quorum(DAY).of(11), 6); // B1-06
    assert_eq!(regulation.short_removal(DAY), 2); // A7-01
    assert_eq!((regulation.council_parents(DAY), regulation.council_students(DAY)), (2, 2)); // B1-06
    assert_eq!(regulation.admonitions_before_letter_d(DAY), 3); // A7-02
    assert_eq!(regulation.prompt_within(DAY), CivilDays(30)); // A7-06
    assert_eq!(regulation.minutes_within(DAY), CivilDays(10)); // A8-11
    assert_eq!(regulation.consultation_lasts_at_most(DAY), CivilDays(30)); // C5-02
    assert_eq!(regulation.support_lasts_at_most(DAY), CivilDays(1)); // A12-07
    // B1-08: the day before the decree, and the day of it.
    assert_eq!(regulation.reflection_removal(date(2025, 10, 9)), 0);
    assert_eq!(regulation.reflection_removal(date(2025, 10, 10)), 2);
}

#[test]
fn the_terms_of_requests_and_breaches_are_those_of_the_texts() {
    let regulation = Regulation::adopted();
    assert_eq!(regulation.rights_answered_within(DAY), EuMonths(1)); // C2-02
    assert_eq!(regulation.rights_answered_within_extended(DAY), EuMonths(3)); // C2-02
    assert_eq!(regulation.identifying_level(DAY), 2); // C2-04
    assert_eq!(regulation.documents_answered_within(DAY), CivilDays(30)); // B4-05
    assert_eq!(regulation.documents_appealed_within(DAY), CivilDays(30)); // B4-05
    assert_eq!(regulation.opposition_within(DAY), CivilDays(10)); // DPR184-3
    assert_eq!(regulation.accessibility_answered_within(DAY), CivilDays(30)); // E-04
    assert_eq!(regulation.breach_notified_within(DAY), Hours(72)); // C5-04
}

#[test]
fn the_law_of_scrutinies_says_what_it_does() {
    let (regulation, on) = (Regulation::adopted(), date(2026, 6, 10));
    assert_eq!(regulation.sufficient_grade(on), 6); // DPR122-4
    assert_eq!(regulation.exam_insufficient_subjects(on), 1); // DPR122-4
    assert_eq!(regulation.subjects_without_grade(on), [SubjectCode("REL".to_owned())]); // DPR122-4
    assert_eq!(regulation.sufficient_behaviour(on), 6); // B2-02, B2-03
    assert_eq!(regulation.last_course_year(on), 5); // B2-04
    assert_eq!(regulation.top_of_band_behaviour(on), 9); // B2-05
    assert_eq!(regulation.fee_behaviour(on), 8); // A11-01
    assert_eq!(regulation.fee_average(on), 800); // A11-02
    assert_eq!(regulation.fee_sanction_over(on), 5); // A11-03
    let Fees { enrolment, attendance, exam, diploma } = regulation.fees(on);
    assert_eq!([enrolment, attendance, exam, diploma], [604, 1513, 1209, 1513]); // A11-04
    assert_eq!((regulation.fee_income(on), regulation.fee_income_from_year(on)), (20_000, 4)); // A11-04
}

/// B2-05: the points of each band, by average and year of course.
#[test]
fn the_bands_of_credit_are_those_of_the_annex() {
    let bands = Regulation::adopted().credit_bands(date(2026, 6, 10)).clone();
    let of = |average: u16, year: u8| {
        let average = Average::try_from(average).expect("an average");
        bands.band(average, CourseYear(year)).map(|band| (band.from, band.to))
    };
    for (lowest, highest, third, fourth, fifth) in [
        (100, 599, None, None, Some((7, 8))),
        (600, 600, Some((7, 8)), Some((8, 9)), Some((9, 10))),
        (601, 700, Some((8, 9)), Some((9, 10)), Some((10, 11))),
        (701, 800, Some((9, 10)), Some((10, 11)), Some((11, 12))),
        (801, 900, Some((10, 11)), Some((11, 12)), Some((13, 14))),
        (901, 1000, Some((11, 12)), Some((12, 13)), Some((14, 15))),
    ] {
        for average in [lowest, highest] {
            let points = [2, 3, 4, 5].map(|year| of(average, year));
            assert_eq!(points, [None, third, fourth, fifth], "{average}");
        }
    }
    assert_eq!([2, 3, 4, 5, 6].map(|year| bands.has(CourseYear(year))), [false, true, true, true, false]);
}

/// The numbers that no subject applies yet, on the worked examples of the rule sheet.
#[test]
fn the_adopted_numbers_give_the_days_of_the_rule_sheet() {
    let regulation = Regulation::adopted();
    let notice = regulation.permission_request_notice(DAY);
    assert_eq!(notice.last_day_before(date(2025, 11, 14)), date(2025, 11, 11)); // A2-01
    let reserve = regulation.justification_reserve(DAY);
    let holidays = crate::calendar::Holidays::national();
    assert_eq!(reserve.last_day(date(2025, 11, 13), &holidays), date(2025, 11, 17)); // A3-05: over a Sunday.
    assert_eq!(reserve.last_day(date(2026, 1, 7), &holidays), date(2026, 1, 10)); // A3-05
    // A1-05, A1-06: the family is told at the fifth delay; "after the fifth" is the sixth.
    assert_eq!(regulation.sanction_proposal_from_delay(DAY), regulation.family_notice_at_delay(DAY) + 1);
}

#[test]
fn the_bell_rings_without_gaps_and_agrees_with_the_doors() {
    let regulation = Regulation::adopted();
    let periods = &regulation.bell_schedule(DAY).periods;
    assert_eq!(periods.iter().map(|period| period.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    assert!(periods.iter().all(|period| period.starts < period.ends));
    assert!(periods.windows(2).all(|pair| pair[0].ends == pair[1].starts));
    assert_eq!(periods[0].starts, regulation.lessons_start(DAY));
    assert_eq!(periods[0].ends, regulation.deferred_admission_at(DAY));
    // A1-01: the first bell and the second; the break ends as long after the fourth hour has begun.
    let (opens, after_the_break) = (regulation.doors_open(DAY), regulation.break_ends(DAY));
    assert_eq!(opens + 5.minutes(), regulation.lessons_start(DAY));
    assert_eq!(after_the_break, periods[3].starts + 5.minutes());

    let number_at = |at| regulation.bell_schedule(DAY).period_at(at).map(|period| period.number);
    assert_eq!(number_at(time(8, 4, 59, 0)), None);
    assert_eq!(number_at(time(8, 5, 0, 0)), Some(1));
    assert_eq!(number_at(time(9, 0, 0, 0)), Some(2));
    assert_eq!(number_at(regulation.break_ends(DAY)), Some(4));
    assert_eq!(number_at(time(13, 59, 0, 0)), Some(6));
    assert_eq!(number_at(time(14, 0, 0, 0)), None);
}

/// Every provision of every embedded act, found in the text, so that none can be forgotten here.
fn every_history() -> Vec<(String, Dated<Value>)> {
    let acts = [include_str!("../../regulation/dlgs-297-1994-art-74.toml")];
    let provisions = DOCUMENTS.iter().map(|(_, text)| *text).chain(acts).flat_map(|text| {
        let act: Table = text.parse().expect("TOML");
        act.into_iter().filter(|(key, _)| key != "version")
    });
    let holidays: Table = include_str!("../../regulation/national-holidays.toml").parse().expect("TOML");
    let feasts = holidays["feast"].as_array().expect("feasts").clone();
    let feasts = feasts.into_iter().map(|feast| (format!("{:?}", feast["name"]), feast));
    provisions
        .chain(feasts)
        .map(|(key, provision)| (key, provision["in_force"].clone().try_into().expect("a history")))
        .collect()
}

#[test]
fn every_value_holds_on_every_day_exactly_once() {
    let histories = every_history();
    assert_eq!(histories.len(), 84 + 1 + 14 + 7, "a provision without its test, or a test too few");
    for (key, history) in histories {
        let lines: Vec<_> = history.lines().collect();
        for day in lines[0].from.series(1.day()).take_while(|day| day.year() < 2041) {
            let covering = (0..lines.len())
                .filter(|i| lines[*i].from <= day && lines.get(i + 1).is_none_or(|next| day < next.from));
            let values: Vec<_> = covering.map(|i| &lines[i].value).collect();
            assert_eq!(values, [history.on(day).expect("from the first day on, a value")], "{key} on {day}");
        }
        assert_eq!(history.on(lines[0].from.saturating_sub(1.day())), None, "{key}");
    }
}

#[test]
fn the_school_repeats_the_three_quarters_of_the_law() {
    let regulation = Regulation::adopted();
    for day in date(2025, 9, 1).series(1.day()).take_while(|day| day.year() < 2041) {
        assert_eq!(regulation.attendance_share(day), regulation.attendance_share_restated(day), "{day}"); // A5-01
    }
}

#[test]
fn a_number_can_be_overridden_at_load_and_the_version_tells() {
    let overridden = |text| Regulation::from_toml_with_overrides(text).expect("a sound override");
    let later = r#"
        [lessons_start]
        in_force = [{ from = "2025-09-01", value = "08:05" }, { from = "2026-01-07", value = "08:10" }]
    "#;
    let regulation = overridden(later);
    assert_eq!(regulation.lessons_start(date(2026, 1, 6)), time(8, 5, 0, 0));
    assert_eq!(regulation.lessons_start(date(2026, 1, 7)), time(8, 10, 0, 0));
    assert_eq!(regulation.doors_open(DAY), Regulation::adopted().doors_open(DAY));
    assert_eq!(regulation.version(), "2025-09-01+overrides");
    let whole = overridden(
        "attendance_share.in_force = [{ from = '2025-09-01', value = { numerator = 1, denominator = 1 } }]",
    );
    assert_eq!(whole.attendance_share(DAY), Share { numerator: 1, denominator: 1 });
    assert_eq!(overridden("version = 'prova'").version(), "prova");
}

#[test]
fn what_nobody_would_read_is_an_error() {
    for (overrides, said) in [
        ("[lesson_start]\nnorm = 'x'", "unknown field `lesson_start`"),
        ("[lessons_start]\nvalue = '08:10'", "unknown field `value`"),
        ("[lessons_start]\nunit = 'civil-days'", r#"the unit is "civil-days", and should be "time-of-day""#),
        ("[lessons_start]\nin_force = []", "needs at least one line"),
        (
            "[lessons_start]\nin_force = [{ from = '2025-09-01', value = '8:5' }]",
            "lessons_start.in_force.value",
        ),
        (
            "[hours_counting]\nin_force = [{ from = '2025-09-01', value = 'by-eye' }]",
            "unknown variant `by-eye`",
        ),
        (
            "[attendance_share]\nin_force = [{ from = '2025-09-01', value = { numerator = 5, denominator = 4 } }]",
            "5/4 is not a share",
        ),
        (
            "[attendance_share]\nin_force = [{ from = '2025-09-01', value = { numerator = 0, denominator = 4 } }]",
            "0/4 is not a share",
        ),
        (
            "[age_of_majority]\nin_force = [{ from = '2026-01-01', value = 18 }, { from = '2026-01-01', value = 16 }]",
            "does not start after",
        ),
    ] {
        match Regulation::from_toml_with_overrides(overrides) {
            Err(RegulationError::Unsound { source }) => {
                assert!(source.to_string().contains(said), "{source}")
            }
            other => panic!("{overrides}: {other:?}"),
        }
    }
    let not_toml = Regulation::from_toml_with_overrides("[[[");
    assert!(matches!(not_toml, Err(RegulationError::NotToml { .. })));
}
