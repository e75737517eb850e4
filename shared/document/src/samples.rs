//! Made-up licenses of every kind, for previews of templates and for tests.

use license::catalogue::catalogue;
use license::kind::{Kind, PhotoKind};
use tiny_skia::{FillRule, Paint, PathBuilder, Pixmap, Rect, Transform};

use crate::{DocumentInput, FaceLine, MediaType, Photo, Template};

/// A license of the template with made-up values: nobody has them.
#[must_use]
pub fn sample(template: &'static Template) -> DocumentInput {
    let kind = template.kind();
    let identifier = identifier(kind);
    let face: Vec<FaceLine> = template
        .fields()
        .filter_map(|name| {
            let value = value(name)?;
            Some(FaceLine { short_name: name.to_owned(), value: value.to_owned() })
        })
        .collect();
    let custom_data = [("ZZMC", kind.face_title()), ("ZZLXDM", kind.type_code()), ("ZZBS", &identifier)];
    let custom_data = custom_data.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let lines = face.iter().map(|line| (line.short_name.clone(), line.value.clone()));
    DocumentInput {
        template,
        title: kind.face_title().to_owned(),
        custom_data: custom_data.chain(lines).collect(),
        identifier,
        face,
        photo: kind.photo().and_then(photo),
        code_png: seal::qr_png(SAMPLE_CODE).unwrap_or_default(),
        made_at: jiff::Timestamp::UNIX_EPOCH,
    }
}

/// Leads nowhere and is refused by every reader of license codes.
const SAMPLE_CODE: &str = "HTTPS://LUZHENG.EXAMPL/#0000000000000000000000000000000000000000";

/// A right identifier of a made-up issuer.
fn identifier(kind: Kind) -> String {
    use license::identifier::{Identifier, Serial, Version};
    let issuer = catalogue().province().issuer.uscc.clone();
    let serial = Serial::parse("20231101000000000001");
    serial.map(|serial| Identifier::new(kind, issuer, serial, Version::FIRST).as_str().to_owned()).unwrap_or_default()
}

fn value(name: &str) -> Option<&'static str> {
    Some(match name {
        "KZ_YHMC" => "沈阳样例运输有限公司",
        "KZ_TYSHXYDM" => "91210100MA0000001K",
        "KZ_DZ" => "辽宁省沈阳市和平区样例路 1 号",
        "KZ_JJLX" => "有限责任公司",
        "KZ_XKZZ" | "KZ_YSZZ" => "辽交运管许可沈字",
        "KZ_XKZH" | "KZ_YSZH" | "KZ_JYXKZH" => "210100900001",
        "KZ_JYFWDM" => "02100、02201",
        "KZ_JYFW" => "道路普通货物运输、货物专用运输（集装箱）",
        "KZ_XZQH" => "210100",
        "KZ_FZJGBS" => "企业法人",
        "KZ_CLHP" => "辽A00000",
        "KZ_CPYS" => "黄色",
        "KZ_VIN" => "LSVAU033X72000001",
        "KZ_CLLX" => "重型半挂牵引车",
        "KZ_CPXH" => "样例牌 YL4250",
        "KZ_DZW" => "8.8050",
        "KZ_WKCC" => "7200×2550×3800",
        "KZ_CLRQ" | "KZ_CCLZRQ" | "ZZBFRQ" | "ZZYXQQSRQ" => "2023年11月1日",
        "KZ_BZ" => "样例",
        "KZ_XM" => "样例",
        "KZ_XB" => "男性",
        "KZ_CSRQ" => "1949年12月31日",
        "KZ_GJ" => "中国",
        "KZ_ZZ" => "辽宁省沈阳市和平区样例路 1 号",
        "KZ_ZH" => "11010519491231002X",
        "KZ_ZJCX" => "A2",
        "KZ_CYZGLB" => "02001 道路普通货物运输驾驶员",
        "ZZYXQJZRQ" => "长期",
        "ZZBFJG" => "沈阳市交通运输局",
        _ => return None,
    })
}

fn photo(kind: PhotoKind) -> Option<Photo> {
    let (width, height) = match kind {
        PhotoKind::Vehicle => (800, 600),
        PhotoKind::Person => (295, 413),
    };
    let bytes = silhouette(kind, width, height)?;
    Some(Photo { media_type: MediaType::Png, bytes, width, height, orientation: 1 })
}

/// A plain outline of a lorry, or of head and shoulders.
fn silhouette(kind: PhotoKind, width: u32, height: u32) -> Option<Vec<u8>> {
    let mut canvas = Pixmap::new(width, height)?;
    canvas.fill(tiny_skia::Color::from_rgba8(0xEE, 0xF1, 0xF4, 0xFF));
    let mut path = PathBuilder::new();
    match kind {
        PhotoKind::Person => {
            path.push_oval(Rect::from_xywh(87.0, 80.0, 120.0, 150.0)?);
            path.push_oval(Rect::from_xywh(27.0, 260.0, 240.0, 300.0)?);
        }
        PhotoKind::Vehicle => {
            path.push_rect(Rect::from_xywh(120.0, 170.0, 400.0, 240.0)?);
            path.push_rect(Rect::from_xywh(540.0, 250.0, 140.0, 160.0)?);
            path.push_oval(Rect::from_xywh(180.0, 390.0, 90.0, 90.0)?);
            path.push_oval(Rect::from_xywh(560.0, 390.0, 90.0, 90.0)?);
        }
    }
    let mut paint = Paint::default();
    paint.set_color_rgba8(0x8A, 0x97, 0xA5, 0xFF);
    canvas.fill_path(&path.finish()?, &paint, FillRule::Winding, Transform::identity(), None);
    canvas.encode_png().ok()
}
