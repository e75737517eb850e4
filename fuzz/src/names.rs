//! Numbers and names that people and machines write: what is read is written back as it was.

use license::application::Name;
use license::citizen_id::CitizenId;
use license::division::Division;
use license::holder_code::HolderCode;
use license::identifier::{Identifier, Serial, Version};
use license::license_number::{LicenseNumber, LicenseWord};
use license::plate::Plate;
use license::subject::SubjectId;
use license::uscc::Uscc;
use license::vin::{Vin, check_digit};
use lifecycle::object::ObjectKey;
use seal::{BaseAddress, IdTail, ShownName};

/// # Panics
/// Where the promise is broken.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    numbers(text);
    identifiers(text);
    keys(text);
    if let Some((first, second)) = text.split_once('\n') {
        pairs(first, second);
    }
}

fn numbers(text: &str) {
    let same = |written: &str| assert_eq!(written, text, "written otherwise than it was read");
    if let Ok(uscc) = Uscc::parse(text) {
        same(uscc.as_str());
    }
    if let Ok(number) = CitizenId::parse(text) {
        same(number.as_str());
        assert!(!number.masked().contains(&text[4..14]) && number.masked().len() == text.len());
        let day = number.birth_date().strftime("%Y%m%d").to_string();
        assert_eq!(day, text[6..14]);
        assert!(!format!("{number:?}").contains(text), "a log would show it");
    }
    if let Ok(vin) = Vin::parse(text) {
        same(vin.as_str());
        assert_eq!(vin.check_digit_ok(), check_digit(text) == text.chars().nth(8));
    }
    if let Ok(number) = LicenseNumber::parse(text) {
        same(&format!("{}{}", number.numbering_code(), number.serial()));
        assert_eq!(LicenseNumber::of(number.numbering_code(), number.serial().parse().unwrap()), Ok(number));
    }
    if let Ok(word) = LicenseWord::parse(text) {
        same(word.as_str());
    }
}

fn identifiers(text: &str) {
    let same = |written: &str| assert_eq!(written, text, "written otherwise than it was read");
    if let Ok(read) = Identifier::parse(text) {
        same(read.as_str());
        let anew = Identifier::new(read.kind(), read.issuer().clone(), read.serial().clone(), read.version());
        same(anew.as_str());
        assert!(read.next().is_none_or(|next| Identifier::parse(next.as_str()) == Ok(next)));
    }
    if let Ok(serial) = Serial::parse(text) {
        same(serial.as_str());
    }
    if let Ok(version) = Version::parse(text) {
        same(&version.to_string());
    }
    if let Ok(division) = Division::parse(text) {
        same(division.as_str());
        assert!(Division::province().contains(division) && division.city().contains(division));
    }
    if let Ok(name) = ShownName::of(text) {
        assert!(name.matches(text) && text.starts_with(name.shown()));
    }
    if let Ok(tail) = IdTail::of(text) {
        assert!(text.ends_with(tail.as_str()));
    }
}

fn keys(text: &str) {
    let same = |written: &str| assert_eq!(written, text, "written otherwise than it was read");
    if let Ok(name) = Name::parse(text) {
        same(name.as_str());
    }
    if let Ok(id) = SubjectId::parse(text) {
        same(&id.to_string());
    }
    if let Ok(base) = BaseAddress::parse(text) {
        same(base.as_str());
    }
    if let Some(key) = ObjectKey::parse(text) {
        same(&key.path());
    }
}

/// A plate with the code of its colour; a holder's code behind that of its type.
fn pairs(first: &str, second: &str) {
    if let Ok(plate) = Plate::parse(first, second) {
        assert_eq!((plate.number(), plate.color().code()), (first, second));
        assert_eq!(plate.masked().chars().count(), first.chars().count());
    }
    if let Ok(code) = HolderCode::parse(first, second) {
        assert_eq!((code.code_type().as_str(), code.value()), (first, second));
        assert_eq!(code.masked().chars().count(), second.chars().count());
        let long = second.chars().count() > 2 && !code.code_type().is_organisation();
        assert!(!long || code.masked().contains('*'), "nothing is masked");
    }
}
