//! A disciplinary case (`procedimento disciplinare`): from the report of a fact to the sanction, its execution, the
//! appeal to the Organo di garanzia, the region and the court.
//!
//! What the law forbids cannot be recorded; what is irregular is, and `steps` says so.

pub mod appeal;
mod body;
mod charge;
mod command;
pub mod contest;
mod decide;
mod event;
mod measure;
mod proposals;
mod rejection;
mod standing;
mod state;
mod steps;
mod transfer;

pub use body::{Ballot, Body, Conflict, Member, Replaced, Seat, Tally};
pub use charge::{Block, Charge, Item, Letter, NotInTheTable};
pub use command::{Acquittal, Command, CommunicationLetter, Request};
pub use decide::decide;
pub use event::{
    AppealAuthority, AppealInfo, Assessment, CaseEvent, Channel, ChargeNotice, Communication, Convocation,
    Declined, Deliberation, Heading, Hearing, HearingMode, Infraction, Reporter,
};
pub use measure::{Exclusion, GraveGrounds, Intent, Measure, Plan, Repair, Sanction};
pub use proposals::{Band, Grounds, Proposal, grounds, proposals};
pub use rejection::Rejection;
pub use standing::{CaseSummary, Standing};
pub use state::{
    Act, Appeal, Case, Complained, Conversion, Decision, Fate, Heard, Order, OutcomeNotice, Sat, Whose,
    evolve,
};
pub use steps::{Cycle, Known, Step, Verdict, steps};
pub use transfer::{TransferFile, transfer_file};

#[cfg(test)]
pub(crate) mod tests;
