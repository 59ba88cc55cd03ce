//! `registro verify`: the auditor's program, the same as the binary `registro-verify`.

use std::process::ExitCode;

use clap::Args;
use registro_verify::cli::Arguments;

/// Verifica, senza rete e senza fidarsi di nessuno, una copia del registro contro le firme conservate fuori
#[derive(Debug, Args)]
pub(super) struct Verify {
    #[command(flatten)]
    arguments: Arguments,
}

impl Verify {
    pub(super) fn run(&self) -> ExitCode {
        self.arguments.run()
    }
}
