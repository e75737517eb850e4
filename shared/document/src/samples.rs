//! A made-up driver and the pictures of the license.

use crate::{DocumentInput, FaceLine, MediaType, Photo};

pub(crate) fn line(short_name: &str, label: &str, value: &str) -> FaceLine {
    FaceLine { short_name: short_name.into(), label: label.into(), value: value.into() }
}

pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = vec![];
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![128; usize::try_from(width * height).unwrap()]).unwrap();
    writer.finish().unwrap();
    bytes
}

pub(crate) fn driver() -> DocumentInput {
    let photo = Photo { media_type: MediaType::Png, bytes: png(30, 40), width: 30, height: 40, orientation: 1 };
    DocumentInput {
        title: "道路运输从业人员从业资格证".into(),
        identifier: "1.2.156.3005.2.11100000000019713D071.11210000MB0000001M.20231101000000000001.001.C".into(),
        fields: vec![
            line("KZ_XM", "姓名", "试验·<甲> & \"乙\""),
            line("KZ_ZJCX", "准驾车型", "A2"),
            line("KZ_CYZGLB", "从业资格类别", "道路旅客运输驾驶员"),
            line("ZZYXQJZRQ", "有效期截止日期", "长期"),
            line("ZZBFJG", "核发机关", "沈阳市交通运输局"),
            line("ZZBFRQ", "发证日期", "2026年11月23日"),
        ],
        custom_data: vec![
            ("ZZMC".into(), "道路运输从业人员从业资格证".into()),
            ("CZZT".into(), "试验·<甲> & \"乙\"\n𠮷".into()),
            ("ZZYXQJZRQ".into(), "长期".into()),
        ],
        photo: Some(photo),
        code_png: png(33, 33),
        made_at: "2026-11-22T17:00:00Z".parse().unwrap(),
    }
}
