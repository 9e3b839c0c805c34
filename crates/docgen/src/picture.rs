//! Photographs that strangers send: drawn anew, so that nothing comes along but what is to be seen.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::bind::Unbindable;

/// Pixels of the largest picture that is opened: 40 million are 120 MB in memory.
pub(crate) const MAX_PIXELS: u64 = 40_000_000;

/// Draws a picture anew in its own format and size, upright: without place, camera and time, without thumbnails of what was
/// cut away, without anything that hides behind its end.
///
/// # Errors
/// [`Unbindable::TooLarge`], [`Unbindable::Broken`] (also for anything that is neither JPEG nor PNG).
pub fn redraw(bytes: &[u8]) -> Result<Vec<u8>, Unbindable> {
    // The reader is made for hostile files; should it fail on one after all, that file is broken and nothing else.
    catch_unwind(AssertUnwindSafe(|| anew(bytes))).unwrap_or(Err(Unbindable::Broken))
}

fn anew(bytes: &[u8]) -> Result<Vec<u8>, Unbindable> {
    let (picture, format) = open(bytes)?;
    let mut out = Cursor::new(Vec::new());
    let written = match format {
        ImageFormat::Png => picture.write_to(&mut out, ImageFormat::Png),
        // Little is lost at 90, and evidence stays evidence.
        _ => on_colours(picture).write_with_encoder(JpegEncoder::new_with_quality(&mut out, 90)),
    };
    written.map_err(|_| Unbindable::Broken)?;
    Ok(out.into_inner())
}

/// JPEG knows grey and colours.
fn on_colours(picture: DynamicImage) -> DynamicImage {
    if picture.color().has_color() { picture.to_rgb8().into() } else { picture.to_luma8().into() }
}

/// Opens a JPEG or PNG within bounds, upright.
pub(crate) fn open(bytes: &[u8]) -> Result<(DynamicImage, ImageFormat), Unbindable> {
    let broken = |_| Unbindable::Broken;
    let reader = || ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Unbindable::Broken);
    let format = reader()?.format().ok_or(Unbindable::Broken)?;
    let (width, height) = reader()?.into_dimensions().map_err(broken)?;
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Unbindable::TooLarge);
    }
    let mut reader = reader()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_PIXELS * 8);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let orientation = decoder.orientation().map_err(broken)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    picture.apply_orientation(orientation);
    Ok((picture, format))
}
