//! What the verbs need of the world, as promises. One implementation stands behind each, over the AWS SDK; the faults of
//! the world are injected by [`crate::faults::Faulty`], which every port gets from the macro below.
//!
//! Said once for all: every method may be repeated. A [`Fault`] says nothing about whether the effect happened. Nobody
//! below these ports retries beyond what the SDK does for throttling and lost connections; who calls a verb again is the
//! caller, the queue or the stream.

mod listing;
mod photos;

use async_trait::async_trait;
use bytes::Bytes;
use jiff::{Timestamp, civil::Date};
use license::{
    application::{Application, ApplicationId},
    caller::CallerId,
    division::Division,
    electronic::{License, LicenseKey},
    event::{Event, EventId, Notice},
    grant::{Grant, GrantId},
    identifier::{Serial, Version},
    kind::{Kind, KindClass, PhotoKind},
    license_number::LicenseNumber,
    measure::Leaf,
    photo_hash::PhotoHash,
    subject::{NaturalKey, Subject, SubjectId},
};
use serde::{Deserialize, Serialize};

use crate::{
    error::{CommitError, Fault},
    object::{MediaType, ObjectKey},
};

pub use listing::{Cursor, Page, PageRequest, QueueFilter};
pub use photos::{Sighting, Sightings};

/// Declares a port and, from the same text, its fault-injecting decorator and the list of its methods. So a method that
/// the fault matrix does not know cannot exist.
macro_rules! port {
    ($(#[$doc:meta])* trait $name:ident {
        $($(#[$method_doc:meta])*
        async fn $method:ident(&self $(, $arg:ident: $kind:ty)*) -> Result<$ok:ty, $error:ty>;)*
    }) => {
        $(#[$doc])*
        #[async_trait]
        pub trait $name: Send + Sync {
            $($(#[$method_doc])* async fn $method(&self $(, $arg: $kind)*) -> Result<$ok, $error>;)*
        }

        #[async_trait]
        impl<P: $name + ?Sized> $name for crate::faults::Faulty<P> {
            $(async fn $method(&self $(, $arg: $kind)*) -> Result<$ok, $error> {
                let call = self.begin::<$error>(concat!(stringify!($name), "::", stringify!($method)))?;
                let done = self.inner().$method($($arg),*).await;
                call.end(done)
            })*
        }

        impl crate::faults::Methods for dyn $name {
            const METHODS: &'static [&'static str] =
                &[$(concat!(stringify!($name), "::", stringify!($method))),*];
        }
    };
}

mod keys;
mod lists;
mod looking;

pub use keys::{IssuerKey, IssuerKeys, SealKeys, Sealing};
pub use lists::{
    CHUNK_PLACES, ListHeads, PlacedStage, PlacedStages, SignedLists, SisterHead, SisterHeads, StatusChunk,
    StatusChunks, StatusHead, StatusPlaces, TrustHead,
};
pub use looking::{Access, AccessLog, Draw, Drawn, Limits, Verifications};
pub use seal::ProvinceCode;

/// The last number allotted of a series (one for a numbering code and a class of kinds).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberSeries {
    /// The six digits that the numbers begin with.
    pub numbering_code: String,
    /// Licenses and certificates count apart.
    pub class: KindClass,
    /// The last serial given; 0 before the first.
    pub last: u32,
    /// 0 before it is first stored.
    pub revision: u64,
}

/// Whose a number is. Written once, never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberHolder {
    /// The number.
    pub number: LicenseNumber,
    /// Licenses and certificates count apart.
    pub class: KindClass,
    /// The subject of the grant.
    pub subject: SubjectId,
    /// The grant.
    pub grant: GrantId,
}

/// A subject and everything that was granted to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Dossier {
    /// The record.
    pub subject: Subject,
    /// Its grants, with the standing of their licenses.
    pub grants: Vec<Grant>,
}

/// One record to write. A record carries the revision that it was read at: 0 must not exist yet, n must still be at n
/// and becomes n + 1.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a commit has a handful of them, each made once and moved into it")]
pub enum Write {
    /// A record of the register.
    Subject(Subject),
    /// A grant.
    Grant(Grant),
    /// An application.
    Application(Application),
    /// A license version.
    License(License),
    /// A number series.
    Series(NumberSeries),
    /// A number, taken for good.
    Number(NumberHolder),
    /// A photo, under every key of its hash; written over itself.
    Sighting(Sighting),
    /// Writes nothing: the subject must still be at this revision.
    Unchanged(SubjectId, u64),
}

