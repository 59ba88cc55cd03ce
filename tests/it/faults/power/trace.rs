//! What a thread asked of the operating system, as `strace -f -y -xx` wrote it down.

use std::collections::HashMap;
use std::path::Path;

/// One call, with the lines at which it began and ended.
#[derive(Debug)]
pub(in crate::faults) struct Call {
    /// The thread that asked.
    pub(in crate::faults) thread: String,
    pub(in crate::faults) name: String,
    pub(in crate::faults) arguments: String,
    /// What stands after the equals sign.
    pub(in crate::faults) result: String,
    pub(in crate::faults) began: usize,
    pub(in crate::faults) ended: usize,
}

impl Call {
    /// It did what was asked, in truth.
    pub(in crate::faults) fn succeeded(&self) -> bool {
        !self.result.starts_with('-') && !self.injected()
    }

    pub(in crate::faults) fn injected(&self) -> bool {
        self.result.ends_with("(INJECTED)")
    }

    /// The file of the first argument, a descriptor.
    pub(in crate::faults) fn file(&self) -> Option<String> {
        let (_, path) = self.arguments.split_once('<')?;
        Some(text(path.split_once('>')?.0))
    }

    /// What stands in quotes, one after the other.
    pub(super) fn quoted(&self) -> Vec<Vec<u8>> {
        self.arguments.split('"').skip(1).step_by(2).map(bytes).collect()
    }

    /// The last argument, a number.
    pub(super) fn last_number(&self) -> usize {
        let last = self.arguments.rsplit(", ").next().and_then(|last| last.parse().ok());
        last.unwrap_or_else(|| panic!("a number at the end: {self:?}"))
    }
}

/// All calls that have a result so far, in the order in which they began.
pub(in crate::faults) fn calls(trace: &Path) -> Vec<Call> {
    let trace = std::fs::read_to_string(trace).expect("a trace");
    let whole_lines = trace.rfind('\n').map_or("", |end| &trace[..end]);
    let mut calls = Vec::new();
    let mut unfinished = HashMap::<&str, (usize, &str)>::new();
    for (line, text) in whole_lines.lines().enumerate() {
        let Some((thread, text)) = text.split_once(' ') else { continue };
        let text = text.trim_start();
        if text.starts_with("+++") || text.starts_with("---") {
            continue;
        }
        if let Some(begun) = text.strip_suffix(" <unfinished ...>") {
            unfinished.insert(thread, (line, begun));
        } else if let Some(resumed) = text.strip_prefix("<... ") {
            let (_, rest) = resumed.split_once(" resumed>").expect("a call taken up again");
            let (began, begun) = unfinished.remove(thread).expect("what it began with");
            calls.push(call(thread, &format!("{begun}{rest}"), began, line));
        } else {
            calls.push(call(thread, text, line, line));
        }
    }
    calls.sort_by_key(|call| call.began);
    calls
}

fn call(thread: &str, text: &str, began: usize, ended: usize) -> Call {
    let (asked, result) = text.rsplit_once(" = ").unwrap_or_else(|| panic!("no result: {text:.200}"));
    let asked = asked.trim_end().strip_suffix(')').unwrap_or_else(|| panic!("no call: {text:.200}"));
    let (name, arguments) = asked.split_once('(').expect("a name");
    Call {
        thread: thread.to_owned(),
        name: name.to_owned(),
        arguments: arguments.to_owned(),
        result: result.trim().to_owned(),
        began,
        ended,
    }
}

/// `\x6c\x6f\x67` is `log`.
fn bytes(hexadecimal: &str) -> Vec<u8> {
    let digits = hexadecimal.split("\\x").skip(1);
    digits.map(|two| u8::from_str_radix(&two[..2], 16).expect("two digits")).collect()
}

fn text(written: &str) -> String {
    if written.contains("\\x") {
        String::from_utf8_lossy(&bytes(written)).into_owned()
    } else {
        written.to_owned()
    }
}
