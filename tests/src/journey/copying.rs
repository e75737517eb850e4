//! 副本与加注件: what a holder gives away instead of the license itself.

use license::kind::Kind;
use serde_json::{Value, json};

use super::{Granted, World, items, text};
use crate::service::Persona;

impl World {
    async fn copy(&self, who: &Persona, path: &str, order: Value) -> Vec<u8> {
        let link = self.service.post(Some(who), &format!("{path}/copies"), order).await;
        self.service.download(&link).await
    }

    /// What the holder sees of those who looked: purposes, newest first.
    async fn looks(&self, granted: &Granted) -> Vec<String> {
        let path = format!("/v1/holders/{}/accesses", granted.holder_id);
        items(&self.service.get(&granted.holder, &path).await).map(|look| text(look, "purpose")).collect()
    }
}

fn page(ofd: &[u8]) -> String {
    let files = document::read(ofd).unwrap().files;
    let content = files.into_iter().find(|file| file.path.ends_with("Content.xml")).unwrap();
    String::from_utf8(content.bytes).unwrap()
}

#[tokio::test]
async fn a_copy_is_made_in_every_form_and_marked_as_one() {
    let mut world = World::new().await;
    for kind in [Kind::BusinessLicense, Kind::VehicleCertificate, Kind::PractitionerCertificate] {
        let granted = world.granted(kind, &[]).await;
        let (path, _) = world.activated(&granted, &format!("claim-{}", kind.code())).await;
        for (form, begin) in [("pdf", b"%PDF-".as_slice()), ("png", b"\x89PNG".as_slice()), ("ofd", b"PK".as_slice())] {
            let bytes = world.copy(&granted.holder, &path, json!({ "form": form })).await;
            assert!(bytes.starts_with(begin), "{form}");
        }
        let shown = page(&world.copy(&granted.holder, &path, json!({ "form": "ofd" })).await);
        assert!(shown.contains("浏览副本"), "{shown}");
        // every value that the template has a place for stands on the page, the date of issue too
        assert!(shown.contains("核发机关") || shown.contains("发证机关"), "{shown}");
        assert!(shown.matches("年").count() >= 2 && shown.contains("沈阳市交通运输局"), "{shown}");
        assert!(world.looks(&granted).await.is_empty(), "one's own look at one's own license is nobody's business");
    }
}

#[tokio::test]
async fn a_copy_for_a_purpose_is_written_over_and_on_record() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::VehicleCertificate, &[]).await;
    let (path, _) = world.activated(&granted, "claim-it").await;
    let order = json!({ "form": "ofd", "purpose": " 办理车辆保险 ", "days": 7 });
    let copy = world.copy(&granted.holder, &path, order).await;
    let data = document::read(&copy).unwrap().custom_data;
    let value = |name: &str| data.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
    assert_eq!((value("JZJZZSY"), value("JZJZZZ")), (Some("办理车辆保险"), Some(granted.holder_name())));
    assert!(value("JZJZZSJ").is_some() && value("JZJYXQJZSJ") > value("JZJZZSJ"));
    assert!(page(&copy).contains("办理车辆保险"));
    assert_eq!(world.looks(&granted).await, ["制作加注件：办理车辆保险"]);
    world.copy(&world.officer, &path, json!({ "form": "pdf" })).await;
    assert_eq!(world.looks(&granted).await[0], "制作浏览副本");
}

#[tokio::test]
async fn what_may_not_be_copied_is_refused_by_name() {
    let mut world = World::new().await;
    let granted = world.granted(Kind::VehicleCertificate, &[]).await;
    let stranger = world.granted(Kind::PractitionerCertificate, &[]).await.holder;
    let (path, _) = world.activated(&granted, "claim-it").await;
    let copies = format!("{path}/copies");
    let (service, post) = (&world.service, ("POST", copies.as_str()));
    let plain = || json!({ "form": "png" });
    service.refused(&stranger, post, plain(), "license.unknown").await;
    service.refused(&world.elsewhere, post, plain(), "caller.other_division").await;
    service.refused(&world.enforcement, post, plain(), "caller.role").await;
    for order in [
        json!({ "form": "png", "purpose": "x" }),
        json!({ "form": "png", "purpose": "长".repeat(31) }),
        json!({ "form": "png", "purpose": "换\u{7}行" }),
        json!({ "form": "png", "purpose": "贷款；有效期至：2099年" }),
        json!({ "form": "png", "purpose": "笑脸 \u{1F600}" }),
        json!({ "form": "png", "purpose": "办理车辆保险", "days": 0 }),
        json!({ "form": "png", "purpose": "办理车辆保险", "days": 367 }),
    ] {
        service.refused(&granted.holder, post, order, "input.field").await;
    }
    assert!(world.looks(&granted).await.is_empty(), "nothing was made");
    world.ordered(&path, "suspensions/suspend-it", "data-in-doubt").await;
    let purpose = json!({ "form": "ofd", "purpose": "办理车辆保险" });
    service.refused(&granted.holder, post, purpose, "license.stage").await;
    let shown = page(&world.copy(&granted.holder, &path, json!({ "form": "ofd" })).await);
    assert!(shown.contains("当时状态：暂时失效"), "{shown}");
    world.ordered(&path, "resumptions/resume-it", "doubt-cleared").await;
    world.corrected(&granted, "correct-it", "brand_model", "变更后".into()).await;
    service.settle().await;
    service.refused(&granted.holder, post, plain(), "license.not_newest").await;
    let newest = super::version_path(&world.newest(&granted).await);
    world.ordered(&newest, "cancellations/cancel-it", "vehicle-left").await;
    service.refused(&granted.holder, ("POST", &format!("{newest}/copies")), plain(), "license.stage").await;
}
