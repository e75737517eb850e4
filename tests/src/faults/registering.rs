//! The register: recorded, imported, corrected, read.

use license::{caller::Role, kind::KindClass, uscc::Uscc};
use lifecycle::{
    register::{Cells, Table},
    verify::LookUp,
};
use local::stores::IMPORTS_BUCKET;

use super::{
    matrix::{Scenario, run_all},
    world::{Case, World, caller, moved_away, row, uscc_of},
};

pub(super) fn recording() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "register.record",
            before: |world, n| Box::pin(world.unrecorded(n)),
            request: |verbs, case| {
                Box::pin(async move {
                    let (table, cells) = row(case.number, KindClass::Operator, true);
                    let dossier = verbs.register().await.record(&caller(Role::Officer), table, &cells).await?;
                    Ok(format!("{} grants", dossier.grants.len()))
                })
            },
        },
        Scenario {
            name: "register.record, a change under a license in force",
            before: |world, n| Box::pin(world.activated(n)),
            request: |verbs, case| {
                Box::pin(async move {
                    let (table, cells) = changed_row(case.number);
                    let dossier = verbs.register().await.record(&caller(Role::Officer), table, &cells).await?;
                    let open = dossier.grants.iter().filter(|grant| grant.open_update.is_some()).count();
                    Ok(format!("{open} made anew"))
                })
            },
        },
        Scenario {
            name: "register.correct",
            before: |world, n| Box::pin(world.activated(n)),
            request: |verbs, case| {
                Box::pin(async move {
                    let facts = moved_away(&verbs.world().dossier(case).await);
                    let (officer, name) = (caller(Role::Officer), case.name("correct"));
                    let dossier = verbs.register().await.correct(&officer, &case.subject, &name, &facts).await?;
                    let open = dossier.grants.iter().filter(|grant| grant.open_update.is_some()).count();
                    Ok(format!("{open} made anew"))
                })
            },
        },
    ]
}

pub(super) fn importing() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "register.import",
            before: |world, n| Box::pin(put_rows(world, n)),
            request: |verbs, case| {
                Box::pin(async move {
                    let done = verbs.register().await.import(&rows_key(case)).await?.unwrap();
                    Ok(format!("{} in, {} back", done.changed + done.unchanged, done.rejected))
                })
            },
        },
        Scenario {
            name: "register.report",
            before: |world, n| {
                Box::pin(async move {
                    let case = put_rows(world, n).await;
                    world.aws.register().await.unwrap().import(&rows_key(&case)).await.unwrap();
                    case
                })
            },
            request: |verbs, case| {
                Box::pin(async move {
                    let name = case.name("rows");
                    let register = verbs.register().await;
                    let report = register.report(&caller(Role::Officer), Table::Operators, &name).await?;
                    Ok(String::from_utf8(report.unwrap().to_vec()).unwrap())
                })
            },
        },
        Scenario {
            name: "register.offer_rows",
            before: |world, n| Box::pin(world.recorded(n, KindClass::Operator, true)),
            request: |verbs, case| {
                Box::pin(async move {
                    let (officer, name) = (caller(Role::Officer), case.name("rows"));
                    verbs.register().await.offer_rows(&officer, Table::Operators, &name, 100).await?;
                    Ok("a link".into())
                })
            },
        },
        Scenario {
            name: "register.find",
            before: |world, n| Box::pin(world.recorded(n, KindClass::Operator, true)),
            request: |verbs, case| {
                Box::pin(async move {
                    let what = LookUp::Uscc(Uscc::parse(&uscc_of(case.number)).unwrap());
                    let dossier = verbs.register().await.find(&caller(Role::Officer), &what, "核对登记").await?;
                    Ok(format!("{} grants", dossier.grants.len()))
                })
            },
        },
    ]
}

/// The row of the same grant with another name of the operator.
fn changed_row(number: u32) -> (Table, Cells) {
    let (table, mut cells) = row(number, KindClass::Operator, true);
    cells.insert("name".into(), format!("改名样例运输{number}有限公司"));
    (table, cells)
}

fn rows_key(case: &Case) -> lifecycle::object::ObjectKey {
    let division = license::division::Division::parse("210100").unwrap();
    lifecycle::object::ObjectKey::ImportRows { division, table: "operators".into(), name: case.name("rows") }
}

/// A file of the case's own row, a row without its kind, and a row of the same operator that claims its number again
/// for another kind.
async fn put_rows(world: &World, number: u32) -> Case {
    let (_, cells) = row(number, KindClass::Operator, true);
    let mut other = cells.clone();
    other.insert("kind".into(), "016".into());
    let mut dirty = cells.clone();
    dirty.insert("kind".into(), String::new());
    let header: Vec<&str> = cells.keys().map(String::as_str).collect();
    let lines = [&cells, &dirty, &other].map(|cells| cells.values().cloned().collect::<Vec<_>>().join(","));
    let file = format!("{}\n{}\n", header.join(","), lines.join("\n"));
    let case = world.unrecorded(number).await;
    let put = world.stores.s3().put_object().bucket(IMPORTS_BUCKET).key(rows_key(&case).path());
    put.body(file.into_bytes().into()).send().await.unwrap();
    case
}

#[tokio::test]
async fn the_register_survives_every_failed_call() {
    run_all(recording().into_iter().chain(importing()).collect()).await;
}

/// One number, two kinds, one subject: the second grant is refused, and does not hold up the rows behind it.
#[tokio::test]
async fn a_number_of_the_same_holder_is_taken_too() {
    let world = World::new().await;
    let case = put_rows(&world, world.next()).await;
    let register = world.aws.register().await.unwrap();
    let done = register.import(&rows_key(&case)).await.unwrap().unwrap();
    assert_eq!((done.changed, done.rejected), (1, 2));
    let report = register.report(&caller(Role::Officer), Table::Operators, &case.name("rows")).await.unwrap().unwrap();
    assert!(String::from_utf8(report.to_vec()).unwrap().contains("4,number,number.taken,"));
    world.claim(&case).await;
    world.make(case).await;
    assert_eq!(world.violations().await, []);
}

/// A number that was allotted here is the same grant's when the row comes back with it.
#[tokio::test]
async fn a_row_with_an_allotted_number_is_the_grant_that_it_was_allotted_to() {
    let world = World::new().await;
    let case = world.recorded(world.next(), KindClass::Operator, false).await;
    world.claim(&case).await;
    let case = world.make(case).await;
    let number = world.grant(&case).await.number.unwrap();
    let (table, mut cells) = row(case.number, KindClass::Operator, false);
    cells.insert("number".into(), number.to_string());
    let before = world.dossier(&case).await;
    let after = world.aws.register().await.unwrap().record(&caller(Role::Officer), table, &cells).await.unwrap();
    assert_eq!(after, before);
    assert_eq!(world.violations().await, []);
}
