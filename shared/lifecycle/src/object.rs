//! Stored objects: every name in the buckets, with its type, limit and retention.

use document::CopyForm;
use license::{
    application::{ApplicationId, Name},
    division::Division,
    subject::PhotoOnFile,
};

/// Which bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bucket {
    /// Photos as holders and officers uploaded them.
    Uploads,
    /// Sealed documents, their copies, and accepted photos, named by their digests.
    Documents,
    /// CSV files in, row reports out.
    Imports,
    /// Signed lists, named by their digests.
    Lists,
}

/// The end of a copy's file name.
pub(crate) const fn extension(form: CopyForm) -> &'static str {
    match form {
        CopyForm::Ofd => "ofd",
        CopyForm::Pdf => "pdf",
        CopyForm::Png => "png",
    }
}

/// What a photo may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// `image/jpeg`
    Jpeg,
    /// `image/png`
    Png,
}

impl MediaType {
    /// The word in HTTP.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// From the word in HTTP.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Jpeg, Self::Png].into_iter().find(|media| media.as_str() == text)
    }
}

/// An object's name. No name holds a value of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObjectKey {
    /// The nth photo uploaded for an application, as it came.
    Upload {
        /// Whose.
        application: ApplicationId,
        /// Counted from 1.
        number: u32,
    },
    /// A photo without its metadata, by its SHA-256.
    Photo {
        /// Lower-case hexadecimal.
        digest: String,
        /// Its type.
        media: MediaType,
    },
    /// A license file, by its SHA-256.
    Document {
        /// Lower-case hexadecimal.
        digest: String,
    },
    /// A copy of a license file, by its SHA-256.
    Copy {
        /// Lower-case hexadecimal.
        digest: String,
        /// Its form.
        form: CopyForm,
    },
    /// Rows to import.
    ImportRows {
        /// Whose officers sent them: rows of other cities come back; the province may send all.
        division: Division,
        /// Which file of the three.
        table: String,
        /// The name the sender chose.
        name: Name,
    },
    /// A signed status list, by its SHA-256.
    StatusList {
        /// Lower-case hexadecimal.
        digest: String,
    },
    /// A signed trust list, by its SHA-256.
    TrustList {
        /// Lower-case hexadecimal.
        digest: String,
    },
    /// What became of the rows.
    ImportReport {
        /// Whose officers sent them.
        division: Division,
        /// Which file of the three.
        table: String,
        /// The name the sender chose.
        name: Name,
    },
}

impl ObjectKey {
    /// A picture in the vault.
    #[must_use]
    pub fn photo(picture: &PhotoOnFile) -> Self {
        let media = MediaType::parse(&picture.media_type).unwrap_or(MediaType::Jpeg);
        Self::Photo { digest: picture.digest.clone(), media }
    }

    /// Its bucket.
    #[must_use]
    pub const fn bucket(&self) -> Bucket {
        match self {
            Self::Upload { .. } => Bucket::Uploads,
            Self::Photo { .. } | Self::Document { .. } | Self::Copy { .. } => Bucket::Documents,
            Self::ImportRows { .. } | Self::ImportReport { .. } => Bucket::Imports,
            Self::StatusList { .. } | Self::TrustList { .. } => Bucket::Lists,
        }
    }

    /// Its path in the bucket.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Upload { application, number } => format!("uploads/{application}/{number}"),
            Self::Photo { digest, .. } => format!("photos/{digest}"),
            Self::Document { digest } => format!("documents/{digest}.ofd"),
            Self::Copy { digest, form } => format!("copies/{digest}.{}", extension(*form)),
            Self::ImportRows { division, table, name } => format!("rows/{division}/{table}/{name}.csv"),
            Self::StatusList { digest } => format!("status/{digest}.bin"),
            Self::TrustList { digest } => format!("trust/{digest}.bin"),
            Self::ImportReport { division, table, name } => format!("reports/{division}/{table}/{name}.csv"),
        }
    }

    /// From the path of an uploaded or imported object, as its event names it. A key has one path: `/01` and `/+1` are
    /// not that of number 1.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        Self::read(path).filter(|key| key.path() == path)
    }

    fn read(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.split('/').collect();
        match parts.as_slice() {
            ["uploads", application, number] => {
                Some(Self::Upload { application: Name::parse(application).ok()?, number: number.parse().ok()? })
            }
            ["rows", division, table @ ("operators" | "vehicles" | "practitioners"), file] => Some(Self::ImportRows {
                division: Division::parse(division).ok()?,
                table: (*table).to_owned(),
                name: Name::parse(file.strip_suffix(".csv")?).ok()?,
            }),
            _ => None,
        }
    }

    /// Its content type.
    #[must_use]
    pub const fn content_type(&self) -> &'static str {
        match self {
            Self::Upload { .. } | Self::StatusList { .. } | Self::TrustList { .. } => "application/octet-stream",
            Self::Photo { media, .. } => media.as_str(),
            Self::Document { .. } | Self::Copy { form: CopyForm::Ofd, .. } => "application/ofd",
            Self::Copy { form: CopyForm::Pdf, .. } => "application/pdf",
            Self::Copy { form: CopyForm::Png, .. } => "image/png",
            Self::ImportRows { .. } | Self::ImportReport { .. } => "text/csv; charset=utf-8",
        }
    }

    /// The most bytes that it may have.
    #[must_use]
    pub const fn size_bytes_max(&self) -> u64 {
        match self {
            Self::Upload { .. } | Self::Photo { .. } | Self::Document { .. } => 10 * 1024 * 1024,
            // the photo within it may be written anew, without loss
            Self::Copy { .. } => 32 * 1024 * 1024,
            Self::StatusList { .. } | Self::TrustList { .. } => 2 * 1024 * 1024,
            Self::ImportRows { .. } | Self::ImportReport { .. } => 64 * 1024 * 1024,
        }
    }

    /// After how many days the bucket's lifecycle removes it; `None` is kept.
    #[must_use]
    pub const fn retention_days(&self) -> Option<u32> {
        match self {
            Self::Upload { .. } => Some(90),
            Self::Photo { .. } | Self::Document { .. } | Self::TrustList { .. } => None,
            Self::StatusList { .. } => Some(7),
            Self::Copy { .. } => Some(1),
            Self::ImportRows { .. } | Self::ImportReport { .. } => Some(30),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_paths_parse_back_and_others_do_not() {
        let upload = ObjectKey::Upload { application: Name::parse("abcdefgh-1").unwrap(), number: 2 };
        let rows = ObjectKey::ImportRows {
            division: Division::province(),
            table: "vehicles".into(),
            name: Name::parse("first-load").unwrap(),
        };
        for key in [upload, rows] {
            assert_eq!(ObjectKey::parse(&key.path()), Some(key));
        }
        for bad in [
            "",
            "uploads",
            "uploads/abcdefgh-1",
            "uploads/../x/1",
            "uploads/ABCDEFGH/1",
            "uploads/abcdefgh/x",
            "uploads/abcdefgh/01",
            "uploads/abcdefgh/+1",
            "rows/210000/people/first-load.csv",
            "rows/210000/vehicles/first-load.txt",
            "rows/vehicles/first-load.csv",
            "rows/990000/vehicles/first-load.csv",
            "reports/210000/vehicles/first-load.csv",
            "photos/00",
            "/uploads/abcdefgh-1/1",
        ] {
            assert_eq!(ObjectKey::parse(bad), None, "{bad}");
        }
    }
}
