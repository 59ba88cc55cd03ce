//! Who plays which part in the stories of the year, chosen by seed, and on which days each is where her story needs her.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time, Weekday, date};
use registro_domain::attendance::ExitReason;

use super::appeals;
use super::draw::Dice;
use super::measures;
use super::people::Student;
use super::presence::{Arrival, Gap, StudentDay};

/// A part in a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Under sixteen: stays away, and the mayor is informed. Two others are still away when the lessons end, one of them
    /// so recently that nobody has told the family.
    Truant,
    StillTruant,
    NewTruant,
    /// Over sixteen: ten days that nobody explains, up to the Carabinieri. Another one whose family was told just now.
    Silent,
    StillSilent,
    /// Minors whose phones are with the deputy on the last Friday, one of them since that morning.
    PhoneHeld,
    PhoneTaken,
    /// Whose family justifies on the last Thursday an absence of May.
    JustifiedLate,
    /// Whose family asks for a permission on the last Thursday.
    Asking,
    /// Beyond the line but for a derogation, and beyond it without.
    SavedByDerogation,
    BeyondTheLine,
    NotAssessable,
    DerogationRevoked,
    DerogationPending,
    /// Absences of a week and more that the family told of, and that nobody told of.
    Foretold,
    NotForetold,
    StillNotForetold,
    /// Of age: objects to her parents being informed; did, and no longer does; leaves alone.
    Objecting,
    Reconciled,
    LeavesAlone,
    /// Leaves early every other Tuesday, for a treatment.
    Treated,
    /// Leaves early every Friday, for no treatment.
    LeavesOften,
    /// Some hours at a host body, not all of them done.
    Citizen,
    /// In a recovery course that she does not attend one day.
    Recovering,
    /// Whose father answers for her until February only.
    OneParentLess,
    Leaving,
    PhoneInBag,
    PhoneNotInBag,
    PhoneInBagAsked,
    PhoneAllowed,
    /// Four disciplinary notes in the year, the last of them in the last days. Another one with four, one annulled.
    Noted,
    Forgiven,
    /// Sent out of class twice, the last time without a call to her family.
    SentOut,
    /// Disciplinary cases: three admonitions and what follows, a repair, days at a host body, days of reflection, weeks
    /// away, a report without consequences, one that was not proved, a sanction of who was not heard, one decided and one
    /// reported in the last days.
    Admonished,
    Repairing,
    Hosted,
    Reflecting,
    Removed,
    Cleared,
    Acquitted,
    Unheard,
    JustDecided,
    JustReported,
    /// Sanctions contested: confirmed, confirmed in part, left to silence, an appeal withdrawn, a court, one to be judged on
    /// the last Friday, one filed on the evening before.
    Confirmed,
    Lessened,
    Unanswered,
    Withdrawing,
    Expunged,
    Judged,
    JustAppealed,
}

/// Who may play a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    UnderSixteen,
    OverSixteen,
    Minor,
    WithTwoParents,
    OfAge,
}

/// Those that a small school needs first come first.
const PARTS: [(Part, Who); 50] = [
    (Part::Truant, Who::UnderSixteen),
    (Part::StillTruant, Who::UnderSixteen),
    (Part::NewTruant, Who::UnderSixteen),
    (Part::Objecting, Who::OfAge),
    (Part::Reconciled, Who::OfAge),
    (Part::LeavesAlone, Who::OfAge),
    (Part::Silent, Who::OverSixteen),
    (Part::StillSilent, Who::OverSixteen),
    (Part::OneParentLess, Who::WithTwoParents),
    (Part::PhoneHeld, Who::Minor),
    (Part::PhoneTaken, Who::Minor),
    (Part::JustifiedLate, Who::Minor),
    (Part::Asking, Who::Minor),
    (Part::SavedByDerogation, Who::Minor),
    (Part::BeyondTheLine, Who::Minor),
    (Part::NotAssessable, Who::Minor),
    (Part::DerogationRevoked, Who::Minor),
    (Part::DerogationPending, Who::Minor),
    (Part::Foretold, Who::Minor),
    (Part::NotForetold, Who::Minor),
    (Part::StillNotForetold, Who::Minor),
    (Part::Treated, Who::Minor),
    (Part::LeavesOften, Who::Minor),
    (Part::Citizen, Who::Minor),
    (Part::Recovering, Who::Minor),
    (Part::Leaving, Who::Minor),
    (Part::PhoneInBag, Who::Minor),
    (Part::PhoneNotInBag, Who::Minor),
    (Part::PhoneInBagAsked, Who::Minor),
    (Part::PhoneAllowed, Who::Minor),
    (Part::Noted, Who::Minor),
    (Part::Forgiven, Who::Minor),
    (Part::SentOut, Who::Minor),
    (Part::Admonished, Who::Minor),
    (Part::Repairing, Who::Minor),
    (Part::Hosted, Who::Minor),
    (Part::Reflecting, Who::Minor),
    (Part::Removed, Who::Minor),
    (Part::Cleared, Who::Minor),
    (Part::Acquitted, Who::Minor),
    (Part::Unheard, Who::Minor),
    (Part::JustDecided, Who::Minor),
    (Part::JustReported, Who::Minor),
    (Part::Confirmed, Who::Minor),
    (Part::Lessened, Who::Minor),
    (Part::Unanswered, Who::Minor),
    (Part::Withdrawing, Who::Minor),
    (Part::Expunged, Who::Minor),
    (Part::Judged, Who::Minor),
    (Part::JustAppealed, Who::Minor),
];

