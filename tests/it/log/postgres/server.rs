//! A PostgreSQL server to test on: the one that `REGISTRO_TEST_POSTGRES` names, or one started for the test and gone
//! with it.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, PgConnection};
use tempfile::TempDir;

/// A server of the test's own: it can be stopped and started again.
pub(super) struct Server {
    binaries: PathBuf,
    directory: TempDir,
    /// Whom the server runs as when the test runs as root, which the server refuses.
    account: Option<Account>,
    running: Mutex<Option<Child>>,
}

/// A line of the system's list of users.
#[derive(Clone)]
struct Account {
    user: u32,
    group: u32,
}

/// Where a server's programs are, or None, said loudly, where a machine without them may leave the test out.
pub(super) fn binaries() -> Option<PathBuf> {
    let found = candidates().into_iter().find(|folder| folder.join("postgres").exists());
    if found.is_none() {
        let required = ["CI", "REGISTRO_TEST_REQUIRE"].iter().any(|name| std::env::var_os(name).is_some());
        assert!(
            !required,
            "PostgreSQL is needed here: install it, or name a server in REGISTRO_TEST_POSTGRES"
        );
        let test = std::thread::current().name().unwrap_or("a test").to_owned();
        // Past the harness, which swallows what a passing test prints.
        let _ =
            writeln!(std::io::stderr(), "\n*** LEFT OUT: {test}: there is no PostgreSQL on this machine ***");
    }
    found
}

fn candidates() -> Vec<PathBuf> {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    versions.sort();
    versions.reverse();
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    // A link on the path leads to where the other programs are.
    let linked = |folder: PathBuf| Some(fs::canonicalize(folder.join("postgres")).ok()?.parent()?.to_owned());
    versions.extend(std::env::split_paths(&on_path).filter_map(linked));
    versions
}

impl Server {
    /// None, said loudly, on a machine without PostgreSQL.
    pub(super) async fn start() -> Option<Self> {
        let binaries = binaries()?;
        let directory = tempfile::Builder::new().prefix("pg").tempdir().unwrap();
        let account = account_for_root();
        let server = Self { binaries, directory, account, running: Mutex::default() };
        server.give(server.directory.path());
        server.initialise();
        server.run();
        server.ready().await;
        Some(server)
    }

