//! The writer's way to the server: connecting again, for as long as somebody waits, and what is asked of the database
//! then.

use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use tokio::time::sleep;

use super::pending::{self, Pending};
use super::{LogError, Writer};
use crate::event::SchoolId;
use crate::postgres::link::{Link, Trouble, within};
use crate::postgres::remembered::Remembered;
use crate::postgres::{call, engine, trust};

/// Between two tries to connect, at first and at most.
const PAUSES: [Duration; 2] = [Duration::from_millis(20), Duration::from_millis(500)];

impl Writer {
    /// A connection to a database that is still the one it was. Whoever has waited for too long is told so; None if
    /// nobody is left. An error is the end: the database lost what it had committed, or its guards.
    pub(super) async fn reach(&mut self, batch: &mut Vec<Pending>) -> Result<Option<Link>, LogError> {
        if let Some(mut link) = self.link.take() {
            if link.is_there().await {
                return Ok(Some(link));
            }
            self.lose(&link, "it does not answer any more");
        }
        let mut pause = PAUSES[0];
        loop {
            match self.connect().await {
                Ok(link) => return Ok(Some(link)),
                Err(error @ LogError::Engine(..)) => {
                    pending::fail(pending::late(batch, self.patience.outage), error);
                    if batch.is_empty() {
                        return Ok(None);
                    }
                    sleep(pause).await;
                    pause = (pause * 2).min(PAUSES[1]);
                }
                Err(error) => {
                    pending::fail(std::mem::take(batch), LogError::Stopped);
                    return Err(error);
                }
            }
        }
    }

    /// `Engine` is the error of a server that is away, or not ready yet; any other is for good.
    async fn connect(&mut self) -> Result<Link, LogError> {
        let failed = "cannot reach the database";
        let error = |trouble: Trouble| engine(failed)(trouble.error());
        let mut link = Link::open(&self.address, self.patience).await.map_err(error)?;
        if let Some(lost) = self.lost {
            link.dismiss(lost).await.map_err(error)?;
            self.lost = None;
            tracing::warn!("connected to the database again");
        }
        let (connection, time) = link.use_it();
        let checked = async {
            trust::to_write(connection).await?;
            self.feeds.still_there(connection).await
        };
        tokio::time::timeout(time, checked)
            .await
            .map_err(|late| LogError::Engine(failed, Box::new(late)))??;
        Ok(link)
    }

    pub(super) fn lose(&mut self, link: &Link, why: impl std::fmt::Display) {
        tracing::warn!("the connection to the database was lost: {why}");
        self.lost = Some(link.backend);
        self.remembered = Remembered::default();
    }

    /// Looks at the connection, and if it is gone, at what the database still holds.
    pub(super) async fn look(&mut self) -> Result<(), LogError> {
        if let Some(mut link) = self.link.take() {
            if link.answers().await {
                self.link = Some(link);
                return Ok(());
            }
            self.lose(&link, "it does not answer any more");
        }
        match self.connect().await {
            Ok(link) => self.link = Some(link),
            // Whoever writes next will see.
            Err(LogError::Engine(..)) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    pub(super) async fn open_school(
        &mut self,
        school: SchoolId,
        synthetic: bool,
        reply: oneshot::Sender<Result<(), LogError>>,
    ) -> Result<(), LogError> {
        let begun = Instant::now();
        let opened = loop {
            let tried = match self.link.take() {
                Some(link) => Ok(link),
                None => self.connect().await,
            };
            let failed = match tried {
                Ok(mut link) => match self.open_on(&mut link, school, synthetic).await {
                    Ok(opened) => {
                        self.link = Some(link);
                        break opened;
                    }
                    Err(Trouble::Refused(error)) => {
                        self.link = Some(link);
                        break Err(engine("cannot open a school")(error));
                    }
                    // It may have been opened: doing it again does no harm.
                    Err(Trouble::Lost(error)) => {
                        self.lose(&link, &error);
                        engine("cannot open a school")(error)
                    }
                },
                Err(error @ LogError::Engine(..)) => error,
                Err(error) => {
                    let _ = reply.send(Err(LogError::Stopped));
                    return Err(error);
                }
            };
            if self.patience.outage <= begun.elapsed() {
                break Err(failed);
            }
            sleep(PAUSES[1]).await;
        };
        // Nobody may be waiting any more: the school is open all the same.
        let _ = reply.send(opened);
        Ok(())
    }

    async fn open_on(
        &self,
        link: &mut Link,
        school: SchoolId,
        synthetic: bool,
    ) -> Result<Result<(), LogError>, Trouble> {
        let feed = match self.feeds.get(school) {
            Some(feed) => feed,
            None => {
                let (connection, time) = link.use_it();
                within(time, call::open(connection, school, synthetic)).await?;
                let (connection, time) = link.use_it();
                let found = within(time, self.feeds.load_one(connection, school)).await?;
                match found {
                    Some(feed) => feed,
                    None => return Ok(Err(LogError::UnknownSchool(school))),
                }
            }
        };
        let same = feed.synthetic == synthetic;
        Ok(if same { Ok(()) } else { Err(LogError::SyntheticForEver(school)) })
    }
}
