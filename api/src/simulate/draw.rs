//! Chance, stable for ever: a draw is a function of the seed, of what is drawn, for whom and when, and of nothing else.
//!
//! So any day can be drawn without the days before it, and a new kind of draw changes none of the others. The mixing is
//! SplitMix64 (Steele, Lea, Flood 2014); nothing here may change, since the simulated years would.

use jiff::civil::Date;

/// Of a whole, in every rate of the simulation.
pub(crate) const WHOLE: u32 = 10_000;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Dice {
    pub(crate) seed: u64,
}

/// 64 bits, all of them chance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draw(u64);

impl Dice {
    pub(crate) fn draw(self, what: &str, whom: u64, when: u64) -> Draw {
        let named = what.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3) // FNV-1a.
        });
        let mixed = [named, whom, when].into_iter().fold(self.seed, |state, part| mix(state ^ mix(part)));
        Draw(mixed)
    }
}

impl Draw {
    /// From 0 to `end`, which is left out; 0 if `end` is 0.
    pub(crate) fn below(self, end: u32) -> u32 {
        let share = (u128::from(self.0) * u128::from(end)) >> 64;
        u32::try_from(share).unwrap_or_default()
    }

    /// True in `rate` cases of [`WHOLE`].
    pub(crate) fn is_within(self, rate: u32) -> bool {
        self.below(WHOLE) < rate
    }

    pub(crate) fn pick<T>(self, among: &[T]) -> Option<&T> {
        let length = u32::try_from(among.len()).unwrap_or(u32::MAX);
        among.get(usize::try_from(self.below(length)).unwrap_or_default())
    }

    /// The index of one of these weights, as often as it weighs.
    pub(crate) fn weighed(self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (index, weight) in weights.iter().enumerate() {
            if left < *weight {
                return index;
            }
            left -= weight;
        }
        0
    }
}

/// One step of SplitMix64.
fn mix(state: u64) -> u64 {
    let state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

/// A day as a draw takes it.
pub(crate) fn key(day: Date) -> u64 {
    let part = |number: i16| u64::try_from(number).unwrap_or_default();
    part(day.year()) * 10_000 + part(day.month().into()) * 100 + part(day.day().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_is_the_same_for_ever() {
        let dice = Dice { seed: 1 };
        let drawn = |what, whom, when| dice.draw(what, whom, when).below(1_000_000);
        assert_eq!(drawn("spell", 7, 20_251_112), drawn("spell", 7, 20_251_112));
        assert_ne!(drawn("spell", 7, 20_251_112), drawn("spell", 8, 20_251_112));
        assert_ne!(drawn("spell", 7, 20_251_112), drawn("late", 7, 20_251_112));
        assert_eq!(mix(0), 0xe220_a839_7b1d_cdaf); // The first number of SplitMix64 from 0.
    }

    #[test]
    fn a_rate_is_met_in_the_long_run() {
        let dice = Dice { seed: 42 };
        let hits = (0..100_000).filter(|whom| dice.draw("rate", *whom, 0).is_within(800)).count();
        assert!((7_700..8_300).contains(&hits), "{hits}");
    }
}
