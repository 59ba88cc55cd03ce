//! The program `registro-export`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    registro_export::run().await
}