/// All that becomes true together.
#[derive(Clone, Debug, PartialEq)]
pub struct Commit {
    /// What happened; must not exist yet.
    pub event: Event,
    /// The records that it changes.
    pub writes: Vec<Write>,
    /// What the holder is told of it.
    pub notice: Option<Notice>,
}

/// Whether this call made it true or it was so before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Committed {
    /// By this call.
    Now,
    /// The event was there already; nothing was written.
    Before,
}

/// A short-lived address and what must be sent with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The address; whoever has it may use it, so it is never logged.
    pub url: String,
    /// Headers that the signature covers.
    pub headers: Vec<(String, String)>,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// The totals of a day, kept so that a later correction of the past can be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Up to and including this day.
    pub day: Date,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// Every leaf total by division, kind and measure.
    pub totals: Vec<(Division, Kind, String, i64)>,
}

port! {
    /// The register's records. Reads are strongly consistent; absence is `None`.
    trait Subjects {
        /// One record.
        async fn subject(&self, id: &SubjectId) -> Result<Option<Subject>, Fault>;
    }
}

port! {
    /// Grants, with the standing of their newest license. Reads by subject are strongly consistent: a look-up sees a
    /// revocation from the moment that it was acknowledged.
    trait Grants {
        /// One grant.
        async fn grant(&self, subject: &SubjectId, id: &GrantId) -> Result<Option<Grant>, Fault>;
        /// A subject with all its grants (a handful), in one read.
        async fn dossier(&self, subject: &SubjectId) -> Result<Option<Dossier>, Fault>;
        /// All grants that a holder holds, through an index that may lag by moments.
        async fn held_by(&self, holder: &SubjectId, page: &PageRequest) -> Result<Page<Grant>, Fault>;
    }
}

port! {
    /// Numbers given and taken. Strongly consistent.
    trait Numbers {
        /// The series; one that was never used reads as revision 0.
        async fn series(&self, numbering_code: &str, class: KindClass) -> Result<NumberSeries, Fault>;
        /// Whose a number is.
        async fn number(&self, class: KindClass, number: &LicenseNumber) -> Result<Option<NumberHolder>, Fault>;
    }
}

port! {
    /// Applications. Reads by name are strongly consistent; listings go through indexes that may lag by moments.
    trait Applications {
        /// One application.
        async fn application(&self, id: &ApplicationId) -> Result<Option<Application>, Fault>;
        /// A holder's applications, newest first.
        async fn applications_of(&self, holder: &SubjectId, page: &PageRequest)
            -> Result<Page<Application>, Fault>;
        /// Those that wait for an officer of the city, oldest first.
        async fn awaiting(&self, city: &Division, which: &QueueFilter, page: &PageRequest)
            -> Result<Page<Application>, Fault>;
    }
}

port! {
    /// How long the queues are. Read through an index that may lag by moments; no case is opened.
    trait Queues {
        /// Since when the city's oldest case waits; `None` if none does.
        async fn oldest_waiting(&self, city: &Division) -> Result<Option<Timestamp>, Fault>;
    }
}

port! {
    /// Photos by what they look like. Strongly consistent.
    trait PhotoIndex {
        /// Photos of the kind that share a key with the hash; one that differs in at most three bits does. The cost is
        /// bounded: of each key a set number is read.
        async fn photos_like(&self, photo: PhotoKind, hash: PhotoHash) -> Result<Sightings, Fault>;
    }
}

port! {
    /// License versions. A read by key is strongly consistent and costs one read: the hot path.
    trait Licenses {
        /// One version.
        async fn license(&self, key: &LicenseKey, version: Version) -> Result<Option<License>, Fault>;
        /// A holder's licenses, newest first, through an index that may lag by moments.
        async fn licenses_of(&self, holder: &SubjectId, page: &PageRequest) -> Result<Page<License>, Fault>;
    }
}

