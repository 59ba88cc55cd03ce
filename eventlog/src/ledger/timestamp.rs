//! Time stamps (RFC 3161): what is asked of an authority, and what its answer says. The authority's signature is not looked
//! at here: that takes its certificates, and `openssl ts -verify` does it.

use der::asn1::AnyRef;
use der::{Reader, SliceReader, Tag, TagNumber};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// What an authority is asked with.
pub const QUERY: &str = "application/timestamp-query";
pub const REPLY: &str = "application/timestamp-reply";

/// `SEQUENCE { version 1, SEQUENCE { SEQUENCE { sha256, NULL }, OCTET STRING of 32 bytes …`
const HEAD: [u8; 24] = [
    0x30, 0x43, 0x02, 0x01, 0x01, 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03,
    0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20,
];
/// 2.16.840.1.101.3.4.2.1
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
/// 1.2.840.113549.1.7.2
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
/// 1.2.840.113549.1.9.16.1.4
const TST_INFO: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04];

/// The request for a stamp over a SHA-256, with the authority's certificate in the answer.
pub fn request(imprint: &[u8; 32], nonce: u64) -> Vec<u8> {
    let mut request = HEAD.to_vec();
    request.extend_from_slice(imprint);
    request.extend_from_slice(&[0x02, 0x08]);
    request.extend_from_slice(&positive(nonce).to_be_bytes());
    request.extend_from_slice(&[0x01, 0x01, 0xff]);
    request
}

/// An integer of eight bytes in DER: positive, and not to be written shorter.
fn positive(nonce: u64) -> u64 {
    nonce & (u64::MAX >> 1) | 1 << 62
}

/// What a stamp says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub imprint: [u8; 32],
    pub time: Timestamp,
    nonce: Option<Vec<u8>>,
}

impl Stamp {
    /// Whether it answers a request with this nonce.
    pub fn answers(&self, nonce: u64) -> bool {
        self.nonce.as_deref() == Some(&positive(nonce).to_be_bytes()[..])
    }
}

#[derive(Debug, thiserror::Error)]
pub enum StampError {
    #[error("not a time-stamp response")]
    Malformed,
    #[error("the authority refuses (status {0})")]
    Refused(u8),
    #[error("a stamp over another hash than SHA-256")]
    OtherHash,
}

impl From<der::Error> for StampError {
    fn from(_: der::Error) -> Self {
        StampError::Malformed
    }
}

/// Reads a response (`TimeStampResp`).
pub fn read(response: &[u8]) -> Result<Stamp, StampError> {
    let response = children(one(response)?)?;
    let status = children(*response.first().ok_or(StampError::Malformed)?)?;
    match status.first().map(|status| status.value()) {
        Some([0 | 1]) => {}
        Some([refused]) => return Err(StampError::Refused(*refused)),
        Some(_) | None => return Err(StampError::Malformed),
    }
    let signed_data = content(*response.get(1).ok_or(StampError::Malformed)?, SIGNED_DATA)?;
    // Version, digest algorithms, the content that is signed.
    let signed_data = children(signed_data)?;
    let info = content(*signed_data.get(2).ok_or(StampError::Malformed)?, TST_INFO)?;
    let info = children(one(info.value())?)?;
    // Version, policy, imprint, serial number, time; accuracy, ordering and nonce if they are there.
    let [_, _, imprint, _, time, rest @ ..] = info.as_slice() else { return Err(StampError::Malformed) };
    let nonce = rest.iter().find(|field| der::Tagged::tag(*field) == Tag::Integer);
    Ok(Stamp {
        imprint: sha256(*imprint)?,
        time: time_of(time.value()).ok_or(StampError::Malformed)?,
        nonce: nonce.map(|nonce| nonce.value().to_vec()),
    })
}

fn one(bytes: &[u8]) -> Result<AnyRef<'_>, StampError> {
    Ok(AnyRef::try_from(bytes)?)
}

fn children(of: AnyRef<'_>) -> Result<Vec<AnyRef<'_>>, StampError> {
    let mut reader = SliceReader::new(of.value())?;
    let mut children = Vec::new();
    while !reader.is_finished() {
        children.push(reader.decode::<AnyRef<'_>>()?);
    }
    Ok(children)
}

/// What a `SEQUENCE { this type, [0] content }` holds.
fn content<'a>(of: AnyRef<'a>, kind: &[u8]) -> Result<AnyRef<'a>, StampError> {
    let parts = children(of)?;
    let [named, inner] = parts.as_slice() else { return Err(StampError::Malformed) };
    let zero = Tag::ContextSpecific { constructed: true, number: TagNumber::N0 };
    if named.value() != kind || der::Tagged::tag(inner) != zero {
        return Err(StampError::Malformed);
    }
    one(inner.value())
}

fn sha256(imprint: AnyRef<'_>) -> Result<[u8; 32], StampError> {
    let parts = children(imprint)?;
    let [algorithm, hash] = parts.as_slice() else { return Err(StampError::Malformed) };
    if children(*algorithm)?.first().map(|named| named.value()) != Some(SHA256) {
        return Err(StampError::OtherHash);
    }
    hash.value().try_into().map_err(|_| StampError::Malformed)
}

/// `20261126103015Z`, or with a fraction of a second.
fn time_of(written: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(written).ok()?.strip_suffix('Z')?;
    let whole = DateTime::strptime("%Y%m%d%H%M%S%.f", text).ok()?;
    whole.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_may_have_a_fraction() {
        let told = |text: &str| time_of(text.as_bytes()).map(|time| time.to_string());
        assert_eq!(told("20261126103015Z").as_deref(), Some("2026-11-26T10:30:15Z"));
        assert_eq!(told("20261126103015.25Z").as_deref(), Some("2026-11-26T10:30:15.25Z"));
        assert_eq!(told("20261126103015"), None);
    }

    #[test]
    fn what_is_no_response_is_refused() {
        assert!(matches!(read(b""), Err(StampError::Malformed)));
        assert!(matches!(read(b"<html>"), Err(StampError::Malformed)));
        let rejected = [0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x02];
        assert!(matches!(read(&rejected), Err(StampError::Refused(2))));
        let granted_nothing = [0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x00];
        assert!(matches!(read(&granted_nothing), Err(StampError::Malformed)));
    }
}
