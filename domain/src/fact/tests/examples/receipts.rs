//! An example of every event of `receipt`.

use crate::ids::NoticeId;
use crate::norm::Norm;
use crate::receipt::ReceiptEvent;
use crate::school::tests::{day, person};

pub(in crate::fact::tests) fn receipts() -> Vec<ReceiptEvent> {
    let (notice, person, student, on) =
        (NoticeId(uuid::Uuid::from_u128(0xb0)), person(3), person(1), day("2025-11-07"));
    let personal = || vec![Norm::PersonalCredentials];
    let mut events = vec![
        ReceiptEvent::Opened { notice, person, on, because: personal() },
        ReceiptEvent::Acknowledged { notice, person, on, because: personal() },
    ];
    for accepts in [true, false] {
        let because = vec![Norm::PersonalCredentials, Norm::LimitsOfResponsibility];
        events.push(ReceiptEvent::Answered { notice, person, student, on, accepts, because });
    }
    events
}
