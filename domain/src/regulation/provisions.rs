//! Each number, with the norm that lays it down.

mod discipline;
mod requests;
mod scrutiny;

use jiff::civil::{Date, Time};
use serde::Deserialize;

use super::units::{
    Allowed, Count, DayOfYear, Days, Delays, Euro, Fraction, Hundredths, Months, Percent, QuorumRule,
    ReserveAnchor, ReserveUnit, Subjects, Tenths, VoteForm, Years,
};
use super::{BellSchedule, Fees, Provision};
use crate::assessment::Scale;
use crate::hours::{CountingPolicy, Share, WarningLevels};
use crate::scrutiny::CreditBands;
use crate::term::{CivilDays, EuMonths, Hours, SchoolDays, WorkingDays};
use crate::text::links::PermittedHosts;

/// The numbers in force in the school, each read from the act that lays it down.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regulation {
    pub(super) version: String,
    doors_open: Provision<Time>,
    lessons_start: Provision<Time>,
    immediate_admission_until: Provision<Time>,
    deferred_admission_at: Provision<Time>,
    break_ends: Provision<Time>,
    bell_schedule: Provision<BellSchedule>,
    family_notice_at_delay: Provision<Delays>,
    sanction_proposal_from_delay: Provision<Delays>,
    justification_reserve: Provision<CivilDays>,
    permission_request_notice: Provision<CivilDays>,
    attendance_share: Provision<Fraction>,
    attendance_share_restated: Provision<Fraction>,
    hours_counting: Provision<CountingPolicy>,
    warning_levels: Provision<WarningLevels>,
    age_of_majority: Provision<Years>,
    family_of_adult_told_unasked: Provision<Allowed>,
    early_exit_alert: Provision<Count>,
    last_month: Provision<Months>,
    foretold_absence_over: Provision<Days>,
    reserve_anchor: Provision<ReserveAnchor>,
    reserve_unit: Provision<ReserveUnit>,
    unjustified_family_notice_at: Provision<Count>,
    unjustified_days_alarm: Provision<Days>,
    social_services_after: Provision<CivilDays>,
    day_after_trip: Provision<SchoolDays>,
    readmission_rule_by: Provision<SchoolDays>,
    collective_absences_alert: Provision<Count>,
    device_alert_after: Provision<CivilDays>,
    adult_collects_device: Provision<Allowed>,
    it_track_exception: Provision<Allowed>,
    review_every: Provision<Months>,
    notes_before_proposal: Provision<Count>,
    marks: Provision<Scale>,
    heaviest_mark: Provision<Percent>,
    tests_handed_back_within: Provision<WorkingDays>,
    near_scrutiny: Provision<CivilDays>,
    duty_term: Provision<CivilDays>,
    truancy_over: Provision<Days>,
    truancy_window: Provision<Months>,
    attendance_resumes_within: Provision<CivilDays>,
    mayor_informed_within: Provision<CivilDays>,
    truancy_share: Provision<Fraction>,
    end_of_compulsory_education: Provision<Years>,
    minors_reported_by: Provision<DayOfYear>,
    permitted_link_hosts: Provision<PermittedHosts>,
    guarantee_convened_within: Provision<CivilDays>,
    guarantee_notice: Provision<CivilDays>,
    guarantee_term_years: Provision<Years>,
    guarantee_teachers: Provision<Count>,
    guarantee_students: Provision<Count>,
    guarantee_parents: Provision<Count>,
    guarantee_quorum: Provision<QuorumRule>,
    guarantee_vote: Provision<VoteForm>,
    appeal_stays_sanction: Provision<Allowed>,
    admonitions_before_letter_d: Provision<Count>,
    prompt_within: Provision<CivilDays>,
    minutes_within: Provision<CivilDays>,
    appeal_term: Provision<CivilDays>,
    appeal_decided_within: Provision<CivilDays>,
    complaint_term: Provision<CivilDays>,
    opinion_within: Provision<CivilDays>,
    opinion_extended_by: Provision<CivilDays>,
    class_council_removal: Provision<Days>,
    council_quorum: Provision<QuorumRule>,
    short_removal: Provision<Days>,
    council_parents: Provision<Count>,
    council_students: Provision<Count>,
    reflection_removal: Provision<Days>,
    sufficient_grade: Provision<Tenths>,
    sufficient_behaviour: Provision<Tenths>,
    exam_insufficient_subjects: Provision<Count>,
    last_course_year: Provision<Years>,
    subjects_without_grade: Provision<Subjects>,
    credit_bands: Provision<CreditBands>,
    top_of_band_behaviour: Provision<Tenths>,
    fees: Provision<Fees>,
    fee_average: Provision<Hundredths>,
    fee_behaviour: Provision<Tenths>,
    fee_sanction_over: Provision<Days>,
    fee_income: Provision<Euro>,
    fee_income_from_year: Provision<Years>,
    rights_answered_within: Provision<EuMonths>,
    rights_answered_within_extended: Provision<EuMonths>,
    identifying_level: Provision<Count>,
    documents_answered_within: Provision<CivilDays>,
    documents_appealed_within: Provision<CivilDays>,
    accessibility_answered_within: Provision<CivilDays>,
    opposition_within: Provision<CivilDays>,
    breach_notified_within: Provision<Hours>,
    consultation_lasts_at_most: Provision<CivilDays>,
    support_lasts_at_most: Provision<CivilDays>,
}

