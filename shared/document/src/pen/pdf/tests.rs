use license::kind::Kind;

use super::*;
use crate::render::{about, drawing};
use crate::{DocumentInput, Template, sample};

fn written(input: &DocumentInput) -> Vec<u8> {
    let font = Font::open().unwrap();
    write(&drawing(input, &font).unwrap(), &about(input), &font).unwrap()
}

#[test]
fn the_same_drawing_gives_the_same_bytes() {
    for kind in Kind::ALL {
        let input = sample(Template::of(kind, 1).unwrap());
        let pdf = written(&input);
        assert!(pdf.starts_with(b"%PDF-1.") && pdf.trim_ascii_end().ends_with(b"%%EOF"));
        assert!(pdf == written(&input), "{kind}");
    }
}

#[test]
fn the_font_is_embedded_as_a_subset() {
    let pdf = written(&sample(Template::of(Kind::BusinessLicense, 1).unwrap()));
    assert!(pdf.len() < 100 * 1024, "{}", pdf.len());
    let text = String::from_utf8_lossy(&pdf);
    assert!(text.contains("+NotoSerifSC-Regular"), "a subset says so in its name");
    assert!(text.contains("/ToUnicode"), "text can be searched and copied");
}
