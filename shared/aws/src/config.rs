//! Configuration: the names of what the template made. Read once, from the environment.

use seal::{BaseAddress, BaseAddressError};

/// The tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tables {
    /// Records and their events; the one with the stream.
    pub records: String,
    /// Leaf counters and snapshots.
    pub counts: String,
    /// Who read whose data.
    pub access: String,
}

/// The buckets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buckets {
    /// Photos as they were uploaded.
    pub uploads: String,
    /// Sealed documents and accepted photos.
    pub documents: String,
    /// CSV files in, row reports out.
    pub imports: String,
    /// Signed lists: status lists and trust lists.
    pub lists: String,
}

/// What the adapters have to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Tables by use.
    pub tables: Tables,
    /// Buckets by use.
    pub buckets: Buckets,
    /// The issuing key: a KMS key id, ARN or alias; SM2 or `ECC_NIST_P256`.
    pub seal_key: String,
    /// The key that signs status lists, named and made alike.
    pub status_key: String,
    /// The key that signs the grants of display codes, named and made alike.
    pub display_key: String,
    /// The key that every verifier pins: it signs trust lists, by an operator's hand. No function may sign with it.
    pub root_key: String,
    /// The key that wraps the data key: a KMS key id, ARN or alias; symmetric.
    pub data_key: String,
    /// What a license code's address begins with, up to and with its `#`; short, so that the code stays a small picture.
    pub code_base: BaseAddress,
}

/// A setting that is missing or cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Not set, or empty.
    #[error("{0} is not set")]
    Missing(&'static str),
    /// `CODE_BASE` is no base of license codes: too long (over 24 characters), of other characters, or not HTTPS.
    #[error("CODE_BASE: {0}")]
    CodeBase(#[from] BaseAddressError),
}

impl Config {
    /// From the environment, as the template sets it.
    ///
    /// # Errors
    /// Names the setting that is missing or cannot be.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(|name| std::env::var(name).ok())
    }

    fn read(variable: impl Fn(&'static str) -> Option<String>) -> Result<Self, ConfigError> {
        let get = |name| variable(name).filter(|value| !value.is_empty()).ok_or(ConfigError::Missing(name));
        Ok(Self {
            tables: Tables {
                records: get("RECORDS_TABLE")?,
                counts: get("COUNTS_TABLE")?,
                access: get("ACCESS_TABLE")?,
            },
            buckets: Buckets {
                uploads: get("UPLOADS_BUCKET")?,
                documents: get("DOCUMENTS_BUCKET")?,
                imports: get("IMPORTS_BUCKET")?,
                lists: get("LISTS_BUCKET")?,
            },
            seal_key: get("SEAL_KEY")?,
            status_key: get("STATUS_KEY")?,
            display_key: get("DISPLAY_KEY")?,
            root_key: get("ROOT_KEY")?,
            data_key: get("DATA_KEY")?,
            code_base: BaseAddress::parse(&get("CODE_BASE")?)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VARIABLES: [(&str, &str); 13] = [
        ("RECORDS_TABLE", "records"),
        ("COUNTS_TABLE", "counts"),
        ("ACCESS_TABLE", "access"),
        ("UPLOADS_BUCKET", "uploads"),
        ("DOCUMENTS_BUCKET", "documents"),
        ("IMPORTS_BUCKET", "imports"),
        ("LISTS_BUCKET", "lists"),
        ("SEAL_KEY", "alias/seal"),
        ("STATUS_KEY", "alias/status"),
        ("DISPLAY_KEY", "alias/display"),
        ("ROOT_KEY", "alias/root"),
        ("DATA_KEY", "alias/data"),
        ("CODE_BASE", "HTTPS://LZ.EXAMPLE/V#"),
    ];

    /// Everything set but for one variable, which has this value.
    fn with(changed: &'static str, value: Option<&str>) -> Result<Config, ConfigError> {
        Config::read(|asked| {
            let usual = VARIABLES.iter().find(|(name, _)| *name == asked).map(|(_, usual)| *usual);
            if asked == changed { value } else { usual }.map(str::to_owned)
        })
    }

    #[test]
    fn every_setting_is_needed_and_goes_to_its_place() {
        for (name, usual) in VARIABLES {
            assert_eq!(with(name, None), Err(ConfigError::Missing(name)));
            assert_eq!(with(name, Some("")), Err(ConfigError::Missing(name)));
            assert!(with(name, Some(usual)).is_ok(), "{name}");
        }
        let config = with("", None).unwrap();
        assert_eq!((config.tables.access.as_str(), config.buckets.imports.as_str()), ("access", "imports"));
        assert_eq!(config.buckets.lists, "lists");
        assert_eq!((config.seal_key.as_str(), config.data_key.as_str()), ("alias/seal", "alias/data"));
        let signing = [config.status_key.as_str(), config.display_key.as_str(), config.root_key.as_str()];
        assert_eq!(signing, ["alias/status", "alias/display", "alias/root"]);
    }

    #[test]
    fn the_code_base_fits_a_small_code() {
        for (base, error) in [
            ("HTTPS://LZ.EXAMPLE.CN/V#", None),
            ("HTTPS://LZ.EXAMPLE.CN/VE#", Some(BaseAddressError::TooLong)),
            ("HTTPS://lz.example.cn/#", Some(BaseAddressError::Character)),
            ("HTTPS://LZ.EXAMPLE.CN/", Some(BaseAddressError::Character)),
            ("HTTP://LZ.EXAMPLE.CN/#", Some(BaseAddressError::Scheme)),
        ] {
            let error = error.map(ConfigError::CodeBase);
            assert_eq!(with("CODE_BASE", Some(base)).err(), error, "{base}");
        }
    }
}
