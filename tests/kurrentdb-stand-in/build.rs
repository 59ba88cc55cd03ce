//! Compiles the protocol from the files that come with the client: both ends are made from the same ones.

use std::error::Error;
use std::path::PathBuf;
use std::process::Command;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../../Cargo.lock");
    let protocol = client()?.join("protos");
    let files = ["streams.proto", "gossip.proto", "serverfeatures.proto"];
    let mut compiled = protox::compile(files, [&protocol])?;
    // Its comments are not made for rustdoc.
    compiled.file.iter_mut().for_each(|file| file.source_code_info = None);
    tonic_build::configure().build_client(false).compile_fds(compiled)?;
    Ok(())
}

/// The folder of the client's source, which Cargo has fetched.
fn client() -> Result<PathBuf, Box<dyn Error>> {
    let asked = Command::new(std::env::var("CARGO")?)
        .args(["metadata", "--format-version", "1", "--offline", "--locked", "--manifest-path"])
        .arg(PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("Cargo.toml"))
        .output()?;
    if !asked.status.success() {
        return Err(String::from_utf8_lossy(&asked.stderr).into());
    }
    let metadata: serde_json::Value = serde_json::from_slice(&asked.stdout)?;
    let packages = metadata["packages"].as_array().ok_or("cargo metadata has no packages")?;
    let manifest = packages
        .iter()
        .find(|package| package["name"] == "kurrentdb")
        .and_then(|package| package["manifest_path"].as_str())
        .ok_or("the client kurrentdb is not in the dependency tree")?;
    Ok(PathBuf::from(manifest).parent().ok_or("a manifest without a folder")?.to_owned())
}
