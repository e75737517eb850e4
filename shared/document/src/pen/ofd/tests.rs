use license::kind::Kind;

use super::*;
use crate::{DocumentInput, Template, read, sample};

fn render(input: &DocumentInput) -> Result<Vec<u8>, DocumentError> {
    crate::render(input).map(|package| package.to_bytes().unwrap())
}

fn driver() -> DocumentInput {
    sample(Template::of(Kind::PractitionerCertificate, 1).unwrap())
}

fn file(input: &DocumentInput, path: &str) -> String {
    let opened = read(&render(input).unwrap()).unwrap();
    let file = opened.files.into_iter().find(|file| file.path == path).unwrap();
    String::from_utf8(file.bytes).unwrap()
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let first = render(&driver()).unwrap();
    assert_eq!(first, render(&driver()).unwrap());
    let mut other = driver();
    other.face[0].value.push('丙');
    assert_ne!(first, render(&other).unwrap());
}

/// The digest names stored documents: a new version of a dependency, or an edited template, that changes it has to be
/// noticed.
#[test]
fn the_bytes_are_those_of_the_last_release() {
    let digest = |kind: Kind| {
        let bytes = render(&sample(Template::of(kind, 1).unwrap())).unwrap();
        let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{}-1 {digest}\n", kind.code())
    };
    crate::golden::same("ofd.sha256", &Kind::ALL.map(digest).concat());
}

#[test]
fn what_is_written_is_read_back() {
    let input = driver();
    let opened = read(&render(&input).unwrap()).unwrap();
    assert_eq!(opened.custom_data, input.custom_data);
    assert_eq!(opened.title, input.title);
    let paths: Vec<_> = opened.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "OFD.xml",
            "Doc_0/Document.xml",
            "Doc_0/PublicRes.xml",
            "Doc_0/DocumentRes.xml",
            "Doc_0/Pages/Page_0/Content.xml",
            "Doc_0/Res/font.ttf",
            "Doc_0/Res/photo.png",
            "Doc_0/Res/code.png"
        ]
    );
    let photo = opened.files.iter().find(|file| file.path == "Doc_0/Res/photo.png").unwrap();
    assert_eq!(photo.bytes, input.photo.unwrap().bytes);
}

#[test]
fn the_page_shows_labels_values_and_pictures() {
    let mut input = driver();
    input.face[0].value = "试验·<甲> & \"乙\"".into();
    let content = file(&input, CONTENT);
    for shown in [
        ">道路运输从业人员从业资格证<",
        ">姓　　名<",
        ">试验·&lt;甲&gt; &amp; &quot;乙&quot;<",
        ">A2<",
        ">2023年11月1日 至 长期<",
        ">沈阳市交通运输局<",
        "Type=\"Background\"",
        "Type=\"Body\"",
        "ResourceID=\"2\"",
        "ResourceID=\"3\"",
    ] {
        assert!(content.contains(shown), "{shown} is not in {content}");
    }
}

/// The fourth of the units is the second half of the first rare character.
#[test]
fn rare_characters_are_named_by_their_glyphs() {
    let mut input = driver();
    input.face[0].value = "赵\u{20CD0}涛\u{20CD0}".into();
    let content = file(&input, CONTENT);
    for position in [1, 4] {
        let named =
            format!("<ofd:CGTransform CodePosition=\"{position}\" CodeCount=\"2\" GlyphCount=\"1\"><ofd:Glyphs>");
        assert!(content.contains(&named), "{named}");
    }
    assert!(!content.contains("<ofd:Glyphs>0</ofd:Glyphs>"));
}

#[test]
fn the_date_is_that_of_china_and_the_id_that_of_the_identifier() {
    let mut input = driver();
    input.made_at = "2026-11-22T17:00:00Z".parse().unwrap();
    let entry = file(&input, "OFD.xml");
    assert!(entry.contains("<ofd:CreationDate>2026-11-23</ofd:CreationDate>"), "{entry}");
    let mut other = driver();
    other.identifier.replace_range(..1, "2");
    assert_ne!(document_id(&driver().identifier), document_id(&other.identifier));
    assert_eq!(document_id(&driver().identifier).len(), 32);
}

