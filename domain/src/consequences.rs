//! What a behaviour grade entails: proposals for a council that votes, and what its vote may not contradict.

use jiff::civil::Date;

use crate::norm::Norm;
use crate::regulation::Regulation;
use crate::scrutiny::{CourseYear, ScrutinyPeriod, WholeGrade};

/// One thing that follows from a behaviour grade, once somebody does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consequence {
    /// To be involved in in-depth activities of citizenship.
    CitizenshipActivity,
    /// Neither to the next class nor to the exam.
    NotAdmitted,
    /// The judgement is suspended until an essay on active citizenship is passed.
    SuspendedForEssay,
    /// The essay is discussed at the interview of the exam.
    ExamEssay,
    /// The top of the band of credit cannot be given.
    NotTopOfBand,
    /// School fees are to be paid.
    NoFeeExemption,
}

impl Consequence {
    pub fn norm(self, course: CourseYear, on: Date, regulation: &Regulation) -> Norm {
        match self {
            Consequence::NotAdmitted if is_last(course, on, regulation) => Norm::SixAtTheExam,
            Consequence::CitizenshipActivity | Consequence::NotAdmitted => Norm::BehaviourBelowSix,
            Consequence::SuspendedForEssay => Norm::SixSuspends,
            Consequence::ExamEssay => Norm::SixAtTheExam,
            Consequence::NotTopOfBand => Norm::TopOfTheBand,
            Consequence::NoFeeExemption => Norm::FeesBehaviour,
        }
    }

    /// In Italian, as a proposal.
    pub fn says(self) -> &'static str {
        match self {
            Consequence::CitizenshipActivity => {
                "si propone il coinvolgimento in attività di approfondimento in materia di cittadinanza"
            }
            Consequence::NotAdmitted => "la legge non consente l'ammissione",
            Consequence::SuspendedForEssay => {
                "il giudizio è sospeso: si assegna un elaborato critico di cittadinanza attiva"
            }
            Consequence::ExamEssay => "si assegna un elaborato da discutere nel colloquio dell'esame",
            Consequence::NotTopOfBand => {
                "non si può attribuire il punteggio più alto della fascia di credito"
            }
            Consequence::NoFeeExemption => "nessun esonero dalle tasse scolastiche",
        }
    }
}

/// What follows from a behaviour grade of a scrutiny that sits `on` a day, for a student of that year of course. At the
/// interim scrutiny only an activity is proposed: admission is no matter of it.
///
/// Norm: B2-02 (below six), B2-03 (six), B2-04 (the year of the exam), B2-05 (nine for the top of the band), B2-06 (from
/// seven on nothing follows for admission), B2-08 (fees).
pub fn of_behaviour(
    grade: WholeGrade,
    period: ScrutinyPeriod,
    course: CourseYear,
    on: Date,
    regulation: &Regulation,
) -> Vec<Consequence> {
    let (grade, sufficient) = (grade.tenths(), regulation.sufficient_behaviour(on));
    if period == ScrutinyPeriod::Interim {
        let activity = (grade < sufficient).then_some(Consequence::CitizenshipActivity);
        return activity.into_iter().collect();
    }
    let mut follows = Vec::new();
    if grade < sufficient {
        follows.extend([Consequence::NotAdmitted, Consequence::CitizenshipActivity]);
    } else if grade == sufficient {
        let last = is_last(course, on, regulation);
        follows.push(if last { Consequence::ExamEssay } else { Consequence::SuspendedForEssay });
    }
    if sufficient <= grade
        && grade < regulation.top_of_band_behaviour(on)
        && regulation.credit_bands(on).has(course)
    {
        follows.push(Consequence::NotTopOfBand);
    }
    if grade < regulation.fee_behaviour(on) {
        follows.push(Consequence::NoFeeExemption);
    }
    follows
}

/// Whether a year of course ends with the exam.
pub fn is_last(course: CourseYear, on: Date, regulation: &Regulation) -> bool {
    course.0 == regulation.last_course_year(on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::school::tests::day;

    fn follows(grade: u8, period: ScrutinyPeriod, label: &str) -> Vec<Consequence> {
        let grade = WholeGrade::try_from(grade).expect("a grade");
        let course = CourseYear::of_label(label).expect("a class");
        of_behaviour(grade, period, course, day("2026-06-10"), &Regulation::adopted())
    }

    /// B2-02: first-term behaviour 5: an activity is proposed, and nothing is said of admission.
    #[test]
    fn at_the_interim_scrutiny_only_an_activity_is_proposed() {
        use Consequence::CitizenshipActivity;
        for (grade, expected) in [(4, vec![CitizenshipActivity]), (5, vec![CitizenshipActivity]), (6, vec![])]
        {
            assert_eq!(follows(grade, ScrutinyPeriod::Interim, "3B"), expected, "{grade}");
        }
    }

    /// B2-02, B2-03, B2-04, B2-05, B2-06, B2-08: each grade on both sides of each line, in each kind of year.
    #[test]
    fn at_the_final_scrutiny_each_grade_has_its_consequences() {
        use Consequence::*;
        type Of = &'static [Consequence];
        let rows: [(u8, Of, Of, Of); 7] = [
            (
                4,
                &[NotAdmitted, CitizenshipActivity, NoFeeExemption],
                &[NotAdmitted, CitizenshipActivity, NoFeeExemption],
                &[NotAdmitted, CitizenshipActivity, NoFeeExemption],
            ),
            (
                5,
                &[NotAdmitted, CitizenshipActivity, NoFeeExemption],
                &[NotAdmitted, CitizenshipActivity, NoFeeExemption],
                &[NotAdmitted, CitizenshipActivity, NoFeeExemption],
            ),
            (
                6,
                &[SuspendedForEssay, NoFeeExemption],
                &[SuspendedForEssay, NotTopOfBand, NoFeeExemption],
                &[ExamEssay, NotTopOfBand, NoFeeExemption],
            ),
            (7, &[NoFeeExemption], &[NotTopOfBand, NoFeeExemption], &[NotTopOfBand, NoFeeExemption]),
            (8, &[], &[NotTopOfBand], &[NotTopOfBand]),
            (9, &[], &[], &[]),
            (10, &[], &[], &[]),
        ];
        for (grade, second, fourth, fifth) in rows {
            for (label, expected) in [("2B", second), ("4B", fourth), ("5B", fifth)] {
                assert_eq!(follows(grade, ScrutinyPeriod::Final, label), expected, "{grade} in {label}");
            }
        }
    }

    /// B2-02, B2-04: the norm that each rests on, which for the exam is its own.
    #[test]
    fn each_consequence_rests_on_its_norm() {
        let (regulation, on) = (Regulation::adopted(), day("2026-06-10"));
        for (consequence, year, row) in [
            (Consequence::CitizenshipActivity, 3, "B2-02"),
            (Consequence::NotAdmitted, 3, "B2-02"),
            (Consequence::NotAdmitted, 5, "B2-04"),
            (Consequence::SuspendedForEssay, 3, "B2-03"),
            (Consequence::ExamEssay, 5, "B2-04"),
            (Consequence::NotTopOfBand, 4, "B2-05"),
            (Consequence::NoFeeExemption, 4, "A11-01"),
        ] {
            assert_eq!(consequence.norm(CourseYear(year), on, &regulation).row(), row, "{consequence:?}");
            assert!(!consequence.says().is_empty());
        }
    }
}
