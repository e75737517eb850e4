//! Refuses to build with a catalogue that does not hold together. Says file, line and what is wrong.

#[path = "src/catalogue/check.rs"]
mod check;
#[path = "src/catalogue/table.rs"]
mod table;
#[path = "src/uscc/check_character.rs"]
#[expect(unreachable_pub, reason = "public in the library, which shares the file")]
mod uscc_check;

use uscc_check::check_character as uscc_check_character;

fn main() {
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=build.rs");
    let tables = table::read_all(|file| {
        std::fs::read_to_string(std::path::Path::new("data").join(file)).map_err(|error| error.to_string())
    });
    if let Err(fault) = tables.and_then(|tables| check::check(&tables)) {
        println!("cargo::error=data/{fault}");
    }
}
