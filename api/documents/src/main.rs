//! `registro-documents`: a model in JSON on the standard input, a PDF/A on the standard output.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use registro_documents::{LONGEST_MODEL_BYTES, typeset};

/// Compone un documento della scuola come PDF/A-3a e PDF/UA-1 dal suo modello in JSON, che vi resta allegato
#[derive(Debug, Parser)]
#[command(
    name = "registro-documents",
    version,
    after_help = "\
Esempi:
  registro document attendance 6f1c… --model | registro-documents > certificato.pdf
  registro-documents --from modello.json --to certificato.pdf

Uscita: 0 fatto; 1 non riuscito; 2 richiesta non valida."
)]
struct Arguments {
    /// Il modello; senza, si legge lo standard input
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Il documento; senza, si scrive sullo standard output
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("registro-documents: {failure}");
            let mut cause = failure.source();
            while let Some(inner) = cause {
                eprintln!("  perché: {inner}");
                cause = inner.source();
            }
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let model = match &arguments.from {
        Some(path) => read(File::open(path)?)?,
        None => read(io::stdin().lock())?,
    };
    let document = typeset(&model)?;
    match &arguments.to {
        Some(path) => fs::write(path, document)?,
        None => io::stdout().lock().write_all(&document)?,
    }
    Ok(())
}

fn read(from: impl Read) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut model = Vec::new();
    from.take(LONGEST_MODEL_BYTES + 1).read_to_end(&mut model)?;
    if LONGEST_MODEL_BYTES < model.len() as u64 {
        return Err(format!("il modello supera {LONGEST_MODEL_BYTES} byte").into());
    }
    Ok(model)
}
