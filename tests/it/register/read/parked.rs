//! An event that this version cannot read: put aside and said when live, refused when rebuilding, folded in its place later.

use std::sync::Arc;

use registro_eventlog::event::Position;
use registro_eventlog::log::{EventLog, Filter};
use registro_projections::event::ReadError;
use registro_projections::rebuild::rebuild;
use registro_projections::runner::{Retried, Runner};
use registro_projections::store::StoreError;

use super::super::partial::Partial;
use super::super::support::SCHOOL;
use super::place::{Place, same};
use super::{expected, furnished, head, pace};

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_an_unknown_kind_is_parked_when_live_and_stops_a_rebuild() {
    let Some(places) = Place::both().await else { return };
    let (_school, log) = furnished().await;
    let expected = expected(&log, SCHOOL).await;
    // An absence, which was folded into several rows, and later events into the same.
    let events = log.read_all(SCHOOL, None, usize::MAX >> 1, Filter::All).await.unwrap();
    let absence = events.iter().find(|event| event.kind == "absence-recorded.v1").unwrap();
    let seen = Arc::new(Partial::paged(Arc::clone(&log), 0));
    seen.let_through();
    let as_log: Arc<dyn EventLog> = seen.clone();
    for place in &places {
        seen.unknown_at(Some(absence.position));
        let store = place.open().await;
        let mut runner = Runner::open_with(Arc::clone(&as_log), store.clone(), pace(5)).await.unwrap();
        assert_eq!(runner.catch_up(SCHOOL).await.unwrap(), Some(head(&log, SCHOOL).await));
        let parked = store.parked(SCHOOL).await.unwrap();
        assert_eq!(parked.len(), 1, "{parked:?}");
        assert_eq!((parked[0].position, parked[0].kind.as_str()), (absence.position, "of-another-time.v9"));
        assert_eq!(parked[0].stream, absence.stream.to_string());
        assert!(parked[0].error.contains("of-another-time.v9") && 0 < parked[0].at_millis, "{parked:?}");
        assert_eq!(store.standing(SCHOOL).await.unwrap().unwrap().parked, 1);
        assert_ne!(place.rows().await.len(), expected.len());

        let refused = rebuild(Arc::clone(&as_log), store.clone(), &mut |_, _| ()).await;
        let Err(StoreError::Event(ReadError::Unreadable { position, kind, .. })) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!((Position(position), kind.as_str()), (absence.position, "of-another-time.v9"));
        assert_eq!(store.count_parked(SCHOOL).await.unwrap(), 1, "the live ones are as they were");

        let still = runner.retry(SCHOOL, None).await.unwrap();
        assert!(matches!(still[..], [(at, Retried::Parked(_))] if at == absence.position), "{still:?}");
        // This version has learnt to read it.
        seen.unknown_at(None);
        let other = runner.retry(SCHOOL, Some(Position(0))).await.unwrap();
        assert!(other.is_empty() && store.count_parked(SCHOOL).await.unwrap() == 1);
        let folded = runner.retry(SCHOOL, Some(absence.position)).await.unwrap();
        assert!(matches!(folded[..], [(at, Retried::Folded)] if at == absence.position), "{folded:?}");
        assert_eq!(store.count_parked(SCHOOL).await.unwrap(), 0);
        same(&expected, &place.rows().await);
    }
}
