//! Finds what no font could draw, in the set pages: exact, because only what is printed counts.

use serde_json::Value;
use typst::layout::{Frame, FrameItem};
use typst_layout::PagedDocument;

/// The first character printed as an empty box.
pub(crate) fn first_missing(document: &PagedDocument) -> Option<char> {
    document.pages().iter().find_map(|page| in_frame(&page.frame))
}

fn in_frame(frame: &Frame) -> Option<char> {
    frame.items().find_map(|(_, item)| match item {
        FrameItem::Group(group) => in_frame(&group.frame),
        // Glyph 0 is by definition the box that fonts draw for what they do not know.
        FrameItem::Text(text) => text
            .glyphs
            .iter()
            .find(|glyph| glyph.id == 0)
            .and_then(|glyph| text.text.get(glyph.range()))
            .and_then(|cluster| cluster.chars().next()),
        _ => None,
    })
}

/// JSON pointer of the first text that holds the character.
pub(crate) fn pointer_to(value: &Value, character: char) -> Option<String> {
    match value {
        Value::String(text) => text.contains(character).then(String::new),
        Value::Array(list) => {
            list.iter().enumerate().find_map(|(i, item)| Some(format!("/{i}{}", pointer_to(item, character)?)))
        }
        Value::Object(map) => {
            map.iter().find_map(|(key, item)| Some(format!("/{key}{}", pointer_to(item, character)?)))
        }
        _ => None,
    }
}
