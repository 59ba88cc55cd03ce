//! The trace of who asks (`traceparent`, W3C Trace Context): its number and that of the step in it, so that what the register did for
//! a program stands in the program's own trace. Nothing else of what a caller says of tracing is read, nor sent on.

use std::sync::OnceLock;

use axum::http::HeaderMap;
use tracing::Span;

const TRACEPARENT: &str = "traceparent";
/// Of a version, a trace, a step and flags, in hexadecimal, with dashes between.
const LONG: [usize; 4] = [2, 32, 16, 2];
/// It is kept for what cannot be a version.
const NO_VERSION: u128 = 0xff;

/// A step of somebody else's trace, under which a request of hers is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    pub trace: u128,
    pub step: u64,
}

/// Puts the span of a request under a step of its caller.
pub type Continue = fn(&Span, Caller);

static CONTINUE: OnceLock<Continue> = OnceLock::new();

/// How a trace is continued is known to who listens to spans (`registro-traced`); without her nothing is. The first who says it.
pub fn continue_by(how: Continue) {
    let _ = CONTINUE.set(how);
}

/// Continues the trace of a request, if its caller has one that is well formed.
pub fn continued(span: &Span, headers: &HeaderMap) {
    if let (Some(how), Some(caller)) = (CONTINUE.get(), Caller::of(headers)) {
        how(span, caller);
    }
}

impl Caller {
    /// Who says it twice, or not as it is written, says nothing.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let mut said = headers.get_all(TRACEPARENT).iter();
        let (first, more) = (said.next()?, said.next());
        let first = first.to_str().ok().filter(|_| more.is_none())?;
        Self::read(first)
    }

    fn read(said: &str) -> Option<Self> {
        let mut parts = said.split('-');
        let [version, trace, step, flags] = LONG.map(|long| hexadecimal(parts.next()?, long));
        let (version, trace, step) = (version?, trace?, step?);
        // Whether the caller keeps her trace is read only to see that she says it.
        flags?;
        // A later version may say more behind what is known of it.
        let known = version != NO_VERSION && (version != 0 || parts.next().is_none());
        let step = u64::try_from(step).ok()?;
        (known && trace != 0 && step != 0).then_some(Self { trace, step })
    }
}

/// A number of so many digits, in small letters.
fn hexadecimal(digits: &str, long: usize) -> Option<u128> {
    let plain = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let right = digits.len() == long && digits.bytes().all(plain);
    u128::from_str_radix(digits, 16).ok().filter(|_| right)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const TRACE: u128 = 0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736;
    const SAID: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    fn of(said: &[&str]) -> Option<Caller> {
        let mut headers = HeaderMap::new();
        for said in said {
            headers.append(TRACEPARENT, HeaderValue::from_str(said).expect("a header"));
        }
        Caller::of(&headers)
    }

    #[test]
    fn a_trace_is_read_as_it_is_written() {
        let caller = Some(Caller { trace: TRACE, step: 0x00f0_67aa_0ba9_02b7 });
        assert_eq!(of(&[SAID]), caller);
        assert_eq!(of(&[&SAID.replace("-01", "-00")]), caller, "not sampled there");
        // What a later version says behind it is passed over.
        assert_eq!(of(&[&format!("cc{}-what-else", &SAID[2..])]), caller);
    }

    #[test]
    fn what_is_not_well_formed_says_nothing() {
        for wrong in [
            "",
            "00",
            &SAID.to_uppercase(),
            &SAID.replace("4bf9", "4bfg"),
            &SAID.replace("4bf9", "+bf9"),
            &SAID.replace("-01", ""),
            &SAID.replace("-01", "-1"),
            &SAID.replace("-01", "-zz"),
            &format!("{SAID}-more"),
            &format!(" {SAID} x"),
            &format!("ff{}", &SAID[2..]),
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        ] {
            assert_eq!(of(&[wrong]), None, "{wrong:?}");
        }
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[SAID, SAID]), None, "said twice");
    }
}
