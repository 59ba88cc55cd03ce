//! The binary `registro`.

use std::process::ExitCode;

/// Answers are many small allocations on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    registro::cli::run().await
}
