//! There must be a file.
