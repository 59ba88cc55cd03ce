//! The terms of requests about data and documents, and of breaches.

use jiff::civil::Date;

use super::Regulation;
use crate::term::{CivilDays, EuMonths, Hours};

impl Regulation {
    /// How long the school has to answer who asks for her rights. Norm: GDPR, art. 12, par. 3 (row C2-02).
    pub fn rights_answered_within(&self, on: Date) -> EuMonths {
        *self.rights_answered_within.in_force.judging(on)
    }

    /// The same, where the request is complex or there are many. Norm: GDPR, art. 12, par. 3 (row C2-02).
    pub fn rights_answered_within_extended(&self, on: Date) -> EuMonths {
        *self.rights_answered_within_extended.in_force.judging(on)
    }

    /// The level of a session from which nothing else is asked of who she is. Norm: GDPR, art. 12, par. 6 (row C2-04).
    pub fn identifying_level(&self, on: Date) -> u16 {
        self.identifying_level.in_force.judging(on).0
    }

    /// After how many days silence on a request for documents is a refusal. Norm: L. 241/1990, art. 25, c. 4
    /// (row B4-05).
    pub fn documents_answered_within(&self, on: Date) -> CivilDays {
        *self.documents_answered_within.in_force.judging(on)
    }

    /// By when a refusal, or silence, is brought before the TAR or the Commission. Norm: L. 241/1990, art. 25
    /// (row B4-05).
    pub fn documents_appealed_within(&self, on: Date) -> CivilDays {
        *self.documents_appealed_within.in_force.judging(on)
    }

    /// How long the school has to answer who says that something cannot be used. Norm: L. 4/2004, art. 3-quinquies (row E-04).
    pub fn accessibility_answered_within(&self, on: Date) -> CivilDays {
        *self.accessibility_answered_within.in_force.judging(on)
    }

    /// How long the school has to notify the Garante of a breach. Norm: GDPR, art. 33 (row C5-04).
    pub fn breach_notified_within(&self, on: Date) -> Hours {
        *self.breach_notified_within.in_force.judging(on)
    }

    /// How long who would be known from a document may oppose its access. Norm: DPR 184/2006, art. 3 (row DPR184-3).
    pub fn opposition_within(&self, on: Date) -> CivilDays {
        *self.opposition_within.in_force.judging(on)
    }
}