/// Days away, of a part, both included.
const AWAY: [(Part, Date, Date); 20] = [
    (Part::Truant, date(2025, 10, 6), date(2025, 11, 11)),
    (Part::Truant, date(2026, 1, 8), date(2026, 1, 31)),
    (Part::StillTruant, date(2026, 4, 27), date(2026, 6, 8)),
    (Part::NewTruant, date(2026, 5, 14), date(2026, 6, 8)),
    (Part::Silent, date(2026, 1, 12), date(2026, 1, 24)),
    (Part::StillSilent, date(2026, 5, 11), date(2026, 5, 22)),
    (Part::JustifiedLate, date(2026, 5, 25), date(2026, 5, 25)),
    (Part::SavedByDerogation, date(2025, 11, 3), date(2025, 12, 13)),
    (Part::SavedByDerogation, date(2026, 2, 2), date(2026, 2, 28)),
    (Part::BeyondTheLine, date(2025, 12, 1), date(2025, 12, 22)),
    (Part::BeyondTheLine, date(2026, 1, 19), date(2026, 2, 7)),
    (Part::BeyondTheLine, date(2026, 3, 2), date(2026, 3, 28)),
    (Part::NotAssessable, date(2026, 1, 12), date(2026, 1, 24)),
    (Part::DerogationRevoked, date(2025, 10, 20), date(2025, 10, 25)),
    (Part::DerogationPending, date(2026, 5, 4), date(2026, 5, 9)),
    (Part::Foretold, date(2026, 3, 23), date(2026, 3, 30)),
    (Part::NotForetold, date(2026, 4, 13), date(2026, 4, 20)),
    (Part::StillNotForetold, date(2026, 5, 18), date(2026, 5, 26)),
    (Part::Removed, measures::REMOVED.0, measures::REMOVED.1),
    (Part::Removed, measures::TO_THE_END.0, measures::TO_THE_END.1),
];

/// Days at an activity instead of lessons, of a part.
const ELSEWHERE: [(Part, Date, Date); 7] = [
    (Part::Hosted, measures::HOSTED.0, measures::HOSTED.1),
    (Part::Reflecting, measures::REFLECTING.0, measures::REFLECTING.1),
    (Part::Unheard, appeals::AGAIN.0, appeals::AGAIN.1),
    (Part::Confirmed, appeals::CONFIRMED.0, appeals::CONFIRMED.1),
    (Part::Lessened, appeals::BEFORE_THE_APPEAL.0, appeals::BEFORE_THE_APPEAL.1),
    (Part::Lessened, appeals::IN_PART.0, appeals::IN_PART.1),
    (Part::Withdrawing, appeals::WITHDRAWN.0, appeals::WITHDRAWN.1),
];

/// Days in class from the first hour to the last, of a part.
const IN_CLASS: [(Part, Date, Date); 20] = [
    (Part::Truant, date(2025, 11, 12), date(2025, 11, 13)),
    (Part::Truant, date(2026, 2, 2), date(2026, 2, 5)),
    (Part::Silent, date(2026, 1, 26), date(2026, 1, 27)),
    (Part::JustifiedLate, date(2026, 5, 26), date(2026, 5, 27)),
    (Part::PhoneHeld, date(2026, 6, 4), date(2026, 6, 5)),
    (Part::PhoneTaken, date(2026, 6, 5), date(2026, 6, 5)),
    (Part::Asking, date(2026, 6, 4), date(2026, 6, 6)),
    (Part::Citizen, date(2025, 11, 27), date(2025, 11, 27)),
    (Part::Recovering, date(2026, 2, 10), date(2026, 2, 11)),
    (Part::Noted, date(2025, 10, 2), date(2025, 10, 2)),
    (Part::Noted, date(2025, 11, 6), date(2025, 11, 6)),
    (Part::Noted, date(2026, 2, 12), date(2026, 2, 12)),
    (Part::Noted, date(2026, 5, 28), date(2026, 5, 28)),
    (Part::Forgiven, date(2025, 10, 9), date(2025, 10, 9)),
    (Part::Forgiven, date(2025, 11, 13), date(2025, 11, 13)),
    (Part::Forgiven, date(2025, 12, 4), date(2025, 12, 4)),
    (Part::Forgiven, date(2026, 1, 15), date(2026, 1, 15)),
    (Part::Forgiven, date(2026, 3, 5), date(2026, 3, 5)),
    (Part::SentOut, date(2025, 12, 3), date(2025, 12, 3)),
    (Part::SentOut, date(2026, 6, 4), date(2026, 6, 4)),
];

