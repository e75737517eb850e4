//! What tests compare with what was looked at by eye. `UPDATE_GOLDENS=1` writes it anew; then look at it again.

use std::path::PathBuf;

fn place(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
}

#[expect(clippy::disallowed_methods, reason = "a switch of the tests, not configuration")]
fn is_updated(name: &str, right: &[u8]) -> bool {
    let update = std::env::var("UPDATE_GOLDENS").is_ok();
    if update {
        std::fs::create_dir_all(place(name).parent().unwrap()).unwrap();
        std::fs::write(place(name), right).unwrap();
    }
    update
}

/// The text is that of the file.
pub(crate) fn same(name: &str, right: &str) {
    if !is_updated(name, right.as_bytes()) {
        let kept = std::fs::read_to_string(place(name)).unwrap_or_default();
        assert_eq!(kept, right, "{name}: UPDATE_GOLDENS=1 writes it anew");
    }
}

/// The picture is that of the file, but for what floating point may differ in between processors.
pub(crate) fn same_picture(name: &str, right: &[u8]) {
    if !is_updated(name, right) {
        let kept = pixels(&std::fs::read(place(name)).unwrap());
        let right = pixels(right);
        assert_eq!(kept.len(), right.len(), "{name} has another size");
        let differ = kept.iter().zip(&right).filter(|(a, b)| a.abs_diff(**b) > 8).count();
        assert!(differ * 10_000 < kept.len(), "{name}: {differ} of {} samples differ", kept.len());
    }
}

fn pixels(png: &[u8]) -> Vec<u8> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    pixels
}

/// The codes that a reader finds in a picture of three bytes a pixel.
pub(crate) fn codes(png: &[u8]) -> Vec<String> {
    let width =
        usize::try_from(png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap().info().width).unwrap();
    let pixels = pixels(png);
    let height = pixels.len() / width / 3;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[(y * width + x) * 3]);
    image.detect_grids().iter().filter_map(|grid| Some(grid.decode().ok()?.1)).collect()
}
