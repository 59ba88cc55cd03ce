//! Reading a school's feed and its streams.

use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use kurrentdb::RecordedEvent;

use super::carry::AT_ONCE;
use super::feeds::Feed;
use super::link::{Link, Place, Trouble};
use super::stored::{self, DONE, Done, PART, PLAN, Plan};
use super::{names, writer};
use crate::event::{Position, Recorded, SchoolId, StreamName, Version};
use crate::log::{Filter, LogError};

fn unread(trouble: Trouble) -> LogError {
    trouble.error("cannot read events")
}

pub(super) async fn stream(
    link: &Link,
    school: SchoolId,
    stream: &StreamName,
    from: Version,
) -> Result<Vec<Recorded>, LogError> {
    // No stream is so long, and the server's numbers are signed.
    if i64::try_from(from.0).is_err() {
        return Ok(Vec::new());
    }
    let name = names::event_stream(school, stream);
    let events = link.read(&name, Place::Revision(from.0), usize::MAX, |_| false).await.map_err(unread)?;
    events.iter().map(stored::record).collect()
}

/// At most `limit` events after a position and up to the head, beyond which there may be half of a command.
pub(super) async fn feed(
    link: &Link,
    feed: &Feed,
    after: Option<Position>,
    limit: usize,
    filter: Filter<'_>,
) -> Result<Vec<Recorded>, LogError> {
    let Some(head) = feed.reach.head().map(|head| head.position) else { return Ok(Vec::new()) };
    let prefix = names::events(feed.id);
    let prefixes: Vec<String> = match filter {
        Filter::All => vec![prefix],
        Filter::Categories(categories) => {
            let mut categories = categories.to_vec();
            categories.sort_unstable();
            categories.dedup();
            categories.into_iter().map(|category| format!("{prefix}{category}")).collect()
        }
    };
    let wanted = |record: &Recorded| match filter {
        Filter::All => true,
        // A prefix alone would find `cases-1` among the streams of `case`.
        Filter::Categories(categories) => categories.contains(&record.stream.category()),
    };
    let mut records = Vec::new();
    if prefixes.is_empty() {
        return Ok(records);
    }
    let mut last = after.map_or(feed.opened_at, |after| after.max(feed.opened_at));
    while records.len() < limit && last < head {
        // The server begins with the event at the position itself, and stops at the count or at the end of the log.
        let count = (limit - records.len()).saturating_add(1);
        let beyond = |event: &RecordedEvent| head.0 <= event.position.commit;
        let events = link.read_all(last, &prefixes, count, beyond).await.map_err(unread)?;
        let ended = events.len() < count;
        for event in &events {
            let position = stored::position(event)?;
            if last < position && position <= head {
                let record = stored::record(event)?;
                if wanted(&record) {
                    records.push(record);
                }
            }
            last = last.max(position);
        }
        if ended {
            break;
        }
    }
    records.truncate(limit);
    Ok(records)
}

/// The events at these positions, each asked for by itself, many at a time.
pub(super) async fn at(link: &Link, feed: &Feed, positions: &[Position]) -> Result<Vec<Recorded>, LogError> {
    let Some(head) = feed.reach.head().map(|head| head.position) else { return Ok(Vec::new()) };
    let mut positions = positions.to_vec();
    positions.sort_unstable();
    positions.dedup();
    positions.retain(|position| feed.opened_at < *position && *position <= head);
    let prefix = &names::events(feed.id);
    let found: Vec<Option<Recorded>> = stream::iter(positions)
        .map(|position| async move {
            let events = link.read_all(position, &[], 1, |_| true).await.map_err(unread)?;
            let here = |event: &&RecordedEvent| {
                event.position.commit == position.0 && event.stream_id().starts_with(prefix)
            };
            events.first().filter(here).map(stored::record).transpose()
        })
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    Ok(found.into_iter().flatten().collect())
}

/// Instants do not go backwards along the stream of plans, whose order is that of the feed: the last plan in time is found
/// by halving, and its answer says how far the feed went.
pub(super) async fn position_at(
    link: &Link,
    feed: &Feed,
    instant: Timestamp,
) -> Result<Option<Position>, LogError> {
    let name = names::plans(feed.id);
    let last = link.read(&name, Place::End, 1, |_| true).await.map_err(unread)?;
    // Every revision before `low` was recorded by then, none from `high` on.
    let (mut low, mut high) = (0, last.first().map_or(0, |event| event.revision + 1));
    while low < high {
        let middle = low + (high - low) / 2;
        let events = link.read(&name, Place::Revision(middle), 1, |_| true).await.map_err(unread)?;
        let Some(event) = events.first().filter(|event| event.revision == middle) else {
            return Err(LogError::Corrupt {
                what: "plan",
                place: format!("stream {name}, revision {middle}"),
            });
        };
        if stored::recorded_at(event)? <= instant {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let mut place = low.checked_sub(1);
    while let Some(revision) = place {
        let events = link.read(&name, Place::Revision(revision), 1, |_| true).await.map_err(unread)?;
        if let Some(event) = events.first()
            && let Some(position) = reached(link, feed, event).await?
        {
            return Ok(Some(position));
        }
        place = revision.checked_sub(1);
    }
    Ok(None)
}

/// How far the feed went when this event of the stream of plans was carried out. None: it is not yet, or it is a part.
async fn reached(link: &Link, feed: &Feed, event: &RecordedEvent) -> Result<Option<Position>, LogError> {
    if event.event_type == DONE {
        return Ok(Some(stored::read::<Done>(DONE, event)?.position));
    }
    if event.event_type == PART {
        return Ok(None);
    }
    let plan: Plan = stored::read(PLAN, event)?;
    let answer = writer::answer(link, feed.id, plan.command).await.map_err(unread)?;
    Ok(answer.map(|answer| answer.last))
}
