//! The one task of a process that adds to the access log: what waits is committed together.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::{Connection, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use super::{AccessError, Month, file};
use crate::event::SchoolId;
use crate::file_lock::FileLock;

/// Accesses in one commit, at most.
const BATCH: usize = 1_024;

pub(super) enum Request {
    Append(Pending),
    Close(oneshot::Sender<()>),
}

/// An access that waits to be durable.
pub(super) struct Pending {
    pub(super) school: SchoolId,
    pub(super) month: Month,
    pub(super) at: Timestamp,
    pub(super) data: Vec<u8>,
    pub(super) reply: oneshot::Sender<Result<(), AccessError>>,
}

pub(super) type Chain = [u8; 32];

/// The link of a row to the one before it.
pub(super) fn link(before: &Chain, school: SchoolId, at: i64, data: &[u8]) -> Chain {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(school.0.as_bytes());
    hash.update(at.to_be_bytes());
    hash.update(data);
    hash.finalize().into()
}

struct Open {
    month: Month,
    connection: SqliteConnection,
    chain: Chain,
}

enum Failed {
    /// Nothing was stored, and the next may be.
    NotNow(&'static str, sqlx::Error),
    /// What the disk holds is not known.
    InDoubt(Box<Open>, sqlx::Error),
}

pub(super) struct Writer {
    dir: PathBuf,
    process: u32,
    /// Held for as long as anything may be written.
    lock: FileLock,
    requests: mpsc::UnboundedReceiver<Request>,
    open: Option<Open>,
}

impl Writer {
    pub(super) fn new(
        dir: PathBuf,
        process: u32,
        lock: FileLock,
        requests: mpsc::UnboundedReceiver<Request>,
    ) -> Self {
        Self { dir, process, lock, requests, open: None }
    }

    /// Until it is closed, its log is dropped, or a commit is in doubt.
    pub(super) async fn run(mut self) {
        let mut closing = None;
        while let Some(request) = self.requests.recv().await {
            let mut batch = Vec::new();
            self.take(request, &mut batch, &mut closing);
            // Whoever was just answered is about to send again: they get a moment for it.
            tokio::task::yield_now().await;
            while batch.len() < BATCH && closing.is_none() {
                let Ok(request) = self.requests.try_recv() else { break };
                self.take(request, &mut batch, &mut closing);
            }
            // Those of two months stand in two files; at the turn of a month there are both.
            while let Some(month) = batch.first().map(|pending: &Pending| pending.month) {
                let (now, later): (Vec<Pending>, Vec<Pending>) =
                    batch.into_iter().partition(|pending| pending.month == month);
                batch = later;
                if let Err(open) = self.store(month, now).await {
                    // To close is to write again: the file stays as it is until the process ends.
                    std::mem::forget(open);
                    std::mem::forget(self.lock);
                    return;
                }
            }
            if closing.is_some() {
                break;
            }
        }
        if let Some(Open { connection, .. }) = self.open.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(?error, "the access log's file was not closed in good order");
        }
        drop(self.lock);
        if let Some(reply) = closing {
            let _ = reply.send(());
        }
    }

    fn take(&self, request: Request, batch: &mut Vec<Pending>, closing: &mut Option<oneshot::Sender<()>>) {
        match request {
            Request::Append(pending) => batch.push(pending),
            Request::Close(reply) => *closing = Some(reply),
        }
    }

    /// Commits these and answers. An error hands back the file, which may not be touched any more.
    async fn store(&mut self, month: Month, batch: Vec<Pending>) -> Result<(), Box<Open>> {
        let answer = match self.write(month, &batch).await {
            Ok(()) => Ok(()),
            Err(Failed::NotNow(what, error)) => {
                tracing::error!(?error, "the access log: cannot {what}");
                Err((what, Arc::new(error)))
            }
            Err(Failed::InDoubt(open, error)) => {
                tracing::error!(?error, "the access log stops: a commit is in doubt");
                return Err(open); // Whoever waits hears that it stopped.
            }
        };
        for pending in batch {
            let answer = answer.clone().map_err(|(what, error)| AccessError::File(what, error));
            let _ = pending.reply.send(answer); // Whoever asked may have gone.
        }
        Ok(())
    }

    async fn write(&mut self, month: Month, batch: &[Pending]) -> Result<(), Failed> {
        let mut open = match self.open.take() {
            Some(open) if open.month == month => open,
            other => {
                if let Some(Open { connection, .. }) = other {
                    connection
                        .close()
                        .await
                        .map_err(|error| Failed::NotNow("close last month's file", error))?;
                }
                self.open(month).await.map_err(|error| Failed::NotNow("open the month's file", error))?
            }
        };
        let begun = open.connection.begin_with("BEGIN IMMEDIATE").await;
        let mut tx = begun.map_err(|error| Failed::NotNow("begin to write", error))?;
        let mut chain = open.chain;
        for pending in batch {
            let at = pending.at.as_microsecond();
            chain = link(&chain, pending.school, at, &pending.data);
            let inserted = sqlx::query("INSERT INTO access (school, at, data, chain) VALUES (?, ?, ?, ?)")
                .bind(pending.school.0.as_bytes().as_slice())
                .bind(at)
                .bind(pending.data.as_slice())
                .bind(chain.as_slice())
                .execute(&mut *tx)
                .await;
            // The transaction ends with its connection, which is opened anew.
            inserted.map_err(|error| Failed::NotNow("write accesses", error))?;
        }
        if let Err(error) = tx.commit().await {
            return Err(Failed::InDoubt(Box::new(open), error));
        }
        open.chain = chain;
        self.open = Some(open);
        Ok(())
    }

    async fn open(&self, month: Month) -> Result<Open, sqlx::Error> {
        let mut connection = file::writer(&file::path(&self.dir, month, self.process)).await?;
        let last: Option<Vec<u8>> = sqlx::query_scalar("SELECT chain FROM access ORDER BY id DESC LIMIT 1")
            .fetch_optional(&mut connection)
            .await?;
        let chain = last.and_then(|last| last.try_into().ok()).unwrap_or_default();
        Ok(Open { month, connection, chain })
    }
}
