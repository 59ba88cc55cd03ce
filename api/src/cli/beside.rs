//! Commands that programs of their own carry out: what is heavy to build is not built with the server (decision 0019).

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use clap::Args;

use super::Failure;

/// The arguments are that program's: it parses the whole command line again.
#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Beside {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "…")]
    _rest: Vec<OsString>,
}

/// Where a program of ours would be: in the folder of this one.
pub fn place(program: &str) -> std::io::Result<PathBuf> {
    let here = std::env::current_exe()?;
    Ok(here.with_file_name(format!("{program}{}", std::env::consts::EXE_SUFFIX)))
}

/// Where a program of ours is, if it is there.
pub fn beside(program: &str) -> Result<PathBuf, Failure> {
    let path = place(program)?;
    if path.is_file() {
        return Ok(path);
    }
    Err(format!(
        "{} non c'è: è un programma a parte, che si costruisce con cargo build --release -p {program}",
        path.display()
    )
    .into())
}

impl Beside {
    /// Hands the command line over, and ends as the program ends.
    pub(crate) fn run(&self, program: &str) -> Result<ExitCode, Failure> {
        let status = Command::new(beside(program)?).args(std::env::args_os().skip(1)).status()?;
        Ok(ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
    }
}
