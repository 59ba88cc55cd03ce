//! The numbers of scrutinies and of school fees.

use jiff::civil::Date;

use super::Regulation;
use crate::ids::SubjectCode;
use crate::regulation::Fees;
use crate::scrutiny::CreditBands;

impl Regulation {
    /// The behaviour grade below which nobody is admitted, and at which an essay is due. Norm: DPR 122/2009 as amended
    /// by DPR 135/2025 (rows B2-02, B2-03, B2-04).
    pub fn sufficient_behaviour(&self, on: Date) -> u8 {
        self.sufficient_behaviour.in_force.judging(on).0
    }

    /// The grade that suffices in a subject. Norm: DPR 122/2009, art. 4, c. 5 (row DPR122-4).
    pub fn sufficient_grade(&self, on: Date) -> u8 {
        self.sufficient_grade.in_force.judging(on).0
    }

    /// How many insufficient subjects an admission to the exam bears, with reasons. Norm: D.Lgs. 62/2017, art. 13
    /// (row DPR122-4).
    pub fn exam_insufficient_subjects(&self, on: Date) -> usize {
        usize::from(self.exam_insufficient_subjects.in_force.judging(on).0)
    }

    /// The year of course that ends with the exam (row B2-04).
    pub fn last_course_year(&self, on: Date) -> u8 {
        self.last_course_year.in_force.judging(on).0
    }

    /// The subjects judged in words. Norm: D.Lgs. 297/1994, art. 309 (row DPR122-4).
    pub fn subjects_without_grade(&self, on: Date) -> &[SubjectCode] {
        &self.subjects_without_grade.in_force.judging(on).0
    }

    /// Points of credit by average and year. Norm: D.Lgs. 62/2017, art. 15, annex A (row B2-05).
    pub fn credit_bands(&self, on: Date) -> &CreditBands {
        self.credit_bands.in_force.judging(on)
    }

    /// The behaviour grade without which the top of a band is not given. Norm: D.Lgs. 62/2017, art. 15, c. 2-bis
    /// (row B2-05).
    pub fn top_of_band_behaviour(&self, on: Date) -> u8 {
        self.top_of_band_behaviour.in_force.judging(on).0
    }

    /// What a student of the last two years pays. Norm: reg. istituto, art. 36, c. 1 (row A11-04).
    pub fn fees(&self, on: Date) -> Fees {
        *self.fees.in_force.judging(on)
    }

    /// The average from which fees are not paid, in hundredths. Norm: D.Lgs. 297/1994, art. 200, c. 5 (row A11-02).
    pub fn fee_average(&self, on: Date) -> u16 {
        self.fee_average.in_force.judging(on).0
    }

    /// The behaviour grade that an exemption asks for. Norm: D.Lgs. 297/1994, art. 200, c. 9 (row A11-01).
    pub fn fee_behaviour(&self, on: Date) -> u8 {
        self.fee_behaviour.in_force.judging(on).0
    }

    /// A suspension of more days than these takes an exemption away. Norm: D.Lgs. 297/1994, art. 200, c. 11
    /// (row A11-03).
    pub fn fee_sanction_over(&self, on: Date) -> u16 {
        self.fee_sanction_over.in_force.judging(on).0
    }

    /// The ISEE up to which fees are not paid, in euro. Norm: D.M. 370/2019 (row A11-04).
    pub fn fee_income(&self, on: Date) -> u32 {
        self.fee_income.in_force.judging(on).0
    }

    /// The first year of course in which income counts. Norm: D.M. 370/2019 (row A11-04).
    pub fn fee_income_from_year(&self, on: Date) -> u8 {
        self.fee_income_from_year.in_force.judging(on).0
    }
}
