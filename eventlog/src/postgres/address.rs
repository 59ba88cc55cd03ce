//! Where a database is, as a URL. Shown, it keeps its password to itself.

use std::fmt;
use std::str::FromStr;

use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;

/// `postgres://role@host:port/database`, with the parameters of libpq (`sslmode`, `sslrootcert`, …).
#[derive(Clone)]
pub struct Address {
    pub(super) options: Box<PgConnectOptions>,
}

impl Address {
    /// Is it one of ours, well formed or not?
    pub fn is_meant_by(url: &str) -> bool {
        url.starts_with("postgres://") || url.starts_with("postgresql://")
    }

    /// How to connect, for whoever keeps other tables in the same database.
    pub fn connect_options(&self) -> PgConnectOptions {
        (*self.options).clone()
    }

    /// A name for files that belong to this database: other databases have other names.
    pub fn file_name(&self) -> String {
        crate::file_name::of(&self.place())
    }

    fn place(&self) -> String {
        let options = &self.options;
        let host = match options.get_socket() {
            Some(socket) => socket.display().to_string(),
            None => options.get_host().to_owned(),
        };
        // Without a name, a database is the one named after the role.
        let database = options.get_database().unwrap_or(options.get_username());
        format!("{host}:{}/{database}", options.get_port())
    }
}

impl FromStr for Address {
    type Err = InvalidAddress;

    fn from_str(url: &str) -> Result<Self, InvalidAddress> {
        if !Self::is_meant_by(url) {
            return Err(InvalidAddress(sqlx::Error::Configuration("not postgres://".into())));
        }
        // Two providers of cryptography are in the tree, one of them for the client of KurrentDB: sqlx takes the one that the
        // process has chosen, and there may be one already.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let options: PgConnectOptions = url.parse().map_err(InvalidAddress)?;
        Ok(Self { options: Box::new(options.application_name("registro").disable_statement_logging()) })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "postgres://{}@{}", self.options.get_username(), self.place())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for Address {
    /// The same role of the same database.
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for Address {}

#[derive(Debug, thiserror::Error)]
#[error("not the address of a PostgreSQL database")]
pub struct InvalidAddress(#[source] sqlx::Error);

#[cfg(test)]
mod tests {
    use super::*;

    fn address(url: &str) -> Address {
        url.parse().unwrap()
    }

    #[test]
    fn it_never_shows_its_password() {
        let address = address("postgres://registro:segreto@db.example/scuole?sslmode=require");
        assert_eq!(address.to_string(), "postgres://registro@db.example:5432/scuole");
        assert!(!format!("{address:?}").contains("segreto"));
    }

    #[test]
    fn what_is_not_an_address_is_refused() {
        for url in ["", "postgres", "sqlite://log.db", "postgres://h:port/d", "mysql://h/d"] {
            assert!(url.parse::<Address>().is_err(), "{url}");
        }
    }
}