    /// Makes the server's files: a copy of those that an earlier test has made, with the same programs.
    fn initialise(&self) {
        let version = self.command("postgres").arg("--version").output().unwrap();
        let version = String::from_utf8(version.stdout).unwrap().replace(|c: char| !c.is_alphanumeric(), "-");
        let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join(version);
        if made.exists() {
            copy(&made, &self.data());
            if let Some(account) = &self.account {
                let owner = format!("{}:{}", account.user, account.group);
                succeeds(Command::new("chown").args(["-R", &owner]).arg(self.data()));
            }
            return;
        }
        let initdb =
            ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"];
        succeeds(self.command("initdb").args(initdb).arg(self.data()).stdout(Stdio::null()));
        // Whole or not at all, and whoever comes first.
        fs::create_dir_all(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let copied = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        copy(&self.data(), &copied.path().join("data"));
        let _ = fs::rename(copied.path().join("data"), made);
    }

    fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    /// One of the server's programs, as the user whom the server runs as.
    pub(super) fn command(&self, program: &str) -> Command {
        let program = self.binaries.join(program);
        let mut command = match &self.account {
            None => Command::new(program),
            Some(account) => {
                let mut command = Command::new("setpriv");
                command
                    .arg(format!("--reuid={}", account.user))
                    .arg(format!("--regid={}", account.group))
                    // A test that is killed takes its server with it.
                    .args(["--clear-groups", "--pdeathsig", "QUIT"])
                    .arg(program);
                command
            }
        };
        command.current_dir(self.directory.path()).env_remove("PGDATA").stdin(Stdio::null());
        command
    }

    fn run(&self) {
        self.run_with(&["-c", "listen_addresses="]);
    }

    fn run_with(&self, settings: &[&str]) {
        let log = File::options().create(true).append(true).open(self.directory.path().join("log")).unwrap();
        let server = self
            .command("postgres")
            .arg("-D")
            .arg(self.data())
            .arg("-k")
            .arg(self.directory.path())
            .args(["-c", "shared_buffers=32MB", "-c", "max_connections=60"])
            .args(settings)
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        *self.running.lock().unwrap() = Some(server);
    }

    async fn ready(&self) {
        self.ready_on(5432).await;
    }

    async fn ready_on(&self, port: u16) {
        let begun = Instant::now();
        while let Err(error) = self.superuser().port(port).database("postgres").connect().await {
            assert!(begun.elapsed() < Duration::from_secs(60), "{error}: {}", self.said());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// What the server wrote to its log.
    pub(super) fn said(&self) -> String {
        fs::read_to_string(self.directory.path().join("log")).unwrap_or_default()
    }

    pub(super) fn socket(&self) -> PathBuf {
        self.directory.path().join(".s.PGSQL.5432")
    }

    pub(super) fn directory(&self) -> &Path {
        self.directory.path()
    }

    pub(super) fn superuser(&self) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass().socket(self.directory.path()).port(5432).username("postgres")
    }

    /// Stops it: `immediate` is a crash with notice, `fast` is a stop in good order.
    pub(super) fn stop(&self, mode: &str) {
        let stopped = self.command("pg_ctl").args(["stop", "-s", "-m", mode, "-D"]).arg(self.data()).status();
        assert!(stopped.unwrap().success(), "pg_ctl stop -m {mode}: {}", self.said());
        if let Some(mut server) = self.running.lock().unwrap().take() {
            server.wait().unwrap();
        }
    }

    /// Gives a file to the user whom the server runs as.
    pub(super) fn give(&self, file: &Path) {
        if let Some(account) = &self.account {
            std::os::unix::fs::chown(file, Some(account.user), Some(account.group)).unwrap();
        }
    }

    /// Starts it again, on a port of this machine and with a certificate.
    pub(super) async fn listen(&self, certificate: &Path, key: &Path) -> u16 {
        self.stop("fast");
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let [certificate, key] = [("cert", certificate), ("key", key)]
            .map(|(what, file)| format!("ssl_{what}_file={}", file.display()));
        let forwarded = format!("port={port}");
        self.run_with(&[
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "ssl=on",
            "-c",
            &certificate,
            "-c",
            &key,
            "-c",
            &forwarded,
        ]);
        self.ready_on(port).await;
        port
    }

    pub(super) async fn start_again(&self) {
        self.run();
        self.ready().await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut server) = running {
            let _ = self
                .command("pg_ctl")
                .args(["stop", "-s", "-m", "immediate", "-D"])
                .arg(self.data())
                .status();
            // If it did not stop: its children see that it is gone, and go.
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

fn copy(from: &Path, to: &Path) {
    succeeds(Command::new("cp").args(["-R", "-p"]).arg(from).arg(to));
}

fn succeeds(command: &mut Command) {
    let done = command.output().unwrap();
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// Who runs the server instead of root.
fn account_for_root() -> Option<Account> {
    let me = fs::metadata("/proc/self").ok()?;
    if std::os::unix::fs::MetadataExt::uid(&me) != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let of = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some(Account { user: fields.next()?.parse().ok()?, group: fields.next()?.parse().ok()? })
    };
    let account = ["postgres", "nobody"].into_iter().find_map(of);
    Some(account.expect("a user who is not root, to run the server"))
}

/// Connects, and says whither if it cannot.
pub(super) async fn connect(options: &PgConnectOptions) -> PgConnection {
    options.connect().await.unwrap_or_else(|error| panic!("{}: {error}", options.to_url_lossy()))
}
