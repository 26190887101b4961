use std::io::{self, BufRead, BufReader, Read};

const BUFFER: usize = 256 << 10;

/// An input as it reads once unpacked, never more than its bound.
pub(super) struct Unpacked<'a> {
    pub(super) reader: Box<dyn BufRead + 'a>,
    pub(super) packed: bool,
}

/// Recognises gzip and Zstandard by their first bytes; whatever else is read as it is.
pub(super) fn unpack<'a>(raw: impl Read + 'a, max: u64) -> io::Result<Unpacked<'a>> {
    let mut raw = BufReader::with_capacity(BUFFER, raw);
    let start = raw.fill_buf()?;
    let bounded = |reader: Box<dyn Read + 'a>| {
        let reader = Bounded { reader, left: max };
        Unpacked { reader: Box::new(BufReader::with_capacity(BUFFER, reader)), packed: true }
    };
    Ok(if start.starts_with(&[0x1f, 0x8b]) {
        bounded(Box::new(flate2::bufread::MultiGzDecoder::new(raw)))
    } else if start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        bounded(Box::new(zstd::stream::read::Decoder::with_buffer(raw)?))
    } else {
        Unpacked { reader: Box::new(raw), packed: false }
    })
}

/// A reader that fails past its bound, so that a small file cannot fill the memory.
struct Bounded<R> {
    reader: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            // At the bound all that may come is the end.
            return if self.reader.read(&mut [0])? == 0 { Ok(0) } else { Err(too_large()) };
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let (buffer, _) = buffer.split_at_mut(most);
        let read = self.reader.read(buffer)?;
        self.left = self.left.saturating_sub(read as u64);
        Ok(read)
    }
}

/// The error of an input that is larger than its bound.
pub(super) fn too_large() -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, "larger than --max-input allows")
}
