//! Zip packages (docx, xlsx, ods, odt): opened once, guarded against bombs.