/// A day before the first line of a value is judged by that first line; see [`judging`](super::Dated::judging).
impl Regulation {
    /// The name of this set of numbers, for an event to cite: the day from which the school applies it. Numbers
    /// overridden at load never pass for the adopted ones.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The first bell. Norm: reg. istituto, art. 16, Frequenza, c. 2 lett. b (row A1-01).
    pub fn doors_open(&self, on: Date) -> Time {
        *self.doors_open.in_force.judging(on)
    }

    /// The second bell: who comes later is late. Norm: reg. istituto, art. 16, Frequenza, c. 2 lett. b (row A1-01).
    pub fn lessons_start(&self, on: Date) -> Time {
        *self.lessons_start.in_force.judging(on)
    }

    /// Until then, included, a late student goes straight to class. Norm: reg. istituto, art. 16, Ritardi, c. 4 lett. b
    /// (row A1-04).
    pub fn immediate_admission_until(&self, on: Date) -> Time {
        *self.immediate_admission_until.in_force.judging(on)
    }

    /// When a student who came later without an accepted ground is admitted. Norm: reg. istituto, art. 16, Ritardi,
    /// c. 4 lett. b (row A1-04).
    pub fn deferred_admission_at(&self, on: Date) -> Time {
        *self.deferred_admission_at.in_force.judging(on)
    }

    /// The end of the break (`intervallo`). Norm: reg. istituto, art. 21, c. 2 lett. c.
    pub fn break_ends(&self, on: Date) -> Time {
        *self.break_ends.in_force.judging(on)
    }

    /// The periods of the day. Norm: reg. istituto, art. 16 (row A1-01); from the second period on, an assumption.
    pub fn bell_schedule(&self, on: Date) -> &BellSchedule {
        self.bell_schedule.in_force.judging(on)
    }

    /// The counted delay at which the family is told. Norm: reg. istituto, art. 16, Frequenza, c. 3 lett. b (row A1-05).
    pub fn family_notice_at_delay(&self, on: Date) -> u16 {
        self.family_notice_at_delay.in_force.judging(on).0
    }

    /// The counted delay from which a sanction is proposed. Norm: reg. istituto, art. 16, Ritardi, c. 4 lett. d
    /// (row A1-06).
    pub fn sanction_proposal_from_delay(&self, on: Date) -> u16 {
        self.sanction_proposal_from_delay.in_force.judging(on).0
    }

    /// How long a student is in class with reserve (`con riserva`), from the return. Norm: reg. istituto, art. 16,
    /// Assenze, c. 2 lett. a (rows A3-03, A3-05).
    pub fn justification_reserve(&self, on: Date) -> CivilDays {
        *self.justification_reserve.in_force.judging(on)
    }

    /// How long before a late entry or an early exit it is asked for. Norm: reg. istituto, art. 16, Ritardi, c. 4
    /// lett. e (row A2-01).
    pub fn permission_request_notice(&self, on: Date) -> CivilDays {
        *self.permission_request_notice.in_force.judging(on)
    }

    /// The share of the annual hours that makes the year valid. Norm: DPR 122/2009, art. 14, c. 7; reg. istituto,
    /// art. 23, c. 1, says the same (rows A5-01, B3-01).
    pub fn attendance_share(&self, on: Date) -> Share {
        self.attendance_share.in_force.judging(on).0
    }

    /// The share as the school repeats it, which national law prevails over. Norm: reg. istituto, art. 23, c. 1
    /// (row A5-01).
    pub fn attendance_share_restated(&self, on: Date) -> Share {
        self.attendance_share_restated.in_force.judging(on).0
    }

