//! The numbers of discipline and of the Organo di garanzia.

use jiff::civil::Date;

use super::super::units::{QuorumRule, VoteForm};
use super::Regulation;
use crate::term::CivilDays;

impl Regulation {
    /// By when the president convenes the Organo di garanzia, from the filing of an appeal. Indicative. Norm: reg.
    /// istituto, art. 40, c. 8 (row A9-05).
    pub fn guarantee_convened_within(&self, on: Date) -> CivilDays {
        *self.guarantee_convened_within.in_force.judging(on)
    }

    /// How long before the sitting its members have written notice. Norm: reg. istituto, art. 40, II, c. 2 (row A9-06).
    pub fn guarantee_notice(&self, on: Date) -> CivilDays {
        *self.guarantee_notice.in_force.judging(on)
    }

    /// How many school years the Organo di garanzia lasts. Norm: reg. istituto, art. 40, c. 5-6 (row A9-08).
    pub fn guarantee_term_years(&self, on: Date) -> u8 {
        self.guarantee_term_years.in_force.judging(on).0
    }

    /// Its teachers, designated by the Collegio. Norm: reg. istituto, art. 40, c. 5 (row A9-08).
    pub fn guarantee_teachers(&self, on: Date) -> u16 {
        self.guarantee_teachers.in_force.judging(on).0
    }

    /// Its students, designated by the Comitato studentesco. Norm: reg. istituto, art. 40, c. 5 (row A9-08).
    pub fn guarantee_students(&self, on: Date) -> u16 {
        self.guarantee_students.in_force.judging(on).0
    }

    /// Its parents. Norm: reg. istituto, art. 40, c. 5 (row A9-08).
    pub fn guarantee_parents(&self, on: Date) -> u16 {
        self.guarantee_parents.in_force.judging(on).0
    }

    /// How its quorum is counted: the text says `metà più uno`, of five. Norm: reg. istituto, art. 40, II, c. 3; case
    /// law on odd bodies (row A9-10).
    pub fn guarantee_quorum(&self, on: Date) -> QuorumRule {
        *self.guarantee_quorum.in_force.judging(on)
    }

    /// Whether its vote is open, as the text says, or secret, as persons are discussed. Norm: reg. istituto, art. 40,
    /// II, c. 1 (row A10-C12).
    pub fn guarantee_vote(&self, on: Date) -> VoteForm {
        *self.guarantee_vote.in_force.judging(on)
    }

    /// Whether filing an appeal suspends the sanction. Norm: reg. istituto, art. 40, c. 2 (row A9-04).
    pub fn appeal_stays_sanction(&self, on: Date) -> bool {
        self.appeal_stays_sanction.in_force.judging(on).0
    }

    /// After how many admonitions the next fact of a, b, c may be charged as d. Norm: reg. istituto, art. 37, c. 8,
    /// lett. d (row A7-02).
    pub fn admonitions_before_letter_d(&self, on: Date) -> u16 {
        self.admonitions_before_letter_d.in_force.judging(on).0
    }

    /// From the fact to the decision, before somebody is told that it is late. The text gives no number. Norm: none:
    /// the text states no term (row A7-06).
    pub fn prompt_within(&self, on: Date) -> CivilDays {
        *self.prompt_within.in_force.judging(on)
    }

    /// By when the minutes of a class council are written. Norm: reg. istituto, art. 4, Consiglio di classe, c. 3 (row
    /// A8-11).
    pub fn minutes_within(&self, on: Date) -> CivilDays {
        *self.minutes_within.in_force.judging(on)
    }

    /// How long one may appeal to the Organo di garanzia, from the communication. Norm: DPR 249/1998, art. 5, c. 1;
    /// reg. istituto, art. 40, c. 1 (row A9-01).
    pub fn appeal_term(&self, on: Date) -> CivilDays {
        *self.appeal_term.in_force.judging(on)
    }

    /// By when it decides, from the filing; afterwards the sanction is confirmed. Norm: DPR 249/1998, art. 5, c. 1;
    /// reg. istituto, art. 40, c. 3 (row A9-07).
    pub fn appeal_decided_within(&self, on: Date) -> CivilDays {
        *self.appeal_decided_within.in_force.judging(on)
    }

    /// How long one may complain to the region, from the communication of the outcome or the end of the term. Norm: DPR
    /// 249/1998, art. 5, c. 3; reg. istituto, art. 40, II, c. 3 (row A9-14).
    pub fn complaint_term(&self, on: Date) -> CivilDays {
        *self.complaint_term.in_force.judging(on)
    }

    /// By when the regional body gives its opinion. Norm: DPR 249/1998, art. 5, c. 5 (row B1-14).
    pub fn opinion_within(&self, on: Date) -> CivilDays {
        *self.opinion_within.in_force.judging(on)
    }

    /// By how much a request of documents extends that term, at most. Norm: DPR 249/1998, art. 5, c. 5 (row B1-14).
    pub fn opinion_extended_by(&self, on: Date) -> CivilDays {
        *self.opinion_extended_by.in_force.judging(on)
    }

    /// The longest removal that a class council may decide. Norm: DPR 249/1998, art. 4, c. 6-7 (row B1-02).
    pub fn class_council_removal(&self, on: Date) -> u16 {
        self.class_council_removal.in_force.judging(on).0
    }

    /// How the quorum of a council is counted. Norm: D.Lgs. 297/1994, art. 37, c. 2; nota MIUR 3602/2008 (row B1-06).
    pub fn council_quorum(&self, on: Date) -> QuorumRule {
        *self.council_quorum.in_force.judging(on)
    }

    /// The longest removal of the letters h and i. Norm: reg. istituto, art. 37, c. 8, lett. h-i (row A7-01).
    pub fn short_removal(&self, on: Date) -> u16 {
        self.short_removal.in_force.judging(on).0
    }

    /// Parents who sit in a class council on discipline. Norm: nota MIUR 3602/2008; D.Lgs. 297/1994, art. 5 (row
    /// B1-06).
    pub fn council_parents(&self, on: Date) -> u16 {
        self.council_parents.in_force.judging(on).0
    }

    /// Students who sit in a class council on discipline. Norm: nota MIUR 3602/2008; D.Lgs. 297/1994, art. 5 (row
    /// B1-06).
    pub fn council_students(&self, on: Date) -> u16 {
        self.council_students.in_force.judging(on).0
    }

    /// The longest removal that is done with reflective activities at school. Norm: DPR 249/1998, art. 4, c. 8-bis (row
    /// B1-08).
    pub fn reflection_removal(&self, on: Date) -> u16 {
        self.reflection_removal.in_force.judging(on).0
    }
}
