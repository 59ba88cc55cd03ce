//! An event that this version cannot read: put aside and said when live, refused when rebuilding, folded in its place later.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use registro::actor::Capacity;
use registro_eventlog::event::{CommandId, Expected, NewEvent, Position, StreamName};
use registro_eventlog::log::{Append, EventLog, Filter, Write};
use registro_projections::event::ReadError;
use registro_projections::rebuild::rebuild;
use registro_projections::runner::{Retried, Runner};
use registro_projections::store::StoreError;
use tower::ServiceExt as _;
use uuid::Uuid;

use super::super::partial::Partial;
use super::super::support::{MATHS, SCHOOL, School, TUESDAY};
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

/// Something of a later version, in a stream of its own.
async fn append_unknown(school: &School) -> Position {
    let (command, actor) = (Uuid::new_v4(), school.agent(MATHS, Capacity::Teacher).envelope());
    let kind = "of-another-time.v9".to_owned();
    let events = vec![NewEvent { kind, effective_on: TUESDAY, about: vec![], data: vec![1] }];
    let stream = StreamName::new("lesson-of-another-time").unwrap();
    let append = Append {
        command: CommandId(command),
        fingerprint: [0; 32],
        correlation: command,
        actor,
        writes: vec![Write { stream, expected: Expected::NoStream, events }],
    };
    school.app.register.log.append(SCHOOL, append).await.unwrap().last
}

async fn metrics(school: &School) -> String {
    let request = Request::builder().uri("/metrics").body(Body::empty()).unwrap();
    let (status, text) = school.page(request).await;
    assert_eq!(status, 200);
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_says_that_an_event_is_parked_and_the_register_goes_on() {
    let school = School::open().await;
    let of_school = format!("{{school=\"{}\"}}", SCHOOL.0);
    assert!(metrics(&school).await.contains(&format!("registro_read_parked_events{of_school} 0\n")));
    let ask = |path: &str, cookie: bool| {
        let token = school.token(MATHS, Capacity::Teacher);
        let request = Request::builder().uri(path);
        let request = if cookie { request.header("accept", "text/html") } else { request };
        request.header("authorization", format!("Bearer {token}")).body(Body::empty()).unwrap()
    };
    let whole = school.router.clone().oneshot(ask("/api/v1/classes", false)).await.unwrap();
    assert!(whole.headers().get("registro-incomplete").is_none());
    let (_, page) = school.page(ask("/classi", true)).await;
    assert!(!page.contains("letture sono incomplete"), "{page}");

    let parked = append_unknown(&school).await;
    school.app.wait_for(parked).await.unwrap();
    let status = school.answer(ask("/status", false)).await.1;
    assert_eq!((&status["status"], &status["parked"]), (&"incomplete".into(), &1.into()), "{status}");
    let told = metrics(&school).await;
    for line in [
        format!("registro_read_parked_events{of_school} 1\n"),
        format!("registro_read_lag_events{of_school} 0\n"),
        format!("registro_log_events{of_school} {}\n", parked.0 + 1),
    ] {
        assert!(told.contains(&line), "{told}");
    }
    let answer = school.router.clone().oneshot(ask("/api/v1/classes", false)).await.unwrap();
    assert_eq!(answer.headers().get("registro-incomplete").unwrap(), "1");
    let (_, page) = school.page(ask("/classi", true)).await;
    assert!(page.contains("Le letture sono incomplete: un evento"), "{page}");
    // Whoever writes goes on writing, and reads what was written.
    school.call_roll(&[], &[]).await;
}
