//! The published calendar, day by day.

use jiff::civil::date;

use super::*;

#[test]
fn lazio_gives_the_lesson_days_that_the_region_counts() {
    for (calendar, lesson_days) in [
        (lazio_2025_26(Week::SixDays), 206),  // T-5
        (lazio_2025_26(Week::FiveDays), 173), // T-5
        (lazio_2026_27(Week::SixDays), 208),
        (lazio_2026_27(Week::FiveDays), 174),
    ] {
        let days: Vec<_> = calendar.lesson_days(&Holidays::national()).collect();
        assert_eq!(days.len(), lesson_days, "{}", calendar.year);
        assert_eq!((days.first(), days.last()), (Some(&calendar.first_day), Some(&calendar.last_day)));
        assert!(days.iter().all(|day| SchoolYear::containing(*day) == calendar.year));
    }
}

#[test]
fn a_day_without_lessons_says_why() {
    let day = date;
    for (on, why) in [
        (
            day(2025, 9, 14),
            Some("14 settembre 2025: lezioni non ancora iniziate (primo giorno: 15 settembre 2025)"),
        ),
        (day(2025, 9, 15), None),
        (day(2025, 10, 4), Some("4 ottobre 2025: è sabato, e le lezioni vanno dal lunedì al venerdì")),
        (day(2025, 11, 16), Some("16 novembre 2025: è domenica")),
        (day(2025, 12, 8), Some("8 dicembre 2025: è festivo (Immacolata Concezione)")),
        (day(2025, 12, 22), None),
        (day(2025, 12, 23), Some("23 dicembre 2025: vacanze di Natale (23 dicembre 2025 – 6 gennaio 2026)")),
        (day(2025, 12, 25), Some("25 dicembre 2025: è festivo (Natale)")),
        (day(2026, 1, 6), Some("6 gennaio 2026: è festivo (Epifania)")),
        (day(2026, 1, 7), None),
        (day(2026, 4, 1), None),
        (day(2026, 4, 7), Some("7 aprile 2026: vacanze di Pasqua (2 aprile 2026 – 7 aprile 2026)")),
        (day(2026, 4, 8), None),
        (day(2026, 6, 8), None),
        (day(2026, 6, 9), Some("9 giugno 2026: lezioni già terminate (ultimo giorno: 8 giugno 2026)")),
    ] {
        let calendar = lazio_2025_26(Week::FiveDays);
        let said = calendar.why_no_lesson(&Holidays::national(), on).map(|reason| reason.to_string());
        assert_eq!(said.as_deref(), why);
        assert_eq!(calendar.is_lesson_day(&Holidays::national(), on), why.is_none());
    }
}

/// T-5: the year, Christmas and Easter of 2026/27, each with the day before it and the day after it.
#[test]
fn lessons_of_2026_27_stop_and_start_on_these_days() {
    let calendar = lazio_2026_27(Week::FiveDays);
    for (day, lessons) in [
        (date(2026, 9, 14), false),
        (date(2026, 9, 15), true),
        (date(2026, 12, 22), true),
        (date(2026, 12, 23), false),
        (date(2027, 1, 6), false),
        (date(2027, 1, 7), true),
        (date(2027, 3, 24), true),
        (date(2027, 3, 25), false),
        (date(2027, 3, 30), false),
        (date(2027, 3, 31), true),
        (date(2027, 6, 8), true),
        (date(2027, 6, 9), false),
    ] {
        assert_eq!(calendar.is_lesson_day(&Holidays::national(), day), lessons, "{day}");
    }
    assert_eq!(calendar.year, SchoolYear::containing(calendar.first_day));
    assert_eq!(calendar.holidays().name_of(date(2027, 6, 29)), Some("Santi Pietro e Paolo"));
}

/// T-7
#[test]
fn rome_has_the_same_patron_every_year() {
    assert_eq!(lazio_2025_26(Week::FiveDays).patron, lazio_2026_27(Week::FiveDays).patron);
}

#[test]
fn a_six_day_week_has_lessons_on_saturday() {
    let calendar = lazio_2025_26(Week::SixDays);
    assert!(calendar.is_lesson_day(&Holidays::national(), date(2025, 10, 4))); // T-7: not yet a holiday.
    assert!(!calendar.is_lesson_day(&Holidays::national(), date(2025, 11, 1)));
    assert!(!calendar.is_lesson_day(&Holidays::national(), date(2026, 4, 25)));
}

#[test]
fn the_patron_has_no_lessons_even_if_the_holidays_do_not_know_it() {
    let patron = Patron { name: "San Martino".into(), day: "11-11".parse().expect("a day") };
    let calendar = SchoolCalendar { patron: Some(patron), ..lazio_2025_26(Week::FiveDays) };
    let day = date(2025, 11, 11);
    let why = NoLesson::Holiday { day, name: "San Martino".into() };
    assert_eq!(calendar.why_no_lesson(&Holidays::national(), day), Some(why));
    assert_eq!(calendar.holidays().name_of(day), Some("San Martino"));
    assert!(calendar.is_lesson_day(&Holidays::national(), date(2025, 11, 12)));
}

#[test]
fn a_school_year_goes_from_september_to_august() {
    let year = SchoolYear(2025);
    assert_eq!((year.first_day(), year.last_day()), (date(2025, 9, 1), date(2026, 8, 31)));
    for (day, in_year) in [
        (date(2025, 8, 31), 2024),
        (date(2025, 9, 1), 2025),
        (date(2026, 6, 5), 2025), // A1-07
        (date(2026, 8, 31), 2025),
        (date(2026, 9, 18), 2026), // A1-07
        (Date::MIN, -10_000),
        (Date::MAX, 9999),
    ] {
        assert_eq!(SchoolYear::containing(day), SchoolYear(in_year));
    }
    assert_eq!(year.to_string(), "2025/26");
    assert_eq!(SchoolYear(2099).to_string(), "2099/00");
    assert_eq!(year.slug(), "2025");
    // Whatever number is sent, there is an answer.
    for year in [i16::MIN, -10_000, 9999, i16::MAX] {
        assert!(SchoolYear(year).first_day() <= SchoolYear(year).last_day().saturating_add(1.day()));
    }
}

#[test]
fn a_published_calendar_is_stored_like_this() {
    insta::assert_json_snapshot!(lazio_2025_26(Week::FiveDays), @r#"
    {
      "year": 2025,
      "first_day": "2025-09-15",
      "last_day": "2026-06-08",
      "closures": [
        {
          "from": "2025-12-23",
          "to": "2026-01-06",
          "reason": "vacanze di Natale"
        },
        {
          "from": "2026-04-02",
          "to": "2026-04-07",
          "reason": "vacanze di Pasqua"
        }
      ],
      "week": "five-days",
      "patron": {
        "name": "Santi Pietro e Paolo",
        "day": "06-29"
      }
    }
    "#);
    let stored = serde_json::to_string(&lazio_2025_26(Week::SixDays)).expect("plain data");
    assert_eq!(
        serde_json::from_str::<SchoolCalendar>(&stored).expect("as written"),
        lazio_2025_26(Week::SixDays)
    );
}
