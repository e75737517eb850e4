//! Reads the page back from a package that this crate wrote: what is copied is what was sealed, whatever the register or
//! the catalogue say by now.

use crate::input::MediaType;
use crate::page::{
    Area, Color, Drawing, Ink, Item, Length, Page, Paint, Picture, PictureFile, Point, Segment, turning,
};
use crate::pen::ofd::{CONTENT, FONT_ID};
use crate::read::{Opened, PackageFile};
use crate::xml_tree::Node;

/// Longest side of a page that is read back; A4 has 297 mm, and a picture of 500 by 500 still fits in 36 MB.
const SIDE_MAX: Length = Length::mm(500);

/// The page with its pictures; `None` for a package that is not as it is written here.
pub(crate) fn drawing(opened: &Opened) -> Option<Drawing<'_>> {
    let document = tree(opened, "Doc_0/Document.xml", "Document")?;
    let whole = area(document.one("CommonData")?.one("PageArea")?.one("PhysicalBox")?.text())?;
    let fits = |side: Length| side > Length::ZERO && side <= SIDE_MAX;
    (fits(whole.width) && fits(whole.height)).then_some(())?;
    let content = tree(opened, CONTENT, "Page")?;
    let mut page =
        Page { width: whole.width, height: whole.height, ground: vec![], face: vec![], marks: vec![], seal: whole };
    for layer in content.one("Content")?.all("Layer") {
        let items = layer.children().map(item).collect::<Option<Vec<_>>>()?;
        match layer.attribute("Type")? {
            "Background" => page.ground = items,
            "Body" => page.face = items,
            _ => return None,
        }
    }
    let pictures = opened.files.iter().filter_map(picture).collect();
    Some(Drawing { page, pictures })
}

pub(crate) fn tree(opened: &Opened, path: &str, root: &str) -> Option<Node> {
    Node::read(&opened.files.iter().find(|file| file.path == path)?.bytes, root)
}

fn picture(file: &PackageFile) -> Option<(Picture, PictureFile<'_>)> {
    let of_type = |media_type| {
        let candidate = PictureFile { media_type, bytes: &file.bytes };
        let named = |picture: &Picture| file.path == format!("Doc_0/Res/{}", candidate.name(*picture));
        Picture::ALL.into_iter().find(named).map(|picture| (picture, candidate))
    };
    [MediaType::Jpeg, MediaType::Png].into_iter().find_map(of_type)
}

fn item(node: &Node) -> Option<Item> {
    let boundary = area(node.attribute("Boundary")?)?;
    match node.name() {
        "TextObject" => text(node, &boundary),
        "ImageObject" => image(node, boundary),
        "PathObject" => path(node),
        _ => None,
    }
}

fn text(node: &Node, boundary: &Area) -> Option<Item> {
    let code = node.one("TextCode").filter(|_| node.attribute("Font") == Some(FONT_ID))?;
    let (x, y) = (Length::parse(code.attribute("X")?)?, Length::parse(code.attribute("Y")?)?);
    Some(Item::Text {
        at: Point::new(boundary.x.plus(x), boundary.y.plus(y)),
        size: Length::parse(node.attribute("Size")?)?,
        color: color(node.one("FillColor")?)?,
        text: code.whole_text().to_owned(),
    })
}

/// The orientation is the one whose matrix stands there.
fn image(node: &Node, at: Area) -> Option<Item> {
    let picture = Picture::ALL.into_iter().find(|picture| node.attribute("ResourceID") == Some(picture.id()))?;
    let matrix: [Length; 6] = lengths(node.attribute("CTM")?)?.try_into().ok()?;
    let orientation = (1..=8).find(|orientation| turning(*orientation, at.width, at.height) == matrix)?;
    Some(Item::Image { at, picture, orientation })
}

fn path(node: &Node) -> Option<Item> {
    let paint = match node.one("StrokeColor") {
        Some(stroke) => {
            Paint::Stroke(Ink { color: color(stroke)?, width: Length::parse(node.attribute("LineWidth")?)? })
        }
        None => Paint::Fill(color(node.one("FillColor")?)?),
    };
    Some(Item::Path { segments: segments(node.one("AbbreviatedData")?.text())?, paint })
}

fn color(node: &Node) -> Option<Color> {
    let values: Vec<u8> = node.attribute("Value")?.split(' ').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [red, green, blue] = values.try_into().ok()?;
    Some(Color::new(red, green, blue))
}

fn lengths(text: &str) -> Option<Vec<Length>> {
    text.split(' ').map(Length::parse).collect()
}

pub(crate) fn area(text: &str) -> Option<Area> {
    let [x, y, width, height] = lengths(text)?.try_into().ok()?;
    Some(Area { x, y, width, height })
}

fn segments(text: &str) -> Option<Vec<Segment>> {
    let mut words = text.split(' ');
    let mut segments = vec![];
    while let Some(operator) = words.next() {
        let mut point = || Some(Point::new(Length::parse(words.next()?)?, Length::parse(words.next()?)?));
        segments.push(match operator {
            "M" => Segment::Move(point()?),
            "L" => Segment::Line(point()?),
            "B" => Segment::Cubic(point()?, point()?, point()?),
            "C" => Segment::Close,
            _ => return None,
        });
    }
    Some(segments)
}

#[cfg(test)]
mod tests {
    use license::kind::Kind;

    use super::*;
    use crate::font::Font;
    use crate::{Template, read, render, render::drawing as drawn, sample};

    /// What is written is read back, item by item and byte by byte, for every kind.
    #[test]
    fn a_page_survives_its_file() {
        for template in Kind::ALL.map(|kind| Template::of(kind, 1).unwrap()) {
            let mut input = sample(template);
            if let Some(photo) = &mut input.photo {
                photo.orientation = 6;
            }
            let before = drawn(&input, &Font::open().unwrap()).unwrap();
            let opened = read(&render(&input).unwrap().to_bytes().unwrap()).unwrap();
            let after = drawing(&opened).unwrap();
            assert!(before.page.ground == after.page.ground && before.page.face == after.page.face);
            assert_eq!((before.page.width, before.page.height), (after.page.width, after.page.height));
            for (picture, file) in before.pictures {
                assert!(after.file(picture).is_some_and(|found| found.bytes == file.bytes), "{picture:?}");
            }
        }
    }

    /// A page of a kilometre would ask for more memory than there is.
    #[test]
    fn a_page_out_of_bounds_is_not_drawn() {
        let template = Template::of(Kind::BusinessLicense, 1).unwrap();
        let opened = read(&render(&sample(template)).unwrap().to_bytes().unwrap()).unwrap();
        assert!(drawing(&opened).is_some());
        for box_of in ["0 0 501 210", "0 0 297 0", "0 0 -297 210", "0 0 297"] {
            let mut wide = opened.clone();
            let file = wide.files.iter_mut().find(|file| file.path == "Doc_0/Document.xml").unwrap();
            let text = String::from_utf8(file.bytes.clone()).unwrap();
            file.bytes = text.replace("0 0 297 210", box_of).into_bytes();
            assert!(drawing(&wide).is_none(), "{box_of}");
        }
    }

    #[test]
    fn outlines_of_another_hand_are_not_guessed_at() {
        for text in ["M 1", "Q 1 2 3 4", "M 1 x", "L", "M 1 2 3"] {
            assert_eq!(segments(text), None, "{text}");
        }
    }
}