    /// How hours of absence are counted. Norm: reg. istituto, art. 23, c. 3 (row A5-03).
    pub fn hours_counting(&self, on: Date) -> CountingPolicy {
        *self.hours_counting.in_force.judging(on)
    }

    /// How near the line somebody is told. No norm: a parameter of the school (row A5-11).
    pub fn warning_levels(&self, on: Date) -> WarningLevels {
        *self.warning_levels.in_force.judging(on)
    }

    /// The age, in years, from which a student acts alone. Norm: reg. istituto, art. 16, Assenze, c. 3; art. 2 c.c.
    /// (row A3-07).
    pub fn age_of_majority(&self, on: Date) -> u8 {
        self.age_of_majority.in_force.judging(on).0
    }

    /// Whether the parents of an adult are informed without having asked, as long as she does not object. Case law
    /// is divided: a parameter (row B6-02).
    pub fn family_of_adult_told_unasked(&self, on: Date) -> bool {
        self.family_of_adult_told_unasked.in_force.judging(on).0
    }

    /// How many early exits in a year, not for a documented treatment, before somebody looks. No norm gives
    /// a number: a parameter (row A2-05).
    pub fn early_exit_alert(&self, on: Date) -> u16 {
        self.early_exit_alert.in_force.judging(on).0
    }

    /// How many months before the last day of lessons no permission is given. Norm: reg. istituto, art. 16,
    /// Ritardi, c. 4 lett. f (row A2-03).
    pub fn last_month(&self, on: Date) -> i32 {
        self.last_month.in_force.judging(on).0
    }

    /// A longer absence not for health is told beforehand. In calendar days, an interpretation. Norm: reg.
    /// istituto, art. 16, Assenze, c. 1 lett. b (row A3-02).
    pub fn foretold_absence_over(&self, on: Date) -> u16 {
        self.foretold_absence_over.in_force.judging(on).0
    }

    /// From where the days of the reserve run: the text says two things (row A3-05).
    pub fn reserve_anchor(&self, on: Date) -> ReserveAnchor {
        *self.reserve_anchor.in_force.judging(on)
    }

    /// Which days the reserve is counted in (row A3-05).
    pub fn reserve_unit(&self, on: Date) -> ReserveUnit {
        *self.reserve_unit.in_force.judging(on)
    }

    /// The unjustified absence at which the family is told. Norm: reg. istituto, art. 32, c. 3 (row A3-12).
    pub fn unjustified_family_notice_at(&self, on: Date) -> u16 {
        self.unjustified_family_notice_at.in_force.judging(on).0
    }

    /// The unjustified days at which the family is told and, in silence, the social services. Norm: reg.
    /// istituto, art. 32, c. 7 (row A3-14).
    pub fn unjustified_days_alarm(&self, on: Date) -> u16 {
        self.unjustified_days_alarm.in_force.judging(on).0
    }

    /// How long after the family was told the social services are informed. The text has no term: a
    /// parameter (row A3-14).
    pub fn social_services_after(&self, on: Date) -> CivilDays {
        *self.social_services_after.in_force.judging(on)
    }

    /// The day after a trip, in school days. Norm: reg. istituto, art. 28 (row A3-15).
    pub fn day_after_trip(&self, on: Date) -> SchoolDays {
        *self.day_after_trip.in_force.judging(on)
    }

    /// By when, after a collective absence, the principal says how students come back. Norm: reg. istituto,
    /// art. 22, c. 2 (row A4-02).
    pub fn readmission_rule_by(&self, on: Date) -> SchoolDays {
        *self.readmission_rule_by.in_force.judging(on)
    }

    /// The collective absence of a class at which its council is told that trips may be affected. Norm:
    /// reg. istituto, art. 22, c. 3 (row A4-03).
    pub fn collective_absences_alert(&self, on: Date) -> u16 {
        self.collective_absences_alert.in_force.judging(on).0
    }

    /// How long a withheld phone may wait before somebody is told. No norm: a parameter (row A6-03).
    pub fn device_alert_after(&self, on: Date) -> CivilDays {
        *self.device_alert_after.in_force.judging(on)
    }

    /// Whether an adult student collects her own phone. An interpretation (row A6-07).
    pub fn adult_collects_device(&self, on: Date) -> bool {
        self.adult_collects_device.in_force.judging(on).0
    }

    /// Whether computing and telecommunications tracks may use phones to teach. The ministry allows it, the
    /// school does not say so (row A6-06).
    pub fn it_track_exception(&self, on: Date) -> bool {
        self.it_track_exception.in_force.judging(on).0
    }

