//! One process on one data folder, and that on loopback only.

use std::fs::{File, TryLockError};
use std::net::IpAddr;
use std::path::Path;

use super::HostError;

/// The hold on a data folder; the system releases it when the process ends, however it ends.
#[derive(Debug)]
pub struct FolderLock(#[expect(dead_code, reason = "held open, never read")] File);

impl FolderLock {
    /// Takes the folder, which is made where there is none.
    ///
    /// # Errors
    /// [`HostError::FolderInUse`] when another process has it.
    pub fn take(data: &Path) -> Result<Self, HostError> {
        let folder_error = |error| HostError::Io { what: "the data folder", error };
        crate::private_file::make_folder(data).map_err(folder_error)?;
        let file = File::options().create(true).truncate(false).write(true).open(data.join("lock"));
        let file = file.map_err(folder_error)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(HostError::FolderInUse(data.to_owned())),
            Err(TryLockError::Error(error)) => Err(folder_error(error)),
        }
    }
}

/// Refuses any address from which other machines could call: sign-in here is for development.
///
/// # Errors
/// [`HostError::NotLoopback`].
pub fn check_loopback(address: IpAddr) -> Result<(), HostError> {
    if address.is_loopback() { Ok(()) } else { Err(HostError::NotLoopback(address)) }
}

#[cfg(test)]
mod tests {
    use super::{FolderLock, check_loopback};
    use crate::host::HostError;

    #[test]
    fn a_folder_has_one_holder() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("new/data");
        let first = FolderLock::take(&data).unwrap();
        let second = FolderLock::take(&data).unwrap_err();
        assert!(matches!(&second, HostError::FolderInUse(path) if *path == data));
        assert!(second.to_string().contains("already"), "{second}");
        drop(first);
        FolderLock::take(&data).unwrap();
    }

    #[test]
    fn only_loopback_listens() {
        for address in ["127.0.0.1", "127.3.2.1", "::1"] {
            check_loopback(address.parse().unwrap()).unwrap();
        }
        for address in ["0.0.0.0", "::", "10.0.0.1", "192.168.1.4", "8.8.8.8", "fe80::1", "::ffff:10.0.0.1"] {
            let refused = check_loopback(address.parse().unwrap());
            assert!(matches!(refused, Err(HostError::NotLoopback(_))), "{address}");
        }
    }
}
