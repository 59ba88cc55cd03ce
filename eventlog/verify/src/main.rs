//! The small binary for auditors: `registro verify` without the register.

use std::process::ExitCode;

use clap::Parser;
use registro_verify::cli::Arguments;

#[derive(Parser)]
#[command(name = "registro-verify", version)]
struct Cli {
    #[command(flatten)]
    arguments: Arguments,
}

fn main() -> ExitCode {
    Cli::parse().arguments.run()
}
