//! Events and places in the words of the protocol.

use std::collections::HashMap;

use crate::protocol::event_store::client::streams::read_resp::{Checkpoint, Content, ReadEvent, read_event};
use crate::protocol::event_store::client::streams::{
    AppendResp, ReadResp, append_resp, append_resp::wrong_expected_version, read_req,
};
use crate::protocol::event_store::client::{Empty, StreamIdentifier, Uuid, uuid};
use crate::store::Stored;

pub(crate) fn content(content: Content) -> ReadResp {
    ReadResp { content: Some(content) }
}

pub(crate) fn event(stored: &Stored) -> ReadResp {
    let mut metadata: HashMap<String, String> = stored.event.metadata.clone();
    metadata.insert("created".to_owned(), "17000000000000000".to_owned());
    let recorded = read_event::RecordedEvent {
        id: Some(Uuid { value: Some(uuid::Value::String(stored.event.id.to_string())) }),
        stream_identifier: Some(StreamIdentifier { stream_name: stored.stream.clone().into_bytes() }),
        stream_revision: stored.revision,
        prepare_position: stored.position,
        commit_position: stored.position,
        metadata,
        custom_metadata: stored.event.custom_metadata.clone(),
        data: stored.event.data.clone(),
    };
    content(Content::Event(ReadEvent {
        event: Some(recorded),
        link: None,
        position: Some(read_event::Position::CommitPosition(stored.position)),
    }))
}

pub(crate) fn checkpoint(position: u64) -> ReadResp {
    let place = Checkpoint { commit_position: position, prepare_position: position, timestamp: None };
    content(Content::Checkpoint(place))
}

pub(crate) fn appended(revision: u64, position: u64) -> AppendResp {
    let place = append_resp::Position { commit_position: position, prepare_position: position };
    let success = append_resp::Success {
        current_revision_option: Some(append_resp::success::CurrentRevisionOption::CurrentRevision(revision)),
        position_option: Some(append_resp::success::PositionOption::Position(place)),
    };
    AppendResp { result: Some(append_resp::Result::Success(success)) }
}

pub(crate) fn wrong_expected_version(current: Option<u64>) -> AppendResp {
    use wrong_expected_version::{CurrentRevisionOption, ExpectedRevisionOption};
    let current = match current {
        Some(revision) => CurrentRevisionOption::CurrentRevision(revision),
        None => CurrentRevisionOption::CurrentNoStream(Empty {}),
    };
    let wrong = append_resp::WrongExpectedVersion {
        current_revision_option_20_6_0: None,
        expected_revision_option_20_6_0: None,
        current_revision_option: Some(current),
        expected_revision_option: Some(ExpectedRevisionOption::ExpectedNoStream(Empty {})),
    };
    AppendResp { result: Some(append_resp::Result::WrongExpectedVersion(wrong)) }
}

/// Does a filter let an event through? Only prefixes are known here.
pub(crate) fn passes(filter: Option<&read_req::options::FilterOptions>, stored: &Stored) -> bool {
    use read_req::options::filter_options::Filter;
    let (expression, name) = match filter.and_then(|options| options.filter.as_ref()) {
        None => return true,
        Some(Filter::StreamIdentifier(expression)) => (expression, stored.stream.as_str()),
        Some(Filter::EventType(expression)) => (expression, stored.event.metadata["type"].as_str()),
    };
    expression.prefix.iter().any(|prefix| name.starts_with(prefix))
}
