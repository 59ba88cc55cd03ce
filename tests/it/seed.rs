//! Random moments that can be had again: the seed is printed, and `REGISTRO_TEST_SEED` sets it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// SplitMix64 (Steele, Lea, Flood 2014).
pub(crate) struct Seed(u64);

impl Seed {
    /// From the clock's nanoseconds, unless the environment names one.
    pub(crate) fn printed() -> Self {
        let named = std::env::var("REGISTRO_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = named.unwrap_or_else(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970");
            u64::try_from(since.as_nanos() & u128::from(u64::MAX)).expect("its low bits")
        });
        println!("REGISTRO_TEST_SEED={seed} draws the same again");
        Self(seed)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut drawn = self.0;
        drawn = (drawn ^ (drawn >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        drawn = (drawn ^ (drawn >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        drawn ^= drawn >> 31;
        let bound = u64::try_from(bound.max(1)).expect("a number of 64 bits");
        usize::try_from(drawn % bound).expect("below a usize")
    }

    pub(crate) fn between(&mut self, least: Duration, most: Duration) -> Duration {
        let span = usize::try_from(most.saturating_sub(least).as_micros()).expect("a short span");
        least + Duration::from_micros(self.below(span).try_into().expect("a number of 64 bits"))
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
