//! A record, read byte by byte as `docs/ledger.md` tells.

/// What of a record the columns and the tree are checked against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Record<'a> {
    pub(crate) school: [u8; 16],
    pub(crate) position: u64,
    pub(crate) id: [u8; 16],
    pub(crate) stream: &'a str,
    pub(crate) version: u64,
    pub(crate) kind: &'a str,
    /// As it is packed.
    pub(crate) effective_on: i64,
    pub(crate) recorded_at: i64,
    pub(crate) actor: Actor<'a>,
    pub(crate) command: [u8; 16],
    pub(crate) correlation: [u8; 16],
    pub(crate) data: &'a [u8],
}

/// Who acted, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Actor<'a> {
    pub(crate) person: [u8; 16],
    pub(crate) capacity: &'a str,
    pub(crate) assurance: u8,
    pub(crate) session: [u8; 16],
    pub(crate) on_behalf_of: Option<[u8; 16]>,
}

impl<'a> Record<'a> {
    /// None if the bytes are not a record, to the last one.
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut rest = Bytes(bytes);
        if rest.byte()? != 0x01 {
            return None;
        }
        let school = rest.uuid()?;
        let position = rest.number()?;
        let id = rest.uuid()?;
        let stream = rest.text()?;
        let version = rest.number()?;
        let kind = rest.text()?;
        let effective_on = unzigzag(rest.number()?);
        let recorded_at = unzigzag(rest.number()?);
        let actor = Actor {
            person: rest.uuid()?,
            capacity: rest.text()?,
            assurance: rest.byte()?,
            session: rest.uuid()?,
            on_behalf_of: match rest.byte()? {
                0 => None,
                1 => Some(rest.uuid()?),
                _ => return None,
            },
        };
        let command = rest.uuid()?;
        let correlation = rest.uuid()?;
        for _ in 0..rest.number()? {
            rest.uuid()?;
            rest.text()?;
        }
        let data = rest.bytes()?;
        let ends = rest.0.is_empty();
        ends.then_some(Self {
            school,
            position,
            id,
            stream,
            version,
            kind,
            effective_on,
            recorded_at,
            actor,
            command,
            correlation,
            data,
        })
    }

    /// The part of the stream's name before the first hyphen.
    pub(crate) fn category(&self) -> &'a str {
        self.stream.split('-').next().unwrap_or_default()
    }

    /// The school year by whose shard it is counted: from 1 September, UTC.
    pub(crate) fn year(&self) -> i64 {
        let day = self.recorded_at.div_euclid(86_400_000_000);
        // Near the year, and then exactly.
        let mut year = 1970 + day / 366;
        while first_of_september(year + 1) <= day {
            year += 1;
        }
        while day < first_of_september(year) {
            year -= 1;
        }
        year
    }
}

/// Days from 1 January 1970 to 1 September of a year.
fn first_of_september(year: i64) -> i64 {
    let leaps = |year: i64| year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let new_year = (year - 1970) * 365 + leaps(year - 1) - leaps(1969);
    let leap = i64::from(year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    new_year + 243 + leap
}

fn unzigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// Seven bits a byte, lowest first; the shortest form only.
    fn number(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for place in 0..10 {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if place == 9 && 1 < bits || 0 < place && byte == 0 {
                return None;
            }
            number |= bits << (7 * place);
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    fn uuid(&mut self) -> Option<[u8; 16]> {
        self.bytes()?.try_into().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::first_of_september;

    #[test]
    fn school_years_begin_on_the_first_of_september() {
        // 2025-09-01 is day 20332, 2000-09-01 is day 11201, 1969-09-01 is day -122.
        assert_eq!([2025, 2000, 1969].map(first_of_september), [20332, 11201, -122]);
    }
}
