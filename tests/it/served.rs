//! The real binary, serving a log over HTTP, and the least client that can tell what it acknowledged.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// The binary of this build, built if need be.
pub(crate) fn binary() -> PathBuf {
    program("registro")
}

/// A program of this build, built if need be.
pub(crate) fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("this test's path");
    let profile = test.parent().and_then(Path::parent).expect("target/<profile>/deps/it");
    let mut build = Command::new(env!("CARGO"));
    // What cargo says to a test would look to dependencies that ask for it (ring) like a change, and be compiled again.
    for (name, _) in std::env::vars_os() {
        if ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|said| name.to_string_lossy().starts_with(said)) {
            build.env_remove(name);
        }
    }
    let built = build
        .args(["build", "--locked", "--quiet", "--workspace", "--bin", name, "--test", "it"])
        .args(profile.ends_with("release").then_some("--release"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .expect("cargo runs");
    assert!(built.success(), "the binary could not be built");
    profile.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// A command of the binary in a folder with `log.db` and a key, untouched by the tester's own settings.
pub(crate) fn command(binary: &Path, dir: &Path) -> Command {
    let arguments = ["--log", "sqlite://log.db", "--token-key", "key"];
    let mut command = clean(Command::new(binary), dir);
    command.args(arguments);
    command
}

/// The same, run by another program: one that watches it or holds it back. It gets these arguments first.
pub(crate) fn command_under(program: &str, arguments: &[&str], binary: &Path, dir: &Path) -> Command {
    let mut command = clean(Command::new(program), dir);
    command.args(arguments).arg(binary).args(["--log", "sqlite://log.db", "--token-key", "key"]);
    command
}

fn clean(mut command: Command, dir: &Path) -> Command {
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("REGISTRO_")) {
        command.env_remove(name);
    }
    // Tests of the log: what they count, watch and fail are its files alone.
    command
        .env("REGISTRO_LEDGER", "no")
        .env("REGISTRO_REQUESTS_PER_MINUTE", "0")
        .current_dir(dir)
        .stderr(Stdio::inherit());
    command
}

/// A token as `registro token` signs it.
pub(crate) fn token(binary: &Path, dir: &Path, person: &str, capacity: &str) -> String {
    let output = command(binary, dir)
        .args(["token", "--person", person, "--capacity", capacity])
        .output()
        .expect("registro token runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("a token is text").trim().to_owned()
}

/// `registro serve` on a port of its own, killed when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    pub(crate) fn start(binary: &Path, dir: &Path) -> Self {
        Self::begin(&mut command(binary, dir)).unwrap_or_else(|status| panic!("registro serve: {status}"))
    }

    /// How it ended, if it did not begin to serve.
    pub(crate) fn begin(command: &mut Command) -> Result<Self, ExitStatus> {
        let mut child = command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("registro serve starts");
        let mut said = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut said).expect("a line");
        match said.trim().rsplit('/').next().and_then(|address| address.parse().ok()) {
            Some(address) => Ok(Self { child, address }),
            None => Err(child.wait().expect("its end")),
        }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// SIGTERM, as a service manager asks. How it ended.
    pub(crate) fn stop(mut self) -> ExitStatus {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(asked.expect("kill runs").success());
        self.child.wait().expect("its end")
    }

    /// How it ended by itself, when it does within half a minute.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(30) {
            if let Some(status) = self.child.try_wait().expect("its state") {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }

    /// SIGKILL: no handler runs.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One connection, kept open.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    token: String,
}

impl Connection {
    pub(crate) fn open(address: SocketAddr, token: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Self { stream: BufReader::new(stream), token: token.to_owned() })
    }

    /// The status and the whole body: an error if the connection ended before that.
    pub(crate) fn post(&mut self, path: &str, key: &str, body: &str) -> io::Result<(u16, String)> {
        self.ask(&format!(
            "POST {path} HTTP/1.1\r\nHost: registro\r\nAuthorization: Bearer {}\r\nIdempotency-Key: {key}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.token,
            body.len()
        ))
    }

    pub(crate) fn get(&mut self, path: &str) -> io::Result<(u16, String)> {
        self.ask(&format!(
            "GET {path} HTTP/1.1\r\nHost: registro\r\nAuthorization: Bearer {}\r\n\r\n",
            self.token
        ))
    }

    /// The same, with more lines of headers.
    pub(crate) fn get_with(&mut self, path: &str, headers: &[(&str, &str)]) -> io::Result<(u16, String)> {
        let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        self.ask(&format!(
            "GET {path} HTTP/1.1\r\nHost: registro\r\nAuthorization: Bearer {}\r\n{more}\r\n",
            self.token
        ))
    }

    fn ask(&mut self, request: &str) -> io::Result<(u16, String)> {
        self.stream.get_mut().write_all(request.as_bytes())?;
        let status = self.line()?.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| io::Error::other("not an answer of HTTP/1.1"))?;
        let mut length = 0;
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().map_err(io::Error::other)?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok((status, String::from_utf8(body).map_err(io::Error::other)?))
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let whole = line.strip_suffix("\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
        Ok(whole.to_owned())
    }
}
