//! An example of every event of `notice`.

use crate::notice::NoticeEvent;

pub(in crate::fact::tests) fn notices() -> Vec<NoticeEvent> {
    Vec::new()
}
