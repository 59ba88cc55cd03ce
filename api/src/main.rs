//! The binary `registro`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    registro::cli::run().await
}
