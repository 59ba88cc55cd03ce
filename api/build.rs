//! In the schemas of answers, `PersonIdShape` of `openapi::domain` stands for a `PersonId`, and so each for its own.

use utoipa_config::Config;

const SHAPES: &str = "src/openapi/domain.rs";

fn main() -> Result<(), std::io::Error> {
    println!("cargo::rerun-if-changed={SHAPES}");
    let source = std::fs::read_to_string(SHAPES)?;
    let shapes = source.lines().filter_map(|line| line.strip_prefix("pub type ")?.split(' ').next());
    let stand = |config: Config<'static>, shape: &str| {
        let (of, shape) = (shape.trim_end_matches("Shape").to_owned(), shape.to_owned());
        config.alias_for(of.leak(), shape.leak())
    };
    shapes.fold(Config::new(), stand).write_to_file();
    Ok(())
}
