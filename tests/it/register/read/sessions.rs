//! Sessions beside the read models, in both engines, seen by every process that opens them.

use jiff::{SignedDuration, Timestamp};
use registro_projections::signed_in::{SignedIn, SigningIn, Whose};
use uuid::Uuid;

use super::super::support::SCHOOL;
use super::place::Place;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_764_000_000 + second).unwrap()
}

fn session(person: u128, subject: &str) -> SignedIn {
    SignedIn {
        school: SCHOOL,
        session: Uuid::new_v4(),
        person: Uuid::from_u128(person),
        capacity: "teacher".to_owned(),
        level: 2,
        authenticated_at: at(0),
        seen_at: at(1),
        until: at(3_600),
        subject: subject.as_bytes().to_vec(),
        provider_session: format!("{subject}-{person}").into_bytes(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_process_ends_is_over_in_every_other() {
    let Some(places) = Place::both().await else { return };
    for place in places {
        // Two processes that begin at once, both of which find no tables.
        let (one, other) = tokio::join!(place.open(), place.open());
        let (a, b) = (session(1, "a"), session(2, "b"));
        one.sign_in(&[1; 32], &a, &[]).await.unwrap();
        one.sign_in(&[2; 32], &b, &[]).await.unwrap();
        assert_eq!(other.signed_in(&[1; 32]).await.unwrap(), Some(a.clone()));
        other.seen(&[1; 32], at(60)).await.unwrap();
        assert_eq!(one.signed_in(&[1; 32]).await.unwrap().unwrap().seen_at, at(60));

        // Another in its place, and what is long over goes.
        let again = SignedIn { session: Uuid::new_v4(), seen_at: at(61), ..a.clone() };
        other.sign_in(&[3; 32], &again, &[1; 32]).await.unwrap();
        assert_eq!(one.signed_in(&[1; 32]).await.unwrap(), None);
        let late = SignedIn { seen_at: at(3_601), until: at(7_200), ..session(3, "c") };
        one.sign_in(&[4; 32], &late, &[]).await.unwrap();
        assert_eq!(other.signed_in(&[2; 32]).await.unwrap(), None);
        assert_eq!(other.signed_in(&[3; 32]).await.unwrap(), None);

        for whose in [
            Whose::Person(SCHOOL, a.person),
            Whose::Subject(b"a".to_vec()),
            Whose::ProviderSession(b"a-1".to_vec()),
        ] {
            one.sign_in(&[5; 32], &a, &[]).await.unwrap();
            one.sign_in(&[6; 32], &b, &[]).await.unwrap();
            assert_eq!(other.sign_out_all(&whose).await.unwrap(), std::slice::from_ref(&a), "{whose:?}");
            assert_eq!(one.signed_in(&[5; 32]).await.unwrap(), None);
            assert_eq!(other.sign_out(&[6; 32]).await.unwrap(), Some(b.clone()));
            assert_eq!(other.sign_out(&[6; 32]).await.unwrap(), None);
        }

        let awaited = SigningIn {
            browser: [7; 32],
            school: SCHOOL,
            nonce: "n".to_owned(),
            verifier: "v".to_owned(),
            return_to: "/".to_owned(),
            level: 1,
            max_age: Some(900),
            replaces: Vec::new(),
            until: at(600),
        };
        one.begin_sign_in(&[8; 32], &awaited, at(0)).await.unwrap();
        let taken = (0..8).map(|n| {
            let store = if n % 2 == 0 { one.clone() } else { other.clone() };
            tokio::spawn(async move { store.take_sign_in(&[8; 32]).await.unwrap() })
        });
        let mut found = Vec::new();
        for taken in taken.collect::<Vec<_>>() {
            found.extend(taken.await.unwrap());
        }
        assert_eq!(found, std::slice::from_ref(&awaited), "once, whoever asks");
        one.begin_sign_in(&[9; 32], &awaited, at(0)).await.unwrap();
        one.begin_sign_in(&[10; 32], &awaited, at(600) + SignedDuration::from_secs(1)).await.unwrap();
        assert_eq!(other.take_sign_in(&[9; 32]).await.unwrap(), None, "swept");
    }
}