/// On which day an adult leaves alone.
const LEAVES_ALONE: Date = date(2026, 4, 15);
/// Absences above which somebody would have a story of her own already, per 10,000 days.
const SELDOM_ABSENT: u32 = 900;

#[derive(Debug, Default)]
pub(crate) struct Cast {
    parts: BTreeMap<Part, usize>,
    /// What was decided for a student and a lesson day.
    days: BTreeMap<(usize, usize), StudentDay>,
}

impl Cast {
    /// `hours` are the beginnings of the hours; nobody of `but` has a part.
    pub(crate) fn choose(
        students: &[Student],
        days: &[Date],
        hours: &[Time],
        but: Option<usize>,
        couples: impl Fn(usize) -> bool,
        dice: Dice,
    ) -> Self {
        let mut cast = Self::default();
        let alone = |student: usize| {
            let household = students[student].household;
            household == student && students.iter().filter(|other| other.household == household).count() == 1
        };
        // No more than half of a school has a story.
        for (number, (part, who)) in PARTS.iter().enumerate().take(students.len() / 2) {
            let free = |student: &usize| {
                Some(*student) != but
                    && !cast.parts.values().any(|taken| taken == student)
                    && students[*student].absent_per_10_000 < SELDOM_ABSENT
                    && who.may_be(students[*student].who.born_on)
                    && (*who != Who::WithTwoParents || couples(*student))
                    && alone(*student)
            };
            let able: Vec<usize> = (0..students.len()).filter(free).collect();
            if let Some(student) = dice.draw("part", number as u64, 0).pick(&able) {
                cast.parts.insert(*part, *student);
            }
        }
        cast.write_days(days, hours);
        cast
    }

    fn write_days(&mut self, days: &[Date], hours: &[Time]) {
        let periods = [
            (AWAY.as_slice(), StudentDay::AWAY),
            (IN_CLASS.as_slice(), StudentDay::IN_CLASS),
            (ELSEWHERE.as_slice(), StudentDay::ELSEWHERE),
        ];
        for (part, from, until, day) in periods
            .iter()
            .flat_map(|(of, day)| of.iter().map(move |(part, from, until)| (part, from, until, day)))
        {
            let Some(student) = self.player(*part) else { continue };
            for (index, _) in days.iter().enumerate().filter(|(_, on)| (*from..=*until).contains(*on)) {
                self.days.insert((student, index), *day);
            }
        }
        let leaves = |at: Option<&Time>, reason| {
            let gap = at.map_or(Gap::None, |at| Gap::Leaves { at: *at, reason });
            StudentDay { arrival: Arrival::OnTime, gap }
        };
        for (index, on) in days.iter().enumerate() {
            if let Some(student) = self.player(Part::LeavesAlone).filter(|_| *on == LEAVES_ALONE) {
                self.days.insert((student, index), leaves(hours.get(2), ExitReason::Family));
            }
            let every_other = on.weekday() == Weekday::Tuesday && on.day_of_year() / 7 % 2 == 0;
            if let Some(student) = self.player(Part::Treated).filter(|_| every_other) {
                self.days.insert((student, index), leaves(hours.get(3), ExitReason::Health));
            }
            if let Some(student) = self.player(Part::LeavesOften).filter(|_| on.weekday() == Weekday::Friday)
            {
                self.days.insert((student, index), leaves(hours.get(3), ExitReason::Family));
            }
        }
    }

    /// The parts that somebody has, with who it is.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (Part, usize)> + '_ {
        self.parts.iter().map(|(part, student)| (*part, *student))
    }

    pub(crate) fn player(&self, part: Part) -> Option<usize> {
        self.parts.get(&part).copied()
    }

    pub(crate) fn plays(&self, part: Part, student: usize) -> bool {
        self.player(part) == Some(student)
    }

    pub(crate) fn has_a_part(&self, student: usize) -> bool {
        self.parts.values().any(|player| *player == student)
    }

    /// What a story says of a student's day.
    pub(crate) fn day(&self, student: usize, day: usize) -> Option<StudentDay> {
        self.days.get(&(student, day)).copied()
    }

    /// Whether nobody ever explains an absence.
    pub(crate) fn is_never_explained(&self, student: usize, day: usize) -> bool {
        let silent = [Part::Truant, Part::StillTruant, Part::NewTruant, Part::Silent, Part::StillSilent];
        silent.iter().any(|part| self.plays(*part, student)) && self.days.contains_key(&(student, day))
    }

    /// Whether a story says that a student is away that day.
    pub(crate) fn is_away(&self, student: usize, day: usize) -> bool {
        self.day(student, day) == Some(StudentDay::AWAY)
    }
}

impl Who {
    fn may_be(self, born_on: Date) -> bool {
        match self {
            Who::UnderSixteen => date(2010, 6, 30) < born_on,
            Who::OverSixteen => date(2008, 6, 30) < born_on && born_on < date(2009, 12, 31),
            Who::Minor | Who::WithTwoParents => date(2008, 6, 30) < born_on,
            Who::OfAge => born_on < date(2008, 2, 28),
        }
    }
}
