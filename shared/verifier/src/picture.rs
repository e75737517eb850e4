//! The code in a picture: a photograph, a screenshot, a scan.

mod find;
mod luma;

use license::words::Words;

/// Longest picture that is looked at: 16 MiB. A photograph of a phone has 3 to 12.
pub const PICTURE_BYTES_MAX: usize = 16 << 20;

/// Why a picture gives no code. None of these says anything about a license.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// More bytes or pixels than are looked at.
    #[error("the picture is too large")]
    TooLarge,
    /// Neither PNG nor JPEG.
    #[error("the picture is neither PNG nor JPEG")]
    NotAPicture,
    /// It cannot be decoded.
    #[error("the picture cannot be decoded")]
    Broken,
    /// No code was found in it, or none that can be read.
    #[error("no code can be read in the picture")]
    NoCode,
    /// Codes that say different things: which is meant, nobody knows.
    #[error("the picture has several codes")]
    ManyCodes,
}

impl PictureError {
    /// The stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "picture.too_large",
            Self::NotAPicture => "picture.not_a_picture",
            Self::Broken => "picture.broken",
            Self::NoCode => "picture.no_code",
            Self::ManyCodes => "picture.many_codes",
        }
    }

    /// What is wrong and what to do, for the person with the picture.
    #[must_use]
    pub const fn words(self) -> Words {
        match self {
            Self::TooLarge => ("图片过大，请重新拍照", "The picture is too large: take a photograph anew"),
            Self::NotAPicture => ("请选用 JPEG 或 PNG 图片", "Choose a JPEG or PNG picture"),
            Self::Broken => ("图片已损坏，请重新拍照", "The picture is damaged: take a photograph anew"),
            Self::NoCode => (
                "图片中没有读到二维码：请靠近、对焦、避免反光后重拍",
                "No code could be read: go closer, focus, avoid reflections and try again",
            ),
            Self::ManyCodes => {
                ("图片中有多个二维码，请一次只拍一个", "There are several codes: take them one at a time")
            }
        }
    }
}

/// The text of the one code in a picture. Memory is bounded by what its header says, before anything is decoded.
///
/// # Errors
/// See [`PictureError`].
pub fn picture(bytes: &[u8]) -> Result<String, PictureError> {
    let luma = luma::decode(bytes)?;
    find::code(&luma)
}

#[cfg(test)]
mod tests;