    /// How often the secretariat reviews absences. Norm: reg. istituto, art. 16, Assenze, c. 5 (row A3-10).
    pub fn review_every(&self, on: Date) -> i32 {
        self.review_every.in_force.judging(on).0
    }

    /// The disciplinary note of a year at which a sanction may be proposed. Norm: reg. istituto, art. 37, lett. l
    /// (row A7-03).
    pub fn notes_before_proposal(&self, on: Date) -> u16 {
        self.notes_before_proposal.in_force.judging(on).0
    }

    /// Which values are marks. Tenths are the custom, the steps a parameter (row A12-01).
    pub fn marks(&self, on: Date) -> Scale {
        *self.marks.in_force.judging(on)
    }

    /// The most that a mark weighs in an average, in percent. No norm: a parameter (row A12-01).
    pub fn heaviest_mark(&self, on: Date) -> u16 {
        self.heaviest_mark.in_force.judging(on).0
    }

    /// By when a written test is handed back, corrected. Norm: reg. istituto, art. 29, c. 7 lett. b (row A12-10).
    pub fn tests_handed_back_within(&self, on: Date) -> WorkingDays {
        *self.tests_handed_back_within.in_force.judging(on)
    }

    /// How long before a scrutiny sits a change of grades is near it. No norm: a parameter (row B7-05).
    pub fn near_scrutiny(&self, on: Date) -> CivilDays {
        *self.near_scrutiny.in_force.judging(on)
    }

    /// By when a duty is done for which no norm sets a term. A parameter (row A3-08).
    pub fn duty_term(&self, on: Date) -> CivilDays {
        *self.duty_term.in_force.judging(on)
    }

    /// More unjustified days than these within the window are truancy. Norm: D.Lgs. 297/1994, art. 114, c.
    /// 4 (row B5-01).
    pub fn truancy_over(&self, on: Date) -> u16 {
        self.truancy_over.in_force.judging(on).0
    }

    /// The rolling window of truancy. Norm: D.Lgs. 297/1994, art. 114, c. 4 (row B5-01).
    pub fn truancy_window(&self, on: Date) -> i32 {
        self.truancy_window.in_force.judging(on).0
    }

    /// How long after the notice attendance may take to resume. Norm: D.Lgs. 297/1994, art. 114, c. 4 (row
    /// B5-02).
    pub fn attendance_resumes_within(&self, on: Date) -> CivilDays {
        *self.attendance_resumes_within.in_force.judging(on)
    }

    /// How long after that the mayor is informed. Norm: D.Lgs. 297/1994, art. 114, c. 4 (row B5-02).
    pub fn mayor_informed_within(&self, on: Date) -> CivilDays {
        *self.mayor_informed_within.in_force.judging(on)
    }

    /// The share of the annual hours that, missed without a reason, is truancy in any case. Norm: D.Lgs.
    /// 297/1994, art. 114, c. 5 (row B5-03).
    pub fn truancy_share(&self, on: Date) -> Share {
        self.truancy_share.in_force.judging(on).0
    }

    /// The age at which compulsory education ends. Norm: L. 296/2006, art. 1, c. 622 (row B5-06).
    pub fn end_of_compulsory_education(&self, on: Date) -> u8 {
        self.end_of_compulsory_education.in_force.judging(on).0
    }

    /// By when the enrolled minors are reported to the mayor, each year. Norm: D.Lgs. 297/1994, art. 114
    /// (row B5-05).
    pub fn minors_reported_by(&self, on: Date) -> DayOfYear {
        *self.minors_reported_by.in_force.judging(on)
    }

    /// The sites to which a text of the register may lead. Norm: reg. istituto, art. 42, c. 5 (row A12-02).
    pub fn permitted_link_hosts(&self, on: Date) -> &PermittedHosts {
        self.permitted_link_hosts.in_force.judging(on)
    }

    /// For how long at most a reason given lets one read. Norm: GDPR, art. 5, par. 1 (row C5-02); interpretation 0050.
    pub fn consultation_lasts_at_most(&self, on: Date) -> CivilDays {
        *self.consultation_lasts_at_most.in_force.judging(on)
    }

    /// For how long at most a person of the vendor is admitted. Norm: GDPR, art. 28 (row A12-07); interpretation 0050.
    pub fn support_lasts_at_most(&self, on: Date) -> CivilDays {
        *self.support_lasts_at_most.in_force.judging(on)
    }
}
