//! Old formats made by a real office program.
