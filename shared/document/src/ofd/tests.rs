use super::*;
use crate::samples::{driver, line};
use crate::{DocumentInput, read};

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
    other.fields[0].value.push('丙');
    assert_ne!(first, render(&other).unwrap());
}

/// The digest names stored documents: a new version of a dependency that changes it has to be noticed.
#[test]
fn the_bytes_are_those_of_the_last_release() {
    let digest = Sha256::digest(render(&driver()).unwrap());
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, include_str!("../../testdata/driver.sha256").trim());
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
            "Doc_0/Res/photo.png",
            "Doc_0/Res/code.png"
        ]
    );
    let photo = opened.files.iter().find(|file| file.path == "Doc_0/Res/photo.png").unwrap();
    assert_eq!(photo.bytes, input.photo.unwrap().bytes);
}

#[test]
fn the_page_shows_every_field_with_its_label() {
    let content = file(&driver(), "Doc_0/Pages/Page_0/Content.xml");
    for shown in [
        ">道路运输从业人员从业资格证<",
        ">姓名：试验·&lt;甲&gt; &amp; &quot;乙&quot;<",
        ">准驾车型：A2<",
        ">有效期截止日期：长期<",
        ">核发机关：沈阳市交通运输局<",
        ">发证日期：2026年11月23日<",
        "ResourceID=\"2\"",
        "ResourceID=\"3\"",
    ] {
        assert!(content.contains(shown), "{shown} is not in {content}");
    }
}

#[test]
fn the_date_is_that_of_china_and_the_id_that_of_the_identifier() {
    let entry = file(&driver(), "OFD.xml");
    assert!(entry.contains("<ofd:CreationDate>2026-11-23</ofd:CreationDate>"), "{entry}");
    let mut other = driver();
    other.identifier.replace_range(..1, "2");
    assert_ne!(document_id(&driver().identifier), document_id(&other.identifier));
    assert_eq!(document_id(&driver().identifier).len(), 32);
}

#[test]
fn ids_are_unique_and_below_the_maximum() {
    let mut input = driver();
    input.fields.push(line("KZ_JYFW", "经营范围", &"道路普通货运、".repeat(250)));
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
    assert!(opened.files.iter().any(|file| file.path == "Doc_0/Pages/Page_1/Content.xml"));
}

fn refusal(change: fn(&mut DocumentInput)) -> DocumentError {
    let mut input = driver();
    change(&mut input);
    let refusal = render(&input).unwrap_err();
    assert!(!refusal.to_string().contains('甲'), "no value in an error");
    refusal
}

#[test]
fn characters_that_no_document_can_carry_are_refused() {
    for (found, field, code_point) in [
        (refusal(|i| i.fields[0].value.push('\0')), "KZ_XM", 0),
        (refusal(|i| i.fields[0].value.push('\r')), "KZ_XM", 0x0D),
        (refusal(|i| i.fields[1].label.push('\t')), "KZ_ZJCX", 9),
        (refusal(|i| i.fields[0].value.push('\u{FFFE}')), "KZ_XM", 0xFFFE),
        (refusal(|i| i.fields[0].value.push('\u{85}')), "KZ_XM", 0x85),
        (refusal(|i| i.title.push('\u{1B}')), "title", 0x1B),
        (refusal(|i| i.custom_data[1].1.push('\u{8}')), "CZZT", 8),
    ] {
        let field = field.to_owned();
        assert_eq!(found, DocumentError::Character { field, code_point });
    }
}

#[test]
fn faces_are_refused_by_name() {
    let empty = |field| DocumentError::Empty { field };
    let duplicate = DocumentError::Duplicate { short_name: "CZZT".into() };
    for (found, expected) in [
        (refusal(|i| i.title.clear()), empty("title")),
        (refusal(|i| i.identifier = " ".into()), empty("identifier")),
        (refusal(|i| i.custom_data[0].0.clear()), empty("custom data name")),
        (refusal(|i| i.custom_data[0].0 = "CZZT".into()), duplicate),
        (refusal(|i| i.photo.as_mut().unwrap().width = 0), DocumentError::Photo),
        (refusal(|i| i.photo.as_mut().unwrap().orientation = 9), DocumentError::Photo),
        (refusal(|i| i.fields[0].value = "长".repeat(30_000)), DocumentError::TooLong),
    ] {
        assert_eq!(found, expected);
    }
}

/// Maps a corner of the stored picture by the matrix, as a viewer does: x = a·u + c·v + e, y = b·u + d·v + f.
fn corner(matrix: &str, u: i64, v: i64) -> (i64, i64) {
    let m: Vec<i64> = matrix.split(' ').map(|number| number.parse().unwrap()).collect();
    (m[0] * u + m[2] * v + m[4], m[1] * u + m[3] * v + m[5])
}

/// EXIF says where row 0 and column 0 of the stored picture are seen; the stored upper left corner is where they meet.
#[test]
fn pictures_are_turned_as_exif_says() {
    let (w, h) = (4, 3);
    let upper_left_and_upper_right = [
        (1, (0, 0), (w, 0)),
        (2, (w, 0), (0, 0)),
        (3, (w, h), (0, h)),
        (4, (0, h), (w, h)),
        (5, (0, 0), (0, h)),
        (6, (w, 0), (w, h)),
        (7, (w, h), (w, 0)),
        (8, (0, h), (0, 0)),
    ];
    for (orientation, upper_left, upper_right) in upper_left_and_upper_right {
        let matrix = turning(orientation, Length::mm(w), Length::mm(h));
        assert_eq!(corner(&matrix, 0, 0), upper_left, "{orientation}");
        assert_eq!(corner(&matrix, 1, 0), upper_right, "{orientation}");
    }
}

#[test]
fn debug_shows_nobody() {
    let input = driver();
    let shown = format!("{input:?} {:?} {:?}", input.fields[0], input.photo);
    assert!(!shown.contains('甲') && !shown.contains("A2"));
}
