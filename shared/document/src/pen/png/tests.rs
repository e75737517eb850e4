use license::kind::Kind;

use super::*;
use crate::input::{DocumentInput, Photo};
use crate::render::drawing;
use crate::{MediaType, Template, sample};

fn drawn(input: &DocumentInput, scale: Scale) -> Vec<u8> {
    let font = Font::open().unwrap();
    write(&drawing(input, &font).unwrap(), &font, scale).unwrap()
}

/// All nine kinds, with plain values and with the longest and oddest.
#[test]
fn pages_look_as_they_did() {
    for kind in Kind::ALL {
        let plain = sample(Template::of(kind, 1).unwrap());
        crate::golden::same_picture(&format!("pages/{}-1.png", kind.code()), &drawn(&plain, Scale::GOLDEN));
        let odd = crate::layout::tests::longest_input(kind);
        crate::golden::same_picture(&format!("pages/{}-1-longest.png", kind.code()), &drawn(&odd, Scale::GOLDEN));
    }
}

#[test]
fn a_page_has_its_size_and_says_its_resolution() {
    let png = drawn(&sample(Template::of(Kind::PractitionerCertificate, 1).unwrap()), Scale::COPY);
    let reader = ::png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    let info = reader.info();
    assert_eq!((info.width, info.height), (1241, 875), "210 by 148 mm at 150 to the inch");
    assert_eq!(info.pixel_dims.unwrap().xppu, 5906);
}

/// The code of the page, as a phone that looks at a screen sees it.
#[test]
fn the_code_is_read_from_the_picture() {
    let input = sample(Template::of(Kind::VehicleCertificate, 1).unwrap());
    let codes = crate::golden::codes(&drawn(&input, Scale::COPY));
    assert!(codes.iter().any(|text| text.starts_with("HTTPS://LUZHENG.EXAMPL/#")));
}

/// A photo of four colours, one a quarter: where each is seen says how the picture was turned.
#[test]
fn photos_are_turned_as_exif_says() {
    let colours: [[u8; 3]; 4] = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [0, 0, 0]];
    let mut bytes = vec![];
    let mut encoder = ::png::Encoder::new(&mut bytes, 2, 2);
    encoder.set_color(::png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(&colours.concat()).unwrap();
    let mut input = sample(Template::of(Kind::PractitionerCertificate, 1).unwrap());
    for (orientation, seen) in [(1, [0, 1, 2, 3]), (3, [3, 2, 1, 0]), (6, [2, 0, 3, 1]), (8, [1, 3, 0, 2])] {
        let photo = Photo { media_type: MediaType::Png, bytes: bytes.clone(), width: 30, height: 30, orientation };
        input.photo = Some(photo);
        let png = drawn(&input, Scale::COPY);
        let picture = Pixmap::decode_png(&png).unwrap();
        let slot = input.template.photo.unwrap().fitted(30, 30);
        for (quarter, expected) in seen.into_iter().enumerate() {
            let x = slot.x.plus(slot.width.scaled(if quarter % 2 == 0 { 1 } else { 7 }, 8));
            let y = slot.y.plus(slot.height.scaled(if quarter < 2 { 1 } else { 7 }, 8));
            let pixel = picture.pixel(Scale::COPY.whole(x), Scale::COPY.whole(y)).unwrap();
            let near = |a: u8, b: u8| a.abs_diff(b) < 60;
            let [red, green, blue] = colours[expected];
            let found = (pixel.red(), pixel.green(), pixel.blue());
            assert!(
                near(found.0, red) && near(found.1, green) && near(found.2, blue),
                "{orientation} {quarter} {found:?}"
            );
        }
    }
}

#[test]
fn a_picture_that_cannot_be_read_is_refused() {
    let mut input = sample(Template::of(Kind::PractitionerCertificate, 1).unwrap());
    let font = Font::open().unwrap();
    for (media_type, bytes) in [(MediaType::Png, b"no png".as_slice()), (MediaType::Jpeg, b"\xFF\xD8\xFF".as_slice())] {
        input.photo = Some(Photo { media_type, bytes: bytes.to_vec(), width: 3, height: 4, orientation: 1 });
        let refused = write(&drawing(&input, &font).unwrap(), &font, Scale::COPY);
        assert_eq!(refused, Err(DocumentError::Package("a picture".to_owned())));
    }
}
