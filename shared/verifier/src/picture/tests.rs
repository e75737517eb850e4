use super::*;

const TEXT: &str = "HTTPS://LUZHENG.EXAMPL/#1234567890123456789012345678901234567890123456789012345678901234567890";

#[test]
fn what_is_no_picture_is_named() {
    assert_eq!(picture(b"GIF89a"), Err(PictureError::NotAPicture));
    assert_eq!(picture(&[0xFF, 0xD8, 0xFF]), Err(PictureError::Broken));
    assert_eq!(picture(&vec![0; PICTURE_BYTES_MAX + 1]), Err(PictureError::TooLarge));
}

/// Brightness of a code as it is drawn, with its side in pixels.
fn drawn(text: &str) -> (usize, Vec<u8>) {
    let luma = luma::decode(&seal::qr_png(text).unwrap()).unwrap();
    assert_eq!(luma.width, luma.height);
    (luma.width, luma.pixels)
}

#[expect(clippy::as_conversions, reason = "pixels of a small picture")]
/// Codes on grey ground, each turned and leaning, as a camera sees them.
fn seen(codes: &[(&str, f64)], lean: f64) -> (usize, usize, Vec<u8>) {
    let (width, height) = (500 * codes.len(), 500);
    let mut pixels = vec![120_u8; width * height];
    for (place, (text, angle)) in codes.iter().enumerate() {
        let (side, code) = drawn(text);
        for y in 0..500 {
            for x in 0..500 {
                let (dx, dy) = (f64::from(x) - 250.0, f64::from(y) - 250.0);
                let depth = 1.0 + lean * dx / 250.0;
                let (u, v) = (dx * angle.cos() + dy * angle.sin(), dy * angle.cos() - dx * angle.sin());
                let at = |value: f64| ((value / depth / 300.0 + 0.5) * side as f64).floor();
                let (column, row) = (at(u), at(v));
                if column >= 0.0 && row >= 0.0 && column < side as f64 && row < side as f64 {
                    let pixel = code[row as usize * side + column as usize];
                    pixels[y as usize * width + place * 500 + x as usize] = 40 + pixel / 2;
                }
            }
        }
    }
    (width, height, pixels)
}

fn png(&(width, height, ref pixels): &(usize, usize, Vec<u8>)) -> Vec<u8> {
    let mut bytes = vec![];
    let mut encoder = ::png::Encoder::new(&mut bytes, width.try_into().unwrap(), height.try_into().unwrap());
    encoder.set_color(::png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(pixels).unwrap();
    writer.finish().unwrap();
    bytes
}

fn jpeg((width, height, pixels): &(usize, usize, Vec<u8>)) -> Vec<u8> {
    let mut bytes = vec![];
    let (width, height) = ((*width).try_into().unwrap(), (*height).try_into().unwrap());
    let encoder = jpeg_encoder::Encoder::new(&mut bytes, 70);
    encoder.encode(pixels, width, height, jpeg_encoder::ColorType::Luma).unwrap();
    bytes
}

#[test]
fn a_code_is_read_turned_and_leaning() {
    for (angle, lean) in [(0.0, 0.0), (0.4, 0.0), (1.6, 0.05), (3.2, 0.1), (5.0, -0.1)] {
        let seen = seen(&[(TEXT, angle)], lean);
        for bytes in [png(&seen), jpeg(&seen)] {
            assert_eq!(picture(&bytes).as_deref(), Ok(TEXT), "{angle} {lean}");
        }
    }
}

/// Of both formats at their longest, and of the smallest symbol.
#[test]
fn a_code_is_read_at_any_angle() {
    for digits in [1, 316, 552] {
        let text = format!("HTTPS://X/#{}", "8234567190".repeat(56).get(..digits).unwrap());
        for degrees in [0, 15, 30, 45, 60, 75, 135, 225, 315] {
            let seen = seen(&[(&text, f64::from(degrees).to_radians())], 0.0);
            assert_eq!(picture(&png(&seen)).as_deref(), Ok(text.as_str()), "{digits} digits at {degrees} degrees");
        }
    }
}

#[test]
fn nothing_and_several_are_named() {
    let blank = (300, 300, vec![200; 90_000]);
    assert_eq!(picture(&png(&blank)), Err(PictureError::NoCode));
    let two = seen(&[(TEXT, 0.0), ("HTTPS://X/#1", 0.0)], 0.0);
    assert_eq!(picture(&png(&two)), Err(PictureError::ManyCodes));
    let same = seen(&[(TEXT, 0.0), (TEXT, 0.2)], 0.0);
    assert_eq!(picture(&png(&same)).as_deref(), Ok(TEXT));
}

/// Little in the file, much in the header: nothing is made room for.
#[test]
fn what_promises_too_much_is_not_decoded() {
    let mut bomb = png(&(8, 8, vec![0; 64]));
    bomb[16..20].copy_from_slice(&50_000_u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&50_000_u32.to_be_bytes());
    assert!(matches!(picture(&bomb), Err(PictureError::TooLarge | PictureError::Broken)));
}

/// Corner marks all over: the search ends, whatever they promise.
#[test]
fn a_picture_full_of_corner_marks_is_searched_in_bounded_work() {
    let (width, height) = (720, 720);
    let mark = |x: usize, y: usize| {
        let (a, b) = (x % 9, y % 9);
        let ring = [a, b].iter().all(|at| *at < 7) && (a == 0 || a == 6 || b == 0 || b == 6);
        ring || ((2..5).contains(&a) && (2..5).contains(&b))
    };
    let pixels = (0..width * height).map(|at| if mark(at % width, at / width) { 0 } else { 255 }).collect();
    assert_eq!(picture(&png(&(width, height, pixels))), Err(PictureError::NoCode));
}