#[test]
fn ids_are_unique_and_below_the_maximum() {
    let input = driver();
    let opened = read(&render(&input).unwrap()).unwrap();
    let mut ids: Vec<usize> = vec![];
    for file in opened.files.iter().filter(|file| file.path.ends_with(".xml")) {
        let text = String::from_utf8(file.bytes.clone()).unwrap();
        ids.extend(text.split(" ID=\"").skip(1).map(|rest| rest.split('"').next().unwrap().parse::<usize>().unwrap()));
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
    let document = file(&input, "Doc_0/Document.xml");
    let maximum: usize = document.split("MaxUnitID>").nth(1).unwrap().split('<').next().unwrap().parse().unwrap();
    assert!(ids.iter().all(|id| *id <= maximum));
}

#[test]
fn a_license_takes_little_room_beside_its_photo() {
    for kind in Kind::ALL {
        let input = sample(Template::of(kind, 1).unwrap());
        let photo = input.photo.as_ref().map_or(0, |photo| photo.bytes.len());
        let own = render(&input).unwrap().len() - photo;
        assert!(own < 52 * 1024, "{kind}: {own}; the seal adds 26 KB and all of it has to stay under 80 KB");
    }
}

fn refusal(change: fn(&mut DocumentInput)) -> DocumentError {
    let mut input = driver();
    input.face[0].value = "甲".into();
    change(&mut input);
    let refusal = render(&input).unwrap_err();
    assert!(!refusal.to_string().contains('甲'), "no value in an error");
    refusal
}

#[test]
fn characters_that_no_document_can_carry_are_refused() {
    for (found, field, code_point) in [
        (refusal(|i| i.face[0].value.push('\0')), "KZ_XM", 0),
        (refusal(|i| i.face[0].value.push('\r')), "KZ_XM", 0x0D),
        (refusal(|i| i.face[1].value.push('\t')), "KZ_XB", 9),
        (refusal(|i| i.face[0].value.push('\u{FFFE}')), "KZ_XM", 0xFFFE),
        (refusal(|i| i.face[0].value.push('\u{85}')), "KZ_XM", 0x85),
        (refusal(|i| i.title.push('\u{1B}')), "title", 0x1B),
        (refusal(|i| i.custom_data[1].1.push('\u{8}')), "ZZLXDM", 8),
    ] {
        let field = field.to_owned();
        assert_eq!(found, DocumentError::Character { field, code_point });
    }
}

#[test]
fn characters_that_the_font_lacks_are_named_and_not_drawn_as_boxes() {
    let found = refusal(|i| i.face[0].value.push_str("\u{20BB7}乙\u{1F600}"));
    let expected = DocumentError::NoGlyph { field: "KZ_XM".into(), characters: "U+1F600 U+20BB7".into() };
    assert_eq!(found, expected);
}

#[test]
fn faces_are_refused_by_name() {
    let empty = |field| DocumentError::Empty { field };
    let duplicate = DocumentError::Duplicate { short_name: "ZZLXDM".into() };
    for (found, expected) in [
        (refusal(|i| i.title.clear()), empty("title")),
        (refusal(|i| i.identifier = " ".into()), empty("identifier")),
        (refusal(|i| i.custom_data[0].0.clear()), empty("custom data name")),
        (refusal(|i| i.custom_data[0].0 = "ZZLXDM".into()), duplicate),
        (refusal(|i| i.photo.as_mut().unwrap().width = 0), DocumentError::Photo),
        (refusal(|i| i.photo.as_mut().unwrap().orientation = 9), DocumentError::Photo),
    ] {
        assert_eq!(found, expected);
    }
}

#[test]
fn debug_shows_nobody() {
    let input = driver();
    let shown = format!("{input:?} {:?} {:?}", input.face[0], input.photo);
    assert!(!shown.contains("样例") && !shown.contains("A2"));
}
