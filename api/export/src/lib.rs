//! Takes a school out of the register, and into another one. The program is `registro-export`; the command `registro` runs it.

mod about;
mod bag;
mod bag_log;
mod cloud_event;
mod datapackage;
mod events;
mod export;
mod formats;
mod import;
mod import_csv;
mod keys;
mod ledger;
mod prints;
mod readme;
mod restricted;
mod says;
mod shards;
mod table;
mod tables;
mod transfer;
mod withheld;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use registro::cli::{journal, listen, told};
use registro::settings::Flags;

/// Porta una scuola fuori dal registro, e dentro un altro
#[derive(Debug, Parser)]
#[command(name = "registro", bin_name = "registro", version)]
struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Export(export::Export),
    Import(import::Import),
    ImportCsv(import_csv::ImportCsv),
    Transfer(transfer::Transfer),
}

/// Runs the command line of this process.
pub async fn run() -> ExitCode {
    let cli = Cli::parse();
    listen(vec![journal(cli.flags.log_format)]);
    let done = match &cli.command {
        Command::Export(command) => command.run(&cli.flags).await,
        Command::Import(command) => command.run(&cli.flags).await,
        Command::ImportCsv(command) => command.run(&cli.flags).await,
        Command::Transfer(command) => command.run(&cli.flags).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => told(&*failure),
    }
}
