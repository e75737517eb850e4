//! A sister province's list and licenses: taken over and judged whatever fails. Each case has an issuer of its own.

use std::{collections::BTreeMap, sync::Mutex};

use license::{
    caller::Caller,
    identifier::{Serial, Version},
    kind::Kind,
    uscc::Uscc,
};
use lifecycle::port::{Clock, SisterHeads};
use local::sister::SisterProvince;
use seal::{Claims, Facts, KeyId, StatusState, TrustedIssuer};

use super::{
    matrix::{Answer, Scenario, run_all},
    verbs::Verbs,
    world::{Case, World, uscc_of},
};

/// So many cases one world can have.
const ISSUERS: u16 = 2000;

pub(super) fn beside() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "register.take_status_list",
            before: |world, n| Box::pin(known(world, n)),
            request: |verbs, case| {
                Box::pin(async move {
                    let list = list(verbs.world(), case).await;
                    taken(verbs, case, list).await
                })
            },
        },
        Scenario {
            name: "verify, a license of a sister province",
            before: |world, n| {
                Box::pin(async move {
                    let case = known(world, n).await;
                    let list = list(world, &case).await;
                    taken(&Verbs::new(world, &Default::default()), &case, list).await.unwrap();
                    case
                })
            },
            request: |verbs, case| Box::pin(judged(verbs, case)),
        },
    ]
}

/// A sister province that our trust list believes, with an issuer for each case of a world, and what it has signed.
pub(crate) struct Beside {
    sister: SisterProvince,
    lists: Mutex<BTreeMap<u16, Vec<u8>>>,
}

impl World {
    async fn beside(&self) -> &Beside {
        let found = async || {
            let sister = SisterProvince::found().await.unwrap();
            let mut province = sister.province().await.unwrap();
            let known = province.issuers[0].clone();
            let of = |number: u16| {
                let uscc = Uscc::parse(&uscc_of(number.into())).unwrap();
                TrustedIssuer { number, uscc, ..known.clone() }
            };
            province.issuers = (1..=ISSUERS).map(of).collect();
            local::trust_office::ensure(&self.aws, "http://127.0.0.1:8080", &[province]).await.unwrap();
            Beside { sister, lists: Mutex::default() }
        };
        self.beside.get_or_init(found).await
    }
}

async fn known(world: &World, number: u32) -> Case {
    world.beside().await;
    world.unrecorded(number).await
}

fn issuer(case: &Case) -> u16 {
    u16::try_from(case.number + 1).unwrap()
}

/// The same bytes each time, as a bearer that tries again brings them.
async fn list(world: &World, case: &Case) -> Vec<u8> {
    let (beside, issuer) = (world.beside().await, issuer(case));
    if let Some(list) = beside.lists.lock().unwrap().get(&issuer) {
        return list.clone();
    }
    let list = beside.sister.status_list(issuer, 7, (&[StatusState::Suspended], world.clock.now())).await.unwrap();
    beside.lists.lock().unwrap().insert(issuer, list.clone());
    list
}

async fn taken(verbs: &Verbs<'_>, case: &Case, list: Vec<u8>) -> Answer {
    let province = verbs.world().beside().await.sister.province().await.unwrap().code;
    let taken = verbs.register().await.take_status_list(&province, issuer(case), list.into()).await?;
    let head = verbs.world().aws.lists_table().sister_head(&province, issuer(case)).await.unwrap().unwrap();
    assert_eq!(head.digest, taken.digest);
    Ok(format!("list {}", taken.sequence))
}

async fn judged(verbs: &Verbs<'_>, case: &Case) -> Answer {
    let sister = &verbs.world().beside().await.sister;
    let code = sister.code(claims(case)).await.unwrap();
    let verify = verbs.verify().await;
    let told = verify.by_code(&Caller::public(), None, &code).await?;
    let province = told.answer.elsewhere.unwrap().place.province;
    let lists = verify.sister_status_lists(&province).await?.len();
    let known = verify.bundle().await?.sisters;
    Ok(format!("{:?} {} {}", told.answer.verdict, lists > 0, known == [province]))
}

fn claims(case: &Case) -> Claims {
    Claims {
        kind: Kind::BusinessLicense,
        issuer_number: issuer(case),
        serial: Serial::parse("TJ00000000000000").unwrap(),
        version: Version::FIRST,
        issued_on: jiff::civil::date(2026, 1, 1),
        expires_on: None,
        status_index: Some(0),
        key_id: KeyId::from_bytes([0; 8]),
        facts: Facts::Operator { uscc: Uscc::parse(&uscc_of(case.number)).unwrap() },
    }
}

#[tokio::test]
async fn a_sisters_list_survives_every_failed_call() {
    run_all(beside()).await;
}