port! {
    /// What holders are told, newest first. Strongly consistent.
    trait Notices {
        /// A holder's notices.
        async fn notices_of(&self, holder: &SubjectId, page: &PageRequest) -> Result<Page<Notice>, Fault>;
    }
}

port! {
    /// Where things become true. A commit is one transaction: the event and every record, or nothing. It is durable when
    /// it is acknowledged, and everything that follows from it hangs off the stored event.
    trait Books {
        /// Commits. If the event exists already nothing is written and `Before` is answered, so the same commit may be
        /// sent again after a fault.
        async fn commit(&self, commit: &Commit) -> Result<Committed, CommitError>;
        /// An event by its name, strongly consistent.
        async fn event(&self, id: &EventId) -> Result<Option<Event>, Fault>;
        /// A record's history, oldest first.
        async fn history(&self, scope: &license::event::Scope) -> Result<Vec<Event>, Fault>;
    }
}

port! {
    /// Photos as they are uploaded. The holder writes through a link; type and size are fixed in its signature.
    trait Uploads {
        /// A link for one PUT of exactly this type and size.
        async fn upload_link(&self, key: &ObjectKey, media: MediaType, size_bytes: u64) -> Result<Link, Fault>;
        /// The bytes; `None` if there are none. More than the key's limit is a fault and is not read.
        async fn uploaded(&self, key: &ObjectKey) -> Result<Option<Bytes>, Fault>;
    }
}

port! {
    /// Documents and accepted photos, named by their digests: written once, equal bytes are one object, never changed.
    trait Vault {
        /// Keeps the bytes under the key.
        async fn keep(&self, key: &ObjectKey, bytes: Bytes) -> Result<(), Fault>;
        /// The bytes; `None` if there are none.
        async fn kept(&self, key: &ObjectKey) -> Result<Option<Bytes>, Fault>;
        /// A link for one reader, dead within minutes, that saves under the given file name.
        async fn link(&self, key: &ObjectKey, file_name: &str) -> Result<Link, Fault>;
    }
}

port! {
    /// Files of rows in, files of rejected rows out.
    trait Imports {
        /// A link for one PUT of a CSV file of exactly this size.
        async fn import_link(&self, key: &ObjectKey, size_bytes: u64) -> Result<Link, Fault>;
        /// The rows; `None` if there are none.
        async fn rows(&self, key: &ObjectKey) -> Result<Option<Bytes>, Fault>;
        /// Keeps the report; a repeated import writes the same report.
        async fn put_report(&self, key: &ObjectKey, bytes: Bytes) -> Result<(), Fault>;
        /// The report; `None` until the import is done.
        async fn report(&self, key: &ObjectKey) -> Result<Option<Bytes>, Fault>;
    }
}

port! {
    /// Leaf counters. An event is counted once, however often and in whatever order it comes.
    trait Counts {
        /// Adds an event's leaves, unless the event was counted before.
        async fn count(&self, event: &EventId, leaves: &[(Leaf, i64)]) -> Result<Committed, Fault>;
        /// A division's and kind's leaves of the days, both inclusive.
        async fn counted(&self, division: &Division, kind: Kind, from: Date, until: Date)
            -> Result<Vec<(Leaf, i64)>, Fault>;
        /// Keeps a day's totals; taking it again replaces it.
        async fn keep_snapshot(&self, snapshot: &Snapshot) -> Result<(), Fault>;
        /// A day's totals.
        async fn snapshot(&self, day: Date) -> Result<Option<Snapshot>, Fault>;
    }
}

/// Keyed hashes under the index key. Pure once the process has unwrapped the key.
pub trait Index: Send + Sync {
    /// The id of whom or what the natural key means.
    fn subject_id(&self, key: NaturalKey<'_>) -> SubjectId;
    /// The id of a caller, from what tells it apart: an [`Actor`]'s natural text, or an address.
    fn caller_id(&self, natural_text: &str) -> CallerId;
    /// The id of a grant, from its natural text.
    fn grant_id(&self, natural_text: &str) -> GrantId;
    /// The serial of the license that an application makes: 16 characters, the same for the same application.
    fn serial(&self, application: &ApplicationId) -> Serial;
}

/// The time of day. The only way that a verb knows it.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}
