//! Draws a template with made-up values, so that it can be looked at before it is in force.

use document::{CopyForm, Template, preview, sample};
use license::kind::Kind;

use crate::cli::Preview;
use crate::host::HostError;

/// Writes `<kind>-<version>.ofd`, `.pdf` and `.png` for every kind, or the one that is asked for.
///
/// # Errors
/// There is no such kind or template, or a file cannot be written.
pub fn run(asked: &Preview) -> Result<(), HostError> {
    let kinds: Vec<Kind> = match &asked.kind {
        Some(code) => vec![Kind::parse(code).map_err(|error| HostError::Object(error.to_string()))?],
        None => Kind::ALL.to_vec(),
    };
    std::fs::create_dir_all(&asked.out).map_err(io)?;
    kinds.into_iter().try_for_each(|kind| draw(asked, kind))
}

fn io(error: std::io::Error) -> HostError {
    HostError::Io { what: "the folder of previews", error }
}

fn draw(asked: &Preview, kind: Kind) -> Result<(), HostError> {
    let version = asked.template.unwrap_or(kind.template_version());
    let name = format!("{}-{version}", kind.code());
    let template = Template::of(kind, version).ok_or_else(|| HostError::Object(format!("no template {name}")))?;
    let input = sample(template);
    for (form, end) in [(CopyForm::Ofd, "ofd"), (CopyForm::Pdf, "pdf"), (CopyForm::Png, "png")] {
        let bytes = preview(&input, form).map_err(|error| HostError::Object(error.to_string()))?;
        let path = asked.out.join(format!("{name}.{end}"));
        std::fs::write(&path, bytes).map_err(io)?;
        println!("{}", path.display());
    }
    Ok(())
}
