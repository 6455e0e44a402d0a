//! A raw file where it lies.

use crate::disk::Seal;
use crate::ingest::error::IngestError;
use crate::ingest::source::encoding::Encoding;
use crate::ingest::source::folder::Source;

/// How a raw file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RawForm {
    /// Delimited text, or a sheet of a workbook.
    Text,
    Parquet,
    /// A SAS transport file of version 5.
    Transport,
}

/// A raw file, or a sheet of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RawSource {
    pub(super) source: Source,
    pub(super) form: RawForm,
    /// Which of the declared tables it is of.
    pub(super) table: usize,
}

/// A raw file as it is before it is read.
#[derive(Debug, Clone)]
pub(super) struct Fingerprint {
    pub(super) sha256: String,
    pub(super) bytes: u64,
    pub(super) encoding: Encoding,
}

impl RawSource {
    /// Reads the bytes of the file once.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub(super) fn fingerprint(&self) -> Result<Fingerprint, IngestError> {
        let failed = |error| self.source.failed(error);
        let metadata = std::fs::metadata(&self.source.path).map_err(failed)?;
        let (sha256, encoding) = match self.form {
            RawForm::Text => {
                let survey = self.source.survey()?;
                (survey.sha256, survey.encoding)
            }
            RawForm::Parquet | RawForm::Transport => {
                let seal = Seal::of_file(&self.source.path).map_err(failed)?;
                (seal.sha256, Encoding::Utf8 { has_mark: false })
            }
        };
        Ok(Fingerprint {
            sha256,
            bytes: metadata.len(),
            encoding,
        })
    }
}
