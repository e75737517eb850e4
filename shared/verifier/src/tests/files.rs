//! License files: the seal and the code in the file together; neither is enough alone.

use document::{DocumentInput, SealOrder, Template};
use jiff::civil::date;
use license::kind::Kind;
use license::uscc::Uscc;
use seal::ses::{Certificate, Role};
use seal::{Algorithm, BaseAddress, Claims, Facts, LicenseCode, StatusState};

use super::cases::{
    Keys, PLACE, USCC, after, claims, keys_of, now, province, sign, signed_status, signed_trust, status_list,
    trust_list,
};
use super::samples::{Office, TestKey, certificate, noon, office};
use crate::{Lists, Reason, Report, Verdict, file};

const ALGORITHM: Algorithm = Algorithm::Sm2Sm3;

struct Made {
    keys: Keys,
    office: Office,
}

fn made() -> Made {
    Made { keys: Keys::of(ALGORITHM), office: office(ALGORITHM, 20) }
}

impl Made {
    fn claims(&self) -> Claims {
        claims(&self.keys.license.public(), Some(PLACE), date(2026, 11, 1), None)
    }

    fn input(&self) -> DocumentInput {
        let claims = self.claims();
        let message = claims.to_bytes().unwrap();
        let key = &self.keys.license;
        let code = LicenseCode::complete(&message, &sign(key, &message), &key.public()).unwrap();
        let mut input = document::sample(Template::of(Kind::VehicleCertificate, 1).unwrap());
        input.code_png = seal::qr_png(&code.to_url(&BaseAddress::parse("HTTPS://LZ.EXAMPLE/#").unwrap())).unwrap();
        input.identifier = claims.identifier(Uscc::parse(USCC).unwrap()).as_str().to_owned();
        let identifier = input.identifier.clone();
        set(&mut input, "ZZBS", &identifier);
        set(&mut input, "ZZYXQQSRQ", "20261101");
        let Facts::Vehicle { plate } = claims.facts else { panic!("a vehicle's") };
        set(&mut input, "KZ_CLHP", plate.number());
        input
    }

    fn sealed(&self, input: &DocumentInput) -> Vec<u8> {
        let order = SealOrder {
            seal: &self.office.seal,
            signer: &self.office.signer,
            place: input.template.seal_place(),
            signed_at: noon(),
        };
        let prepared = document::prepare(document::render(input).unwrap(), &order).unwrap();
        let signature = self.office.signer_key.sign(&prepared.digest());
        prepared.complete(&signature).unwrap()
    }

    fn lists(&self, authorities: Vec<Certificate>, state: StatusState) -> Lists {
        let mut own = province("210000", keys_of(&self.keys));
        own.authorities = authorities;
        let trust = signed_trust(&trust_list(vec![own]), &self.keys.root);
        let status = signed_status(&status_list(state, after(-60)), &self.keys.status);
        Lists::open(&self.keys.root.public(), &trust, &[&status], 0)
    }

    fn judged(&self, bytes: &[u8], state: StatusState) -> Report {
        file(bytes, &self.lists(vec![self.office.authority.clone()], state), now())
    }
}

fn set(input: &mut DocumentInput, name: &str, value: &str) {
    input.custom_data.iter_mut().filter(|(own, _)| own == name).for_each(|(_, own)| value.clone_into(own));
    input.face.iter_mut().filter(|line| line.short_name == name).for_each(|line| value.clone_into(&mut line.value));
}

fn told(report: &Report) -> (Verdict, Option<Reason>) {
    (report.verdict, report.because())
}

#[test]
fn a_license_file_stands_as_its_list_says() {
    let made = made();
    let bytes = made.sealed(&made.input());
    for (state, verdict) in [
        (StatusState::Valid, Verdict::Valid),
        (StatusState::Ended, Verdict::Ended),
        (StatusState::Suspended, Verdict::Suspended),
        (StatusState::NotActivated, Verdict::NotActivated),
    ] {
        let report = made.judged(&bytes, state);
        assert_eq!(report.verdict, verdict, "{:?}", report.findings());
    }
    let without = file(&bytes, &Lists::none(), now());
    assert_eq!(told(&without), (Verdict::CannotTell, Some(Reason::FileAuthority)));
}

/// The code in the file is good by itself, and the list says *valid*: the seal is missed all the same.
#[test]
fn a_file_is_never_valid_by_its_code_alone() {
    let made = made();
    let input = made.input();
    let bytes = made.sealed(&input);
    let stranger = office(ALGORITHM, 50).authority;
    let renamed = made.lists(vec![stranger], StatusState::Valid);
    // Its authority has a new key under its old name, as far as anybody here can tell.
    assert_eq!(told(&file(&bytes, &renamed, now())), (Verdict::CannotTell, Some(Reason::FileAuthority)));
    let nobody = file(&bytes, &made.lists(vec![], StatusState::Valid), now());
    assert_eq!(told(&nobody), (Verdict::CannotTell, Some(Reason::FileAuthority)));
    let other = certificate(&TestKey::new(ALGORITHM, 70), "别的根", Role::Authority, None);
    let unknown = file(&bytes, &made.lists(vec![other], StatusState::Valid), now());
    assert_eq!(told(&unknown), (Verdict::CannotTell, Some(Reason::FileAuthority)));
    let unsealed = document::render(&input).unwrap().to_bytes().unwrap();
    let report = made.judged(&unsealed, StatusState::Valid);
    assert_eq!(told(&report), (Verdict::CannotTell, Some(Reason::FileNotSealed)));
    let mut altered = bytes.clone();
    altered.truncate(bytes.len() - 1);
    assert_eq!(told(&made.judged(&altered, StatusState::Valid)), (Verdict::CannotTell, Some(Reason::FileNotRead)));
}

/// Sealed as it should be, around another code or none.
#[test]
fn a_file_is_never_valid_by_its_seal_alone() {
    let made = made();
    let mut input = made.input();
    input.code_png = document::sample(Template::of(Kind::VehicleCertificate, 1).unwrap()).code_png;
    let report = made.judged(&made.sealed(&input), StatusState::Valid);
    assert_eq!(told(&report), (Verdict::CannotTell, Some(Reason::FileNoCode)));
    let mut input = made.input();
    let other = input.identifier.replace(".001.", ".002.");
    set(&mut input, "ZZBS", &other);
    let report = made.judged(&made.sealed(&input), StatusState::Valid);
    assert_eq!(told(&report), (Verdict::Forged, Some(Reason::FileOtherCode)), "{other}");
    // The identifier is right, and the plate another vehicle's.
    let mut input = made.input();
    set(&mut input, "KZ_CLHP", "辽A00001");
    let report = made.judged(&made.sealed(&input), StatusState::Valid);
    assert_eq!(told(&report), (Verdict::Forged, Some(Reason::FileOtherCode)));
}

#[test]
fn a_term_that_has_not_begun_stands_in_the_file_alone() {
    let made = made();
    let mut input = made.input();
    set(&mut input, "ZZYXQQSRQ", "20261126");
    let report = made.judged(&made.sealed(&input), StatusState::Valid);
    assert_eq!(told(&report), (Verdict::NotYet, Some(Reason::NotYet)));
}
