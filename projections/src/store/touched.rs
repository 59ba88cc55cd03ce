//! The events behind a row, as a table keeps them: those of a page in one line, by the first and the steps to the others.

use registro_eventlog::event::Position;

use super::sql::Answer;
use super::{StoreError, decode, position};
use crate::model::Column;

/// What a line says after the model's name and the key. None of no events.
pub(crate) fn line(positions: &[Position]) -> Result<Option<[Column; 2]>, StoreError> {
    let Some(first) = positions.first() else { return Ok(None) };
    let steps: Vec<u64> = positions.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
    Ok(Some([(*first).into(), Column::Blob(postcard::to_allocvec(&steps)?)]))
}

/// The positions that lines of `position, further` name, in order: an event that came late has a line of its own.
pub(crate) fn positions(lines: &[Answer]) -> Result<Vec<Position>, StoreError> {
    let mut positions = Vec::new();
    for line in lines {
        let mut at = position(line.integer(0)?);
        positions.push(at);
        for step in decode::<Vec<u64>>(line.blob(1)?)? {
            at = Position(at.0 + step);
            positions.push(at);
        }
    }
    positions.sort_unstable();
    Ok(positions)
}
