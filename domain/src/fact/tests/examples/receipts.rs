//! An example of every event of `receipt`.

use crate::receipt::ReceiptEvent;

pub(in crate::fact::tests) fn receipts() -> Vec<ReceiptEvent> {
    Vec::new()
}
