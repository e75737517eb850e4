//! A seal in DER: what is read is written back byte for byte, and what its maker signed is a seal that was made.

use seal::ses::Seal;

use super::samples::{VALID, file, now};

/// # Panics
/// Where the promise is broken.
pub fn run(data: &[u8]) {
    let Ok(seal) = Seal::from_der(data) else {
        return;
    };
    assert!(seal.der() == data, "written otherwise than it was read");
    // none of these has an answer that could be wrong here; they have to end
    let ends = (seal.check_period(now()).is_ok(), seal.check_lists(seal.maker()).is_ok(), seal.maker().subject());
    drop(ends);
    if seal.check_signature().is_ok() {
        let made = VALID.iter().filter_map(|files| Seal::from_der(file(files, "Seal.esl")).ok());
        let same =
            |made: Seal| made.id() == seal.id() && made.name() == seal.name() && made.picture() == seal.picture();
        assert!(made.into_iter().any(same), "signed, and not by its maker");
    }
}
