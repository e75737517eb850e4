use super::*;

#[test]
fn what_is_no_picture_is_named() {
    assert_eq!(picture(b"GIF89a"), Err(PictureError::NotAPicture));
    assert_eq!(picture(&[0xFF, 0xD8, 0xFF]), Err(PictureError::Broken));
    assert_eq!(picture(&vec![0; PICTURE_BYTES_MAX + 1]), Err(PictureError::TooLarge));
}
