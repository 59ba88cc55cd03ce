//! Several nodes, of which one leads at a time; and processes that only read. On the stand-in, whose nodes share their
//! data: how a real cluster elects a leader and copies data is not shown here.

use kurrentdb_stand_in::StandIn;
use registro_eventlog::kurrentdb::KurrentLog;
use registro_eventlog::log::{AppendError, EventLog, Filter, LogError};

use super::super::contract::{append, assert_dense, exactly, write};
use super::Cluster;

#[tokio::test(flavor = "multi_thread")]
async fn the_leader_is_found_and_followed() {
    let cluster = Cluster::of(StandIn::cluster(3).await);
    let subject = cluster.subject().await;
    let school = subject.school().await;
    for leader in [0, 2, 1, 1, 0] {
        cluster.stand_in().lead(leader);
        subject.write(school, "case-1").await;
    }
    let feed = subject.everything(school).await;
    assert_dense(&feed);
    assert_eq!(feed.len(), 5);
    subject.log.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_only_reads_hears_of_what_others_write() {
    let cluster = Cluster::faulty().await;
    let subject = cluster.subject().await;
    let school = subject.school().await;
    let reader = KurrentLog::open_read_only(&cluster.address()).await.unwrap();
    let mut heard = reader.subscribe(school).await.unwrap();
    assert_eq!(*heard.borrow_and_update(), None);
    subject.write(school, "case-1").await;
    heard.changed().await.unwrap();
    assert_eq!(reader.read_all(school, None, 5, Filter::All).await.unwrap().len(), 1);
    let refused = reader.append(school, append([write("case-1", exactly(0), 1)])).await;
    assert!(matches!(refused, Err(AppendError::Log(LogError::ReadOnly))));
    reader.close().await;
    subject.log.close().await;
}
